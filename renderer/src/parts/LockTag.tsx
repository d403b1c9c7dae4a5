import type { ReactNode } from 'react';
import type { Verdict } from '../../../preload/contract.ts';
import { sourceLine } from '../format.ts';
import { useT } from '../i18n.ts';
import { Both } from './Both.tsx';
import { Icon } from './Icon.tsx';

/** A rule drawn like a lockout tag: what is locked, why, what lifts it, who says so. */
export function LockTag({ verdict, children }: { verdict: Verdict; children?: ReactNode }) {
  const t = useT();
  return (
    <article className={`tag ${verdict.severity}`} aria-label={`${verdict.rule} ${t(`severity.${verdict.severity}`)}`}>
      <p className="tag-head">
        <Icon name={verdict.severity === 'timer' ? 'clock' : verdict.severity === 'soft' ? 'warn' : 'lock'} />
        <span>{t(`severity.${verdict.severity}`)}</span>
        <code>{verdict.rule}</code>
        {verdict.device && <b>{verdict.device}</b>}
      </p>
      <h3>
        <Both text={verdict.title} />
      </h3>
      <p>
        <Both text={verdict.reason} />
      </p>
      <p className="tag-lift">
        <Icon name="unlock" />
        <span>
          <b>{t('locks.lifts')}</b> <Both text={verdict.lift} />
        </span>
      </p>
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
      <p className="small muted">{t('app.source', { source: sourceLine(verdict.source) })}</p>
      {children}
    </article>
  );
}
