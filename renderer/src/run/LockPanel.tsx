import type { RunView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { Icon } from '../parts/Icon.tsx';
import { RuleTag } from './RuleTag.tsx';

/** What is locked and why, always beside the step. Rules that are met follow as one line each. */
export function LockPanel({ run }: { run: RunView }) {
  const t = useT();
  const locked = run.interlocks.filter((r) => r.active && !r.met && !r.overridden);
  const atStep = (id: string) => run.current?.blockedBy.some((v) => v.rule === id) ?? false;
  const calm = run.interlocks.filter((r) => r.active && (r.met || r.overridden));
  return (
    <aside className="lock-panel stack tight" aria-labelledby="lock-panel">
      <h2 id="lock-panel">
        <Icon name={locked.length > 0 ? 'lock' : 'unlock'} /> {t('locks.count', { count: locked.length })}
      </h2>
      {locked
        .filter((rule) => !atStep(rule.rule))
        .map((rule) => (
          <RuleTag key={rule.rule} run={run} verdict={rule} />
        ))}
      {locked
        .filter((rule) => atStep(rule.rule))
        .map((rule) => (
          <p key={rule.rule} className="tag-short">
            <Icon name="lock" />
            <span>
              <Both text={rule.title} /> <code className="small">{rule.rule}</code>{' '}
              <span className="small muted">{t('locks.atStep')}</span>
            </span>
          </p>
        ))}
      {calm.length > 0 && (
        <details>
          <summary>{t('locks.calm', { count: calm.length })}</summary>
          <ul className="calm-rules">
            {calm.map((r) => (
              <li key={r.rule}>
                <span className={r.overridden ? 'tone-warn' : 'tone-ok'}>
                  <Icon name={r.overridden ? 'unlock' : 'check'} />
                </span>
                <span>
                  <Both text={r.title} /> <code className="small">{r.rule}</code>{' '}
                  <span className="small muted">{t(r.overridden ? 'locks.overridden' : 'locks.met')}</span>
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </aside>
  );
}
