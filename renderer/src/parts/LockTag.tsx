import type { ReactNode } from 'react';
import type { Verdict } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { RuleBody } from './RuleBody.tsx';

/** A rule drawn like a lockout tag: what is locked, why, what lifts it, who says so. */
export function LockTag({ verdict, children }: { verdict: Verdict; children?: ReactNode }) {
  const t = useT();
  return (
    <article className={`tag ${verdict.severity}`} aria-label={`${verdict.rule} ${t(`severity.${verdict.severity}`)}`}>
      <RuleBody id={verdict.rule} rule={verdict} device={verdict.device}>
        {verdict.unmet.length > 0 && (
          <details>
            <summary>{t('locks.unmet')}</summary>
            <ul className="mono small">
              {verdict.unmet.map((part) => (
                <li key={part}>{part}</li>
              ))}
            </ul>
          </details>
        )}
      </RuleBody>
      {children}
    </article>
  );
}
