import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { TripView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Pick } from '../parts/Field.tsx';
import { go } from '../route.ts';
import { KeyringPanel } from './KeyringPanel.tsx';
import { MediaPanel } from './MediaPanel.tsx';
import { ReceiveSheet } from './ReceiveSheet.tsx';
import { StartSheet } from './StartSheet.tsx';
import { TripPage } from './TripPage.tsx';
import { useTripName } from './useTripName.ts';
import { useTrips } from './useTrips.ts';
import { WithSiteVault } from './WithSiteVault.tsx';
import './airgap.css';

/** Open rounds first, then by the time they began, the newest first. */
const byAge = (trips: readonly TripView[]): TripView[] => {
  const rank = ({ state }: TripView) => (state === 'closed' ? 1 : 0);
  const begun = ({ history }: TripView) => history[0]?.at ?? '';
  return [...trips].sort((a, b) => rank(a) - rank(b) || begun(b).localeCompare(begun(a)));
};

function Rounds({ tripId }: { tripId: string | null }) {
  const t = useT();
  const { trips, failure } = useTrips();
  const [open, setOpen] = useState<'start' | 'receive' | null>(null);
  const close = () => setOpen(null);
  const nameOf = useTripName();
  const sorted = byAge(trips ?? []);
  const trip = sorted.find(({ id }) => id === tripId) ?? sorted[0];
  const name = (one: TripView) =>
    t('trips.option', { device: nameOf(one), round: one.round, state: t(`trips.state.${one.state}`) });
  return (
    <div className="stack">
      {failure && <FailureNote failure={failure} />}
      <div className="row trip-head">
        {sorted.length > 1 && trip && (
          <Pick
            label={t('trips.pick')}
            value={trip.id}
            options={sorted.map((one) => ({ value: one.id, label: name(one) }))}
            onChange={(id) => go('trips', id)}
          />
        )}
        <Button icon="plus" onPress={() => setOpen('start')}>
          {t('trips.start')}
        </Button>
        <Button icon="down" onPress={() => setOpen('receive')}>
          {t('trips.receive.open')}
        </Button>
      </div>
      {trip ? <TripPage key={trip.id} trip={trip} /> : <p className="empty">{t('trips.none')}</p>}
      {open === 'start' && <StartSheet onClose={close} />}
      {open === 'receive' && (
        <WithSiteVault onClose={close}>
          <ReceiveSheet onClose={close} />
        </WithSiteVault>
      )}
    </div>
  );
}

const parts = ['rounds', 'media', 'keys'] as const;

/** Everything that crosses the gap: the rounds, the media, and the keys that sign. */
export function TripsScreen({ id }: { id: string | null }) {
  const t = useT();
  const part = parts.find((name) => name === id) ?? 'rounds';
  return (
    <div className="stack">
      <h1 tabIndex={-1}>{t('nav.trips')}</h1>
      <Tabs selectedKey={part} onSelectionChange={(key) => go('trips', key === 'rounds' ? null : String(key))}>
        <TabList className="tabs" aria-label={t('nav.trips')}>
          {parts.map((name) => (
            <Tab key={name} id={name} className="tab">
              {t(`trips.tab.${name}`)}
            </Tab>
          ))}
        </TabList>
        <TabPanel id="rounds" className="tab-panel">
          <Rounds tripId={id} />
        </TabPanel>
        <TabPanel id="media" className="tab-panel">
          <MediaPanel />
        </TabPanel>
        <TabPanel id="keys" className="tab-panel">
          <KeyringPanel />
        </TabPanel>
      </Tabs>
    </div>
  );
}
