import type { PowerVerb, Verdict } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { LockTag } from '../parts/LockTag.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { routeTo } from '../route.ts';

export function WhySheet(props: { verb: PowerVerb; verdicts: Verdict[] | null; unread: boolean; onClose: () => void }) {
  const { verb, verdicts, unread, onClose } = props;
  const t = useT();
  const runId = verdicts?.find((v) => v.runId !== null)?.runId;
  return (
    <Sheet title={t('power.why', { verb: t(`power.verb.${verb}`) })} onClose={onClose}>
      {unread && <p>{t('power.readFirst')}</p>}
      {verdicts === null && <p>{t('locks.unchecked')}</p>}
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
