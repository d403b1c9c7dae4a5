import type { PackageState, ReadBack, TripView } from '../../../preload/contract.ts';

/** Where a package may lie, from the vendor's page to the appliance. */
export const places = ['store', 'second', 'primary', 'reserve', 'rack', 'installed'] as const;
export type Place = (typeof places)[number];

/** `doubt`: it is there, but nobody has read it back from the medium itself. `unseen`: on the other side of the gap. */
export type CellMark = 'good' | 'doubt' | 'bad' | 'none' | 'unseen';
export interface Cell {
  mark: CellMark;
  at: string | null;
  how: ReadBack | null;
}

const EMPTY: Cell = { mark: 'none', at: null, how: null };
const UNSEEN: Cell = { mark: 'unseen', at: null, how: null };

/** What the page cache gives back says nothing about the medium. */
export const isProof = (how: ReadBack | null): boolean => how !== null && how !== 'cached';

const found = (at: string | null, how: ReadBack | null): Cell => ({
  mark: at !== null && isProof(how) ? 'good' : 'doubt',
  at,
  how,
});

type Trip = Pick<TripView, 'side' | 'bundle'>;

/** What is known of a package in one place, by what this side of the gap has seen itself. */
export function cellOf(one: Pick<PackageState, 'copies' | 'installed'>, trip: Trip, place: Place): Cell {
  const connected = trip.side === 'connected';
  const media = trip.bundle?.media ?? [];
  const copy = (is: (where: string) => boolean): Cell => {
    const last = one.copies.findLast(({ place: where }) => is(where));
    return last ? found(last.at, last.how) : EMPTY;
  };
  switch (place) {
    case 'store':
      return connected ? copy((where) => where === 'store') : UNSEEN;
    case 'second':
      return connected ? copy((where) => where !== 'store' && !media.some(({ id }) => id === where)) : UNSEEN;
    case 'primary':
    case 'reserve': {
      const medium = media.findLast(({ role }) => role === place);
      return medium ? found(medium.verifiedAt, medium.how) : EMPTY;
    }
    case 'rack':
      return connected ? UNSEEN : copy((where) => where === 'store');
    case 'installed':
      if (connected) return UNSEEN;
      if (!one.installed) return EMPTY;
      return { mark: one.installed.result === 'done' ? 'good' : 'bad', at: one.installed.at, how: null };
  }
}
