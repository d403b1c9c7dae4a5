import type { RunView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { Plate } from '../parts/Plate.tsx';

export function AboutRun({ run }: { run: RunView }) {
  const t = useT();
  return (
    <div className="stack narrow">
      {run.bindings.map((b) => (
        <div key={b.deviceId} className="stack tight">
          <h3>
            <Both text={b.label} />
          </h3>
          <Plate name={b.deviceName} serial={b.serial} bmc={b.bmc} />
        </div>
      ))}
      <dl className="stack tight">
        <dt className="eyebrow">{t('run.objective')}</dt>
        <dd>
          <Both text={run.objective} />
        </dd>
        <dt className="eyebrow">{t('run.endState')}</dt>
        <dd>
          <Both text={run.endState} />
        </dd>
        <dt className="eyebrow">{t('run.wayOut')}</dt>
        <dd>
          <Both text={run.wayOut.text} />
        </dd>
        <dt className="eyebrow">{t('run.safeState')}</dt>
        <dd>
          <Both text={run.wayOut.safeState} />
        </dd>
      </dl>
    </div>
  );
}
