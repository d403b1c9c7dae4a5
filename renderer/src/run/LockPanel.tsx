import { memo, useState } from 'react';
import type { RunView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { Icon } from '../parts/Icon.tsx';
import { severityIcons } from '../parts/kinds.ts';
import { type PanelRule, ruleKey, sortRules } from './panel.ts';
import { RuleTag } from './RuleTag.tsx';

/** A rule in one line, with the devices it is about: by name while these are few. */
function RuleLine({ rules }: { rules: PanelRule[] }) {
  const t = useT();
  const [rule] = rules;
  const devices = rules.flatMap(({ device }) => device ?? []);
  return (
    rule && (
      <span>
        <Both text={rule.title} /> <code className="small muted">{rule.rule}</code>{' '}
        <span className="nowrap">
          {devices.length > 2 ? t('locks.devices', { count: devices.length }) : devices.join(', ')}
        </span>
      </span>
    )
  );
}

/** One line that opens into the whole tags, which are not drawn before. */
function Folded({ run, rules }: { run: RunView; rules: PanelRule[] }) {
  const [open, setOpen] = useState(false);
  const [rule] = rules;
  return (
    <details className="folded" open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>
        {rule && <Icon name={severityIcons[rule.severity]} />}
        <RuleLine rules={rules} />
      </summary>
      <div className="stack tight">
        {open && rules.map((one) => <RuleTag key={ruleKey(one)} run={run} verdict={one} />)}
      </div>
    </details>
  );
}

function Calm({ rules }: { rules: PanelRule[] }) {
  const t = useT();
  const overridden = rules[0]?.overridden ?? false;
  return (
    <li>
      <span className={overridden ? 'tone-warn' : 'tone-ok'}>
        <Icon name={overridden ? 'unlock' : 'check'} />
      </span>
      <span>
        <RuleLine rules={rules} />{' '}
        <span className="small muted">{t(overridden ? 'locks.overridden' : 'locks.met')}</span>
      </span>
    </li>
  );
}

/**
 * What is locked and why, always beside the step. Locks on the hardware stand in full; rules that wait for a later step
 * and rules that are met are folded to a line each.
 */
export const LockPanel = memo(function LockPanel({ run }: { run: RunView }) {
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
          {later.map((rules) => (
            <Folded key={rules[0]?.rule} run={run} rules={rules} />
          ))}
        </>
      )}
      {calm.length > 0 && (
        <details>
          <summary>{t('locks.calm', { count: calm.length })}</summary>
          <ul className="calm-rules">
            {calm.map((rules) => (
              <Calm key={`${rules[0]?.rule} ${rules[0]?.overridden}`} rules={rules} />
            ))}
          </ul>
        </details>
      )}
    </aside>
  );
}, sameLocks);

function sameLocks({ run: before }: { run: RunView }, { run: after }: { run: RunView }): boolean {
  const parts = ['id', 'status', 'interlocks'] as const;
  return parts.every((part) => before[part] === after[part]) && before.current?.blockedBy === after.current?.blockedBy;
}
