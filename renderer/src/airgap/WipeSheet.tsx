import { useState } from 'react';
import type { DriveView, TripView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { CloseFoot } from '../parts/CloseFoot.tsx';
import { Pick } from '../parts/Field.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { send } from '../store.ts';
import { DriveLines } from './DrivePick.tsx';
import { names } from './drive.ts';
import { FormSheet } from './FormSheet.tsx';
import { NameDrive } from './NameDrive.tsx';
import { useAsk } from './useAsk.ts';

/** Removes the requests from a medium, and says which: what is recorded is what was done. */
export function WipeSheet({ drive, trips, onClose }: { drive: DriveView; trips: TripView[]; onClose: () => void }) {
  const t = useT();
  const [typed, setTyped] = useState('');
  const [tripId, setTripId] = useState(trips.find(({ request }) => request !== null)?.id ?? '');
  const [tried, setTried] = useState(false);
  const [wiped, setWiped] = useState<string[] | null>(null);
  const ask = useAsk();
  const named = names(typed, drive);
  const wipe = async () => {
    setTried(true);
    if (!named) return;
    const done = await ask.run(() => send('media.wipe', drive.mount ?? drive.path, tripId || null));
    if (done) setWiped(done.wiped);
  };
  if (wiped)
    return (
      <Sheet title={t('trips.wipe.title')} onClose={onClose}>
        <p className={`note ${wiped.length > 0 ? 'ok' : 'warn'}`} role="status">
          {wiped.length > 0 ? t('trips.wipe.done', { count: wiped.length }) : t('trips.wipe.nothing')}
        </p>
        <ul>
          {wiped.map((file) => (
            <li key={file}>
              <code className="hash">{file}</code>
            </li>
          ))}
        </ul>
        <p className="muted">{t('trips.wipe.flash')}</p>
        <CloseFoot onClose={onClose} />
      </Sheet>
    );
  return (
    <FormSheet
      grave
      title={t('trips.wipe.title')}
      deed={t('trips.wipe.do')}
      icon="trash"
      ask={ask}
      complete={named}
      onDo={() => void wipe()}
      onClose={onClose}
    >
      <p>
        <DriveLines drive={drive} />
      </p>
      <p>{t('trips.wipe.text')}</p>
      {trips.length > 0 && (
        <Pick
          label={t('trips.wipe.round')}
          value={tripId}
          options={[
            { value: '', label: t('trips.wipe.noRound') },
            ...trips.map(({ id, host, serial, round }) => ({
              value: id,
              label: t('trips.media.ofRound', { device: host || serial, round }),
            })),
          ]}
          onChange={setTripId}
        />
      )}
      <NameDrive drive={drive} typed={typed} onType={setTyped} tried={tried} />
    </FormSheet>
  );
}
