import { type FormEvent, useState } from 'react';
import type { ActionName, CurrentStep, Failure, RunView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Icon } from '../parts/Icon.tsx';
import { SerialField } from '../parts/SerialField.tsx';
import { serialMatches } from '../power/verbs.ts';
import { send, takeRun } from '../store.ts';

/** The act: says which chassis and what will be sent, wants the serial number typed, then sends once. */
export function GoForm({ run, step, action }: { run: RunView; step: CurrentStep; action: ActionName }) {
  const t = useT();
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const rules = step.blockedBy.map((v) => v.rule).join(', ');
  const device = step.device;
  const ready = rules === '' && serialMatches(typed, device?.serial ?? null);
  const perform = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (!ready || busy) return;
    setBusy(true);
    const result = await send('runs.go', run.id, step.path);
    setBusy(false);
    setTyped('');
    setTried(false);
    setFailure(result.ok ? null : result.error);
    if (result.ok) takeRun(result.value);
  };
  const named = { action: t(`action.${action}`), device: device?.name ?? '' };
  return (
    <form className="go" onSubmit={(e) => void perform(e)} noValidate aria-label={t('run.go', named)}>
      <p className="go-what">{t(`does.${action}`, named)}</p>
      <p className="muted">{t('power.once')}</p>
      <SerialField serial={device?.serial ?? null} typed={typed} onType={setTyped} tried={tried} />
      {failure && <FailureNote failure={failure} />}
      <button type="submit" className="button danger big" aria-disabled={!ready || busy} aria-describedby="go-blocked">
        <Icon name={rules === '' ? 'power' : 'lock'} />
        <span className="go-label">
          <span>{t('run.go', named)}</span>
          <span className="small mono">
            {t('run.goTarget', { serial: device?.serial ?? t('app.unknown'), bmc: device?.bmc ?? t('app.unknown') })}
          </span>
        </span>
      </button>
      <p id="go-blocked" className="tone-bad">
        {rules !== '' && t('run.blockedBy', { rules })}
      </p>
      <p role="status" className="muted">
        {busy ? t('power.sending') : ''}
      </p>
    </form>
  );
}
