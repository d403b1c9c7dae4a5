import type { TripView } from '../../../preload/contract.ts';
import type { ProbeAnswer } from '../../procedures/engine.ts';

/** What the probe `airgap.trip` reports of a round; everything null while there is none. */
export function tripFields(trip: TripView | null, now: number): ProbeAnswer['fields'] {
  if (!trip) {
    const counts = { round: null, offered: null, stored: null, storedTwice: null, onMedium: null, imported: null };
    return { state: null, ...counts, baseIncluded: null, verified: null, keyAgeH: null, skew: null };
  }
  const { state, round, offered, packages, bundle, key, clock, side } = trip;
  const copied = (least: number) => packages.filter(({ copies }) => copies.length >= least).length;
  const media = bundle?.media.filter(({ how }) => how !== null && how !== 'cached') ?? [];
  const reached = (wanted: TripView['state']) => trip.history.some((entry) => entry.state === wanted);
  return {
    ...{ state, round, offered: offered?.length ?? null, stored: copied(1), storedTwice: copied(2) },
    onMedium: media.length > 0 ? packages.length : 0,
    imported: side === 'rack' && reached('imported') ? packages.length : 0,
    baseIncluded: packages.some(({ kind }) => kind === 'base'),
    verified: reached('verified'),
    keyAgeH: key ? (now - Date.parse(key.at)) / 3_600_000 : null,
    skew: clock?.skewS ?? null,
  };
}
