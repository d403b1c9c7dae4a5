import type { TripSide, TripState, TripView } from '../../../preload/contract.ts';

/** The way of a round trip: out of the rack, through the connected side, and back in. */
export const legs = {
  out: ['idle', 'clock-checked', 'key-generated', 'key-exported'],
  connected: ['key-submitted', 'list-recorded', 'downloaded', 'downloaded-twice', 'window-confirmed'],
  in: ['imported', 'verified', 'base-installed', 'backed-up', 'product-installed', 'client-wait', 'closed'],
} as const satisfies Record<string, readonly TripState[]>;
export type Leg = keyof typeof legs;

const way: readonly TripState[] = [...legs.out, ...legs.connected, ...legs.in];
const sideOf = (leg: Leg): TripSide => (leg === 'connected' ? 'connected' : 'rack');

/**
 * `unseen`: on the other side of the gap, so nobody here can know. `skipped`: passed without a stop, as a round without a
 * base package does.
 */
export type StationMark = 'done' | 'now' | 'skipped' | 'ahead' | 'unseen';
export interface Station {
  state: TripState;
  mark: StationMark;
  at: string | null;
}

/** The stations of one leg as this side of the gap may draw them: only what its own history tells is done. */
export function stationsOf(
  { state, side, history }: Pick<TripView, 'state' | 'side' | 'history'>,
  leg: Leg,
): Station[] {
  const here = way.indexOf(state);
  return legs[leg].map((station) => {
    const at = history.findLast((past) => past.state === station)?.at ?? null;
    if (station === state) return { state: station, mark: 'now', at };
    if (at !== null && way.indexOf(station) < here) return { state: station, mark: 'done', at };
    if (sideOf(leg) !== side) return { state: station, mark: 'unseen', at: null };
    return { state: station, mark: way.indexOf(station) < here ? 'skipped' : 'ahead', at: null };
  });
}
