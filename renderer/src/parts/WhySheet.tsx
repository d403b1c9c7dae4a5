import type { Verdict } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import type { Lock } from '../locks.ts';
import { routeTo } from '../route.ts';
import { Button } from './Button.tsx';
import { LockTag } from './LockTag.tsx';
import { Sheet } from './Sheet.tsx';

/** Why a deed is locked, and the way to the run that locks it. */
export function WhySheet(props: { what: string; verdicts: Verdict[] | null; lock: Lock; onClose: () => void }) {
  const { what, verdicts, lock, onClose } = props;
  const t = useT();
  const runId = verdicts?.find((v) => v.runId !== null)?.runId;
  return (
    <Sheet title={t('power.why', { verb: what })} onClose={onClose}>
      {lock === 'unread' && <p>{t('power.readFirst')}</p>}
      {lock === 'busy' && <p>{t('locks.busyWhy')}</p>}
      {lock === 'unchecked' && <p>{t('locks.unchecked')}</p>}
      {verdicts?.map((v) => (
        <LockTag key={v.rule} verdict={v} />
      ))}
      <div className="dialog-foot">
        {runId && (
          <a className="button" href={routeTo('run', runId)} onClick={onClose}>
            {t('power.toRun')}
          </a>
        )}
        <Button tone="primary" onPress={onClose}>
          {t('app.close')}
        </Button>
      </div>
    </Sheet>
  );
}
