import { type FormEvent, useState } from 'react';
import type { ActionResult, Device, Failure, PowerVerb, Site } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Plate } from '../parts/Plate.tsx';
import { SerialField } from '../parts/SerialField.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { send } from '../store.ts';
import { serialMatches } from './verbs.ts';

/** Last stop before a command: what happens to which chassis, and its serial number typed by hand. */
export function ConfirmSheet(props: {
  site: Site;
  device: Device;
  verb: PowerVerb;
  onResult: (result: ActionResult) => void;
  onClose: () => void;
}) {
  const { site, device, verb, onResult, onClose } = props;
  const t = useT();
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const ready = serialMatches(typed, device.serial);
  const perform = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (!ready || busy) return;
    setBusy(true);
    const result = await send('power.perform', site.id, device.id, verb, typed.trim());
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    onResult(result.value);
    onClose();
  };
  return (
    <Sheet grave title={t('power.confirm', { verb: t(`power.verb.${verb}`), name: device.name })} onClose={onClose}>
      <form className="stack" onSubmit={(e) => void perform(e)} noValidate>
        <Plate name={device.name} serial={device.serial} bmc={device.bmc?.address ?? null} />
        <p>{t(`power.does.${verb}`)}</p>
        <p className="muted">{t('power.once')}</p>
        <SerialField serial={device.serial} typed={typed} onType={setTyped} tried={tried} autoFocus />
        {failure && <FailureNote failure={failure} />}
        <p role="status" className="muted">
          {busy ? t('power.sending') : ''}
        </p>
        <div className="dialog-foot">
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <button type="submit" className="button danger" aria-disabled={!ready || busy}>
            {t(`power.send.${verb}`)}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
