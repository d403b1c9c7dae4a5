import type { PackageState, TripView } from '../../../preload/contract.ts';

/** What a person does next in a round trip; each has a sheet of its own. */
export type DeedName =
  | 'clock'
  | 'versions'
  | 'key'
  | 'request'
  | 'import'
  | 'install'
  | 'backup'
  | 'client-wait'
  | 'wait'
  | 'close'
  | 'over'
  | 'submit'
  | 'list'
  | 'intake'
  | 'second'
  | 'window'
  | 'seal'
  | 'reserve'
  | 'hop';
export interface Deed {
  do: DeedName;
  /** The package it is about, where it is about one. */
  name: string | null;
  /** What may be done instead. */
  others: DeedName[];
}

const deed = (what: DeedName, others: DeedName[] = [], name: string | null = null): Deed => ({
  do: what,
  others,
  name,
});

/** How long clients are given to follow a new version (F-RS-19), in milliseconds. */
export const CLIENT_WAIT_MS = 24 * 3_600_000;

/** Milliseconds until the clients had their time; null while they are not waited for. */
export function waitLeft({ state, history }: Pick<TripView, 'state' | 'history'>, now: number): number | null {
  const since = history.findLast((past) => past.state === 'client-wait')?.at;
  if (state !== 'client-wait' || since === undefined) return null;
  return Math.max(0, Date.parse(since) + CLIENT_WAIT_MS - now);
}

/** The package that is installed next: the first in order that is not installed. */
export const nextPackage = (packages: readonly PackageState[]): PackageState | null =>
  [...packages].sort((a, b) => a.order - b.order).find(({ installed }) => installed?.result !== 'done') ?? null;

/** The one thing to do now. */
export const deedOf = (trip: TripView): Deed => (trip.side === 'rack' ? atRack(trip) : onConnected(trip));

function atRack(trip: TripView): Deed {
  switch (trip.state) {
    case 'idle':
      return deed('clock', ['versions']);
    case 'clock-checked':
      return trip.baseVersion === null ? deed('versions', ['key', 'clock']) : deed('key', ['clock', 'versions']);
    case 'key-generated':
      return deed('request', ['clock']);
    case 'verified':
    case 'base-installed':
    case 'backed-up':
      return installing(trip);
    case 'product-installed':
      return deed('client-wait');
    case 'client-wait':
      return deed(trip.next.some(({ to, allowed }) => to === 'closed' && allowed) ? 'close' : 'wait');
    case 'closed':
      return deed('over');
    default:
      return deed('import', ['request', 'hop']);
  }
}

/** Base packages, then the backup, then the rest: a backup between base and product is what one can return to. */
function installing({ state, packages }: TripView): Deed {
  const next = nextPackage(packages);
  if (state === 'backed-up') return next ? deed('install', [], next.name) : deed('client-wait');
  return next?.kind === 'base' ? deed('install', [], next.name) : deed('backup');
}

function onConnected(trip: TripView): Deed {
  switch (trip.state) {
    case 'key-submitted':
      return deed('list', ['submit']);
    case 'list-recorded':
      return deed('intake');
    case 'downloaded':
      return deed('second', ['intake']);
    case 'downloaded-twice':
      return deed('window', ['second']);
    case 'window-confirmed': {
      const held = (role: 'primary' | 'reserve') => trip.bundle?.media.some((medium) => medium.role === role) ?? false;
      if (!held('primary')) return deed('seal', ['window']);
      return held('reserve') ? deed('hop', ['seal', 'reserve']) : deed('reserve', ['hop']);
    }
    default:
      return deed('submit');
  }
}
