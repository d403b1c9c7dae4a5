import { useEffect, useState } from 'react';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Tick } from '../parts/Field.tsx';
import { copyText } from '../parts/transfer.ts';
import { send } from '../store.ts';
import { FormSheet } from './FormSheet.tsx';
import { Signer } from './Signer.tsx';
import type { SheetProps } from './sheets.tsx';
import { useAsk } from './useAsk.ts';
import { takeTrip } from './useTrips.ts';

/** The key is covered again after this. */
const SHOWN_MS = 60_000;

/** The download key for one look: covered after a minute, and gone with the sheet. */
function OneLook({ tripId }: { tripId: string }) {
  const t = useT();
  const [key, setKey] = useState<string | null>(null);
  const [copied, setCopied] = useState(false);
  const { busy, failure, run } = useAsk();
  useEffect(() => {
    if (key === null) return;
    const timer = setTimeout(() => setKey(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [key]);
  const show = async () => {
    const shown = await run(() => send('trips.revealKey', tripId));
    if (shown) setKey(shown.key);
  };
  return (
    <div className="stack tight">
      {key !== null && <code className="one-look">{key}</code>}
      {failure && <FailureNote failure={failure} />}
      <div className="row">
        {key === null ? (
          <Button icon="key" isDisabled={busy} onPress={() => void show()}>
            {t('trips.submit.show')}
          </Button>
        ) : (
          <>
            <Button icon="copy" onPress={() => setCopied(copyText(key))}>
              {t('trips.submit.copy')}
            </Button>
            <Button icon="lock" onPress={() => setKey(null)}>
              {t('trips.submit.cover')}
            </Button>
          </>
        )}
        <span role="status" className="small tone-warn">
          {copied ? t('trips.submit.copied') : ''}
        </span>
      </div>
    </div>
  );
}

/** The key is taken to the vendor's page; that it was accepted there is what a person confirms. */
export function SubmitSheet({ trip, onClose }: SheetProps) {
  const t = useT();
  const [accepted, setAccepted] = useState(false);
  const ask = useAsk();
  const save = async () => {
    if (!accepted) return;
    const saved = await ask.run(() => send('trips.submitted', trip.id));
    if (!saved) return;
    takeTrip(saved);
    onClose();
  };
  return (
    <FormSheet
      title={t('trips.submit.title', { host: trip.host })}
      deed={t('trips.submit.do')}
      icon="check"
      ask={ask}
      complete={accepted}
      onDo={() => void save()}
      onClose={onClose}
    >
      {trip.request && <Signer fingerprint={trip.request.signedBy} />}
      <p>{t('trips.submit.text')}</p>
      <OneLook tripId={trip.id} />
      <Tick isSelected={accepted} onChange={setAccepted}>
        {t('trips.submit.accepted')}
      </Tick>
      <p className="muted">{t('trips.submit.refused')}</p>
    </FormSheet>
  );
}
