import { useState } from 'react';
import type { TripView } from '../../../preload/contract.ts';
import { useT, useText } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { forgetGoodNews } from '../store.ts';
import { CustodyTrail } from './CustodyTrail.tsx';
import { JobNote } from './JobNote.tsx';
import { NowCard } from './NowCard.tsx';
import { PackageTable } from './PackageTable.tsx';
import { PapersList } from './PapersList.tsx';
import { PlacesTable } from './PlacesTable.tsx';
import { RoundPicture } from './RoundPicture.tsx';
import { type Open, OpenSheet } from './sheets.tsx';
import { useTripName } from './useTripName.ts';

function Identity({ trip }: { trip: TripView }) {
  const t = useT();
  return (
    <dl className="plate">
      <div>
        <dt>{t('plate.device')}</dt>
        <dd>
          <b>{useTripName()(trip)}</b> <span className="badge">{trip.product}</span>
        </dd>
      </div>
      <div>
        <dt>{t('plate.serial')}</dt>
        <dd className="mono">
          <b>{trip.serial}</b>
        </dd>
      </div>
      <div>
        <dt>{t('trips.versions.base')}</dt>
        <dd>{trip.baseVersion ?? t('app.unknown')}</dd>
      </div>
      <div>
        <dt>{t('trips.versions.product')}</dt>
        <dd>{trip.productVersion ?? t('app.unknown')}</dd>
      </div>
      <div>
        <dt>{t('trips.round')}</dt>
        <dd>
          <b>{trip.round}</b> <span className="badge">{t(`trips.side.${trip.side}`)}</span>
        </dd>
      </div>
    </dl>
  );
}

/** One round trip: what to do now, the picture of it, where everything is, the packages, and who had them. */
export function TripPage({ trip }: { trip: TripView }) {
  const t = useT();
  const text = useText();
  const [open, setOpen] = useState<Open | null>(null);
  const ask = (next: Open) => {
    forgetGoodNews();
    setOpen(next);
  };
  const why = (state: string) => {
    const next = trip.next.find(({ to, allowed }) => to === state && !allowed);
    return next?.why ? text(next.why) : null;
  };
  return (
    <div className="stack">
      <Identity trip={trip} />
      <JobNote tripId={trip.id} />
      <NowCard trip={trip} ask={ask} />
      <RoundPicture trip={trip} why={why} />
      <section className="panel stack tight" aria-labelledby="trip-places">
        <h2 id="trip-places">{t('trips.places.title')}</h2>
        <PapersList trip={trip} />
        <PlacesTable trip={trip} />
      </section>
      {trip.packages.length > 0 && (
        <section className="panel stack tight" aria-labelledby="trip-packages">
          <h2 id="trip-packages">{t('trips.packages')}</h2>
          <PackageTable trip={trip} />
        </section>
      )}
      <section className="panel stack tight" aria-labelledby="trip-custody">
        <div className="row spread">
          <h2 id="trip-custody">{t('trips.custody.title')}</h2>
          <Button icon="hand" onPress={() => ask({ sheet: 'hop', name: null })}>
            {t('trips.deed.hop.button')}
          </Button>
        </div>
        <CustodyTrail custody={trip.custody} />
      </section>
      {open && <OpenSheet trip={trip} open={open} onClose={() => setOpen(null)} />}
    </div>
  );
}
