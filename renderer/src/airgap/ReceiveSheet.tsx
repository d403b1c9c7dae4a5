import { useState } from 'react';
import type { Failure, RequestCarrier, TripView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Choices } from '../parts/Field.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { go } from '../route.ts';
import { send } from '../store.ts';
import { RequestFile } from './RequestFile.tsx';
import { Scanner } from './Scanner.tsx';
import { Signer } from './Signer.tsx';
import { TypedEntry } from './TypedEntry.tsx';
import { takeTrip } from './useTrips.ts';

type Way = 'scan' | 'typed' | 'file';

const check = async (lines: string[]) => {
  const result = await send('trips.checkTyped', lines);
  return result.ok ? result.value : [];
};

function Received({ trip, onClose }: { trip: TripView; onClose: () => void }) {
  const t = useT();
  const show = () => {
    onClose();
    go('trips', trip.id);
  };
  return (
    <Sheet title={t('trips.receive.done', { host: trip.host, serial: trip.serial })} onClose={show}>
      <p>{t('trips.receive.compare')}</p>
      {trip.request && <Signer fingerprint={trip.request.signedBy} />}
      <div className="dialog-foot">
        <Button tone="primary" onPress={show}>
          {t('trips.receive.show')}
        </Button>
      </div>
    </Sheet>
  );
}

/** Connected side: a request comes in by the camera, by hand or as a file, and a round begins here. */
export function ReceiveSheet({ onClose }: { onClose: () => void }) {
  const t = useT();
  const [way, setWay] = useState<Way>('scan');
  const [trip, setTrip] = useState<TripView | null>(null);
  const receive = async (carrier: RequestCarrier): Promise<Failure | null> => {
    const result = await send('trips.receive', carrier);
    if (!result.ok) return result.error;
    takeTrip(result.value);
    setTrip(result.value);
    return null;
  };
  if (trip) return <Received trip={trip} onClose={onClose} />;
  return (
    <Sheet wide title={t('trips.receive.title')} onClose={onClose}>
      <Choices
        label={t('trips.receive.how')}
        value={way}
        onChange={(value) => setWay(value as Way)}
        options={(['scan', 'typed', 'file'] as const).map((value) => ({
          value,
          label: t(`trips.receive.way.${value}`),
        }))}
      />
      {way === 'scan' && <Scanner receive={receive} />}
      {way === 'typed' && <TypedEntry check={check} receive={receive} />}
      {way === 'file' && <RequestFile receive={receive} />}
      <div className="dialog-foot">
        <Button onPress={onClose}>{t('app.cancel')}</Button>
      </div>
    </Sheet>
  );
}
