import type { TripView } from '../../../preload/contract.ts';
import { stamp } from '../format.ts';
import { useT } from '../i18n.ts';
import { Icon, type IconName } from '../parts/Icon.tsx';
import { type Cell, type CellMark, cellOf, places } from './places.ts';

const looks: Record<CellMark, { icon: IconName; tone: string }> = {
  good: { icon: 'check', tone: 'tone-ok' },
  doubt: { icon: 'warn', tone: 'tone-warn' },
  bad: { icon: 'cross', tone: 'tone-bad' },
  none: { icon: 'unread', tone: 'tone-mute' },
  unseen: { icon: 'question', tone: 'tone-mute' },
};

function CellView({ cell, place }: { cell: Cell; place: string }) {
  const t = useT();
  const look = looks[cell.mark];
  return (
    <td data-label={place}>
      <span className={look.tone}>
        <Icon name={look.icon} /> {t(`trips.cell.${cell.mark}`)}
      </span>
      {cell.how && <span className="under small muted">{t(`trips.how.${cell.how}`)}</span>}
      {cell.at && <span className="under small muted">{stamp(cell.at)}</span>}
    </td>
  );
}

/** Where every package is now, as far as this side of the gap has seen it. */
export function PlacesTable({ trip }: { trip: TripView }) {
  const t = useT();
  if (trip.packages.length === 0) return null;
  return (
    <table className="cards places">
      <caption className="hidden">{t('trips.places.title')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('trips.package.name')}</th>
          {places.map((place) => (
            <th key={place} scope="col">
              {t(`trips.places.${place}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {trip.packages.map((one) => (
          <tr key={one.name}>
            <th scope="row">{one.name}</th>
            {places.map((place) => (
              <CellView key={place} cell={cellOf(one, trip, place)} place={t(`trips.places.${place}`)} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
