import { type FormEvent, type ReactNode, useState } from 'react';
import type { ActionResult, Device, Failure, Result } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { serialMatches } from '../power/verbs.ts';
import { Button } from './Button.tsx';
import { FailureNote } from './FailureNote.tsx';
import { Plate } from './Plate.tsx';
import { SerialField } from './SerialField.tsx';
import { Sheet } from './Sheet.tsx';

/** Last stop before a command: what happens to which chassis, and its serial number typed by hand. */
export function ConfirmSheet(props: {
  device: Device;
  title: string;
  /** What it does, in a sentence or more. */
  does: ReactNode;
  /** The word on the button. */
  deed: string;
  /** False while something else on the sheet is missing. */
  complete?: boolean;
  /** Null when it goes on elsewhere and nobody waits for it here. */
  send: (serial: string) => Promise<Result<ActionResult>> | null;
  onResult: (result: ActionResult) => void;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { device, complete = true, onResult, onClose } = props;
  const t = useT();
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const ready = serialMatches(typed, device.serial) && complete;
  const perform = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (!ready || busy) return;
    const sent = props.send(typed.trim());
    if (sent === null) return onClose();
    setBusy(true);
    const result = await sent;
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    onResult(result.value);
    onClose();
  };
  return (
    <Sheet grave title={props.title} onClose={onClose}>
      <form className="stack" onSubmit={(e) => void perform(e)} noValidate>
        <Plate
          name={device.name}
          serial={device.serial}
          bmc={device.bmc?.address ?? null}
          idrac={device.idrac?.address ?? null}
        />
        <p>{props.does}</p>
        <p className="muted">{t('power.once')}</p>
        {props.children}
        <SerialField serial={device.serial} typed={typed} onType={setTyped} tried={tried} autoFocus={!props.children} />
        {failure && <FailureNote failure={failure} />}
        <p role="status" className="muted">
          {busy ? t('power.sending') : ''}
        </p>
        <div className="dialog-foot">
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <button type="submit" className="button danger" aria-disabled={!ready || busy}>
            {props.deed}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
