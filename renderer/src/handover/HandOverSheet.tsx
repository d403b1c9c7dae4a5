import { type FormEvent, useState } from 'react';
import type { Failure, HandedOver, RunView } from '../../../preload/contract.ts';
import { DriveLines, useDrives } from '../airgap/DrivePick.tsx';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Choices, Field } from '../parts/Field.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { call, send, takeRun } from '../store.ts';

/** Nowhere else than in the data folder. */
const HERE = '';

/** The run leaves this computer: to whom, where the file goes, and that it cannot go on here meanwhile. */
export function HandOverSheet({ run, onClose }: { run: RunView; onClose: () => void }) {
  const t = useT();
  const { drives } = useDrives();
  const [to, setTo] = useState('');
  const [folder, setFolder] = useState(HERE);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [given, setGiven] = useState<HandedOver | null>(null);
  const again = run.status === 'handed-over';
  const missing = !again && to.trim() === '';
  const able = (drives ?? []).filter(({ mount, unfit }) => mount !== null && unfit === null);
  const give = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (missing || busy) return;
    setBusy(true);
    const result = await send('runs.handOver', run.id, to.trim(), folder === HERE ? null : folder);
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    setGiven(result.value);
    const view = await call('runs.get', run.id);
    if (view) takeRun(view);
  };
  if (given) return <Given given={given} onClose={onClose} />;
  return (
    <Sheet grave title={t('handover.give')} onClose={onClose}>
      <form className="stack" onSubmit={(e) => void give(e)} noValidate>
        <p className="now-text">{t(again ? 'handover.again' : 'handover.closes')}</p>
        <p className="muted">{t('handover.secrets')}</p>
        {!again && (
          <Field
            autoFocus
            label={t('handover.to')}
            value={to}
            onChange={setTo}
            problem={tried && missing ? t('problem.required') : null}
          />
        )}
        <Choices
          label={t('handover.where')}
          value={folder}
          onChange={setFolder}
          options={[
            { value: HERE, label: t('handover.here') },
            ...able.map((drive) => ({ value: drive.mount ?? '', label: <DriveLines drive={drive} /> })),
          ]}
        />
        {failure && <FailureNote failure={failure} />}
        <div className="dialog-foot">
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" tone="primary" isDisabled={busy}>
            {t(again ? 'handover.writeAgain' : 'handover.give')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

function Given({ given, onClose }: { given: HandedOver; onClose: () => void }) {
  const t = useT();
  return (
    <Sheet title={t('handover.given')} onClose={onClose}>
      <div className="stack">
        <p>{t('handover.givenText')}</p>
        <dl className="stack tight">
          <dt>{t('handover.file')}</dt>
          <dd>
            <code className="wrap">{given.file}</code>
          </dd>
          <dt>{t('handover.head')}</dt>
          <dd>
            <code className="wrap">{given.head}</code>
          </dd>
        </dl>
        <p className="muted">{t('handover.readHead')}</p>
        <div className="dialog-foot">
          <Button tone="primary" onPress={onClose}>
            {t('app.close')}
          </Button>
        </div>
      </div>
    </Sheet>
  );
}
