import type { TripView } from '../../../preload/contract.ts';
import { stamp } from '../format.ts';
import { useT } from '../i18n.ts';
import { Icon, type IconName } from '../parts/Icon.tsx';
import { Custodian } from './Custodian.tsx';
import { MediumLine } from './MediumLine.tsx';
import { type Leg, type Station, type StationMark, stationsOf } from './stations.ts';

const icons: Record<StationMark, IconName> = {
  done: 'check',
  now: 'play',
  skipped: 'next',
  ahead: 'clock',
  unseen: 'unread',
};

function StationItem({ station, why }: { station: Station; why: string | null }) {
  const t = useT();
  const { state, mark, at } = station;
  return (
    <li className={`station is-${mark}`} aria-current={mark === 'now' ? 'step' : undefined}>
      <span className="station-dot">
        <Icon name={icons[mark]} />
      </span>
      <span>
        <b>{t(`trips.state.${state}`)}</b>{' '}
        <span className="small muted station-note">
          {mark === 'unseen' ? <span className="hidden">{t('trips.mark.unseen')}</span> : t(`trips.mark.${mark}`)}
          {at && ` · ${stamp(at)}`}
          {why && ` · ${why}`}
        </span>
      </span>
    </li>
  );
}

function LegList({ trip, leg, why }: { trip: TripView; leg: Leg; why: (state: string) => string | null }) {
  const t = useT();
  const stations = stationsOf(trip, leg);
  const here = (leg === 'connected') === (trip.side === 'connected');
  return (
    <section className={`leg leg-${leg}${here ? ' is-here' : ''}`} aria-labelledby={`leg-${leg}`}>
      <h3 id={`leg-${leg}`}>
        {t(`trips.leg.${leg}`)} {here && <span className="badge">{t('trips.here')}</span>}
      </h3>
      {!here && <p className="small muted">{t('trips.unseenLeg')}</p>}
      <ol className="stations">
        {stations.map((station) => (
          <StationItem key={station.state} station={station} why={why(station.state)} />
        ))}
      </ol>
    </section>
  );
}

/** What crosses the gap: the request on its way out, the bundle on its way in. */
function Crossing({ trip, way }: { trip: TripView; way: 'out' | 'in' }) {
  const t = useT();
  const { request, bundle } = trip;
  return (
    <section className={`crossing crossing-${way}`} aria-labelledby={`crossing-${way}`}>
      <h3 id={`crossing-${way}`}>
        <span className="crossing-arrow">
          <Icon name="next" />
        </span>
        {t(`trips.crossing.${way}`)}
      </h3>
      {way === 'out' &&
        (request ? (
          <p>
            <code title={request.id}>{request.id.slice(0, 12)}…</code>{' '}
            <span className="small muted">{stamp(request.at)}</span>
          </p>
        ) : (
          <p className="muted">{t('trips.crossing.noRequest')}</p>
        ))}
      {way === 'in' &&
        (bundle ? (
          <ul className="stack tight">
            {bundle.media.map((medium) => (
              <li key={medium.id}>
                <MediumLine medium={medium} />
              </li>
            ))}
          </ul>
        ) : (
          <p className="muted">{t('trips.crossing.noBundle')}</p>
        ))}
      {way === 'in' && <Custodian custody={trip.custody} />}
    </section>
  );
}

/** Both sides as one picture: out of the rack, across the gap, around the connected side, and back in. */
export function RoundPicture({ trip, why }: { trip: TripView; why: (state: string) => string | null }) {
  const t = useT();
  return (
    <section className="panel" aria-labelledby="round-picture">
      <h2 id="round-picture">{t('trips.picture')}</h2>
      <div className="round">
        <LegList trip={trip} leg="out" why={why} />
        <Crossing trip={trip} way="out" />
        <LegList trip={trip} leg="connected" why={why} />
        <Crossing trip={trip} way="in" />
        <LegList trip={trip} leg="in" why={why} />
      </div>
    </section>
  );
}
