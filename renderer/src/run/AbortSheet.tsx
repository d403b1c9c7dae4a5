import { type FormEvent, useState } from 'react';
import type { Failure, RunView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Field } from '../parts/Field.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { send, takeRun } from '../store.ts';

/** Leaving early is a procedure too: the way out and the state to leave stand above the button. */
export function AbortSheet({ run, onClose }: { run: RunView; onClose: () => void }) {
  const t = useT();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const missing = reason.trim() === '';
  const abort = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (missing) return;
    const result = await send('runs.abort', run.id, reason.trim());
    if (!result.ok) return setFailure(result.error);
    takeRun(result.value);
    onClose();
  };
  return (
    <Sheet grave title={t('abort.title')} onClose={onClose}>
      <form className="stack" onSubmit={(e) => void abort(e)} noValidate>
        <h3>{t('run.wayOut')}</h3>
        <p className="now-text">
          <Both text={run.wayOut.text} />
        </p>
        <h3>{t('run.safeState')}</h3>
        <p className="now-text">
          <Both text={run.wayOut.safeState} />
        </p>
        <p className="muted">{t('abort.locksStay')}</p>
        <Field
          autoFocus
          lines={2}
          label={t('abort.reason')}
          value={reason}
          onChange={setReason}
          problem={tried && missing ? t('problem.required') : null}
        />
        {failure && <FailureNote failure={failure} />}
        <div className="dialog-foot">
          <Button onPress={onClose}>{t('abort.goOn')}</Button>
          <Button type="submit" tone="danger">
            {t('run.abort')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
