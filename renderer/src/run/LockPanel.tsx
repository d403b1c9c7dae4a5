import type { RunView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { Icon } from '../parts/Icon.tsx';
import { RuleTag } from './RuleTag.tsx';

/** What is locked and why, always beside the step. Rules that are met follow as one line each. */
export function LockPanel({ run }: { run: RunView }) {
  const t = useT();
  const locked = run.interlocks.filter((r) => r.active && !r.met && !r.overridden);
  const calm = run.interlocks.filter((r) => r.active && (r.met || r.overridden));
  return (
    <aside className="lock-panel stack tight" aria-labelledby="lock-panel">
      <h2 id="lock-panel">
        <Icon name={locked.length > 0 ? 'lock' : 'unlock'} /> {t('locks.count', { count: locked.length })}
      </h2>
      {locked.map((rule) => (
        <RuleTag key={rule.rule} run={run} verdict={rule} />
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
