import { useState } from 'react';
import { useT } from '../i18n.ts';
import { Choices } from '../parts/Field.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { go } from '../route.ts';
import { send, useParts } from '../store.ts';
import { FormSheet } from './FormSheet.tsx';
import { useAsk } from './useAsk.ts';
import { takeTrip } from './useTrips.ts';

/** Begins a round on the rack side: for which device. */
export function StartSheet({ deviceId = null, onClose }: { deviceId?: string | null; onClose: () => void }) {
  const t = useT();
  const { sites, siteId } = useParts('sites', 'siteId');
  const site = sites.find(({ id }) => id === siteId);
  const [chosen, setChosen] = useState<string | null>(deviceId);
  const [tried, setTried] = useState(false);
  const ask = useAsk();
  const title = t('trips.startTitle');
  if (!site || site.devices.length === 0)
    return (
      <Sheet title={title} onClose={onClose}>
        <p>{t('trips.noDevice')}</p>
      </Sheet>
    );
  const start = async () => {
    setTried(true);
    if (chosen === null) return;
    const trip = await ask.run(() => send('trips.start', site.id, chosen));
    if (!trip) return;
    takeTrip(trip);
    onClose();
    go('trips', trip.id);
  };
  return (
    <FormSheet
      title={title}
      deed={t('trips.startDo')}
      icon="play"
      ask={ask}
      complete={chosen !== null}
      onDo={() => void start()}
      onClose={onClose}
    >
      <p>{t('trips.startText')}</p>
      <Choices
        label={t('trips.startDevice', { site: site.name })}
        value={chosen}
        onChange={setChosen}
        problem={tried && chosen === null ? t('problem.choose') : null}
        options={site.devices.map(({ id, name, serial }) => ({
          value: id,
          label: (
            <>
              <b>{name}</b> <code>{serial ?? t('device.serialUnbound')}</code>
            </>
          ),
        }))}
      />
    </FormSheet>
  );
}
