import type { RunView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { Icon } from '../parts/Icon.tsx';
import { type PanelRule, ruleKey, sortRules } from './panel.ts';
import { RuleTag } from './RuleTag.tsx';

/** One line that opens into the whole tag. */
function Folded({ run, rule }: { run: RunView; rule: PanelRule }) {
  return (
    <details className="folded">
      <summary>
        <Icon name={rule.severity === 'timer' ? 'clock' : rule.severity === 'soft' ? 'warn' : 'lock'} />
        <span>
          <Both text={rule.title} /> <code className="small muted">{rule.rule}</code> {rule.device}
        </span>
      </summary>
      <RuleTag run={run} verdict={rule} />
    </details>
  );
}

/**
 * What is locked and why, always beside the step. Locks on the hardware stand in full; rules that wait for a later step
 * and rules that are met are folded to a line each.
 */
export function LockPanel({ run }: { run: RunView }) {
  const t = useT();
  const { hardware, later, calm } = sortRules(run);
  return (
    <aside className="lock-panel stack tight" aria-labelledby="lock-panel">
      <h2 id="lock-panel">
        <Icon name={hardware.length > 0 ? 'lock' : 'unlock'} /> {t('locks.count', { count: hardware.length })}
      </h2>
      {hardware.map((rule) => (
        <RuleTag key={ruleKey(rule)} run={run} verdict={rule} />
      ))}
      {later.length > 0 && (
        <>
          <h3>{t('locks.later', { count: later.length })}</h3>
          {later.map((rule) => (
            <Folded key={ruleKey(rule)} run={run} rule={rule} />
          ))}
        </>
      )}
      {calm.length > 0 && (
        <details>
          <summary>{t('locks.calm', { count: calm.length })}</summary>
          <ul className="calm-rules">
            {calm.map((r) => (
              <li key={ruleKey(r)}>
                <span className={r.overridden ? 'tone-warn' : 'tone-ok'}>
                  <Icon name={r.overridden ? 'unlock' : 'check'} />
                </span>
                <span>
                  <Both text={r.title} /> <code className="small">{r.rule}</code> {r.device}{' '}
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
