import type { Plan } from '../../../preload/contract.ts';
import { useT, useText, useWord } from '../i18n.ts';
import { Icon } from '../parts/Icon.tsx';
import { routeTo } from '../route.ts';
import { Because } from './Because.tsx';
import { Runbook } from './PlanSteps.tsx';

/** Which device comes first, and the runbook that keeps the order. */
export function PlanDevices({ devices, startable }: { devices: NonNullable<Plan['devices']>; startable: boolean }) {
  const t = useT();
  const text = useText();
  const word = useWord();
  return (
    <section className="panel stack tight" aria-labelledby="plan-devices">
      <h3 id="plan-devices">{t('planner.devices')}</h3>
      <ol className="plan-path">
        {devices.groups.map((group, index) => (
          <li key={group}>
            {index > 0 && <span aria-hidden="true">→</span>}{' '}
            <b className="plan-version">{word(`planner.group.${group}`, group)}</b>
          </li>
        ))}
      </ol>
      <p>{text(devices.text)}</p>
      <p>
        <Runbook id={devices.procedure} />
      </p>
      <Because of={devices} />
      <div className="no-print">
        <a className={startable ? 'button primary' : 'button'} href={routeTo('run', 'all', devices.procedure)}>
          <Icon name="play" />
          {t('planner.start')}
        </a>
      </div>
    </section>
  );
}
