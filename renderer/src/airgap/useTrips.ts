import { useEffect } from 'react';
import { create } from 'zustand';
import type { CopyProgress, Failure, IntakeView, Result, TripView } from '../../../preload/contract.ts';
import { listen, send } from '../store.ts';

/** A copy that takes minutes; it goes on while other screens are looked at, and its outcome waits here. */
export interface Job {
  /** Begun on this screen, which therefore hears how it ended. */
  own: boolean;
  running: boolean;
  progress: CopyProgress | null;
  failure: Failure | null;
}
interface Held {
  /** Null until the list was read. */
  trips: TripView[] | null;
  failure: Failure | null;
  jobs: Record<string, Job>;
  intakes: Record<string, IntakeView>;
}
export const useHeld = create<Held>()(() => ({ trips: null, failure: null, jobs: {}, intakes: {} }));

/** A trip as it is now: replaces the former picture of it, or stands in front as a new one. */
export function takeTrip(trip: TripView): void {
  useHeld.setState(({ trips }) => {
    const others = trips ?? [];
    const known = others.some(({ id }) => id === trip.id);
    return { trips: known ? others.map((one) => (one.id === trip.id ? trip : one)) : [trip, ...others] };
  });
}

const setJob = (tripId: string, job: Job | null) =>
  useHeld.setState(({ jobs: { [tripId]: _, ...others } }) => ({ jobs: job ? { ...others, [tripId]: job } : others }));
const jobOf = (tripId: string) => useHeld.getState().jobs[tripId];

/** A portion of a copy. One that was not begun here is shown too: another window's, or from before a reload. */
export function takeProgress(progress: CopyProgress): void {
  const { tripId } = progress;
  if (tripId !== null) setJob(tripId, { own: jobOf(tripId)?.own ?? false, running: true, progress, failure: null });
}

/** A trip that changed by itself. A copy of somebody else ends like this; if it goes on, its next portion says so. */
export function hearTrip(trip: TripView): void {
  takeTrip(trip);
  if (jobOf(trip.id)?.own === false) setJob(trip.id, null);
}

export const dismissJob = (tripId: string): void => setJob(tripId, null);

/** Follows a command that copies: nobody has to wait at its sheet. */
export async function follow(tripId: string, asked: Promise<Result<TripView>>): Promise<void> {
  setJob(tripId, { own: true, running: true, progress: null, failure: null });
  const result = await asked;
  if (result.ok) {
    takeTrip(result.value);
    setJob(tripId, null);
  } else setJob(tripId, { own: true, running: false, progress: null, failure: result.error });
}

export async function readTrips(): Promise<void> {
  const result = await send('trips.list');
  useHeld.setState(result.ok ? { trips: result.value, failure: null } : { failure: result.error });
}

export const takeIntake = (tripId: string, view: IntakeView): void =>
  useHeld.setState(({ intakes }) => ({ intakes: { ...intakes, [tripId]: view } }));

let heard = false;
/** All round trips; read anew each time the screen opens, and kept up by events from the first time on. */
export function useTrips(): Held {
  useEffect(() => {
    if (!heard) {
      heard = true;
      listen('trips.changed', hearTrip);
      listen('trips.progress', takeProgress);
      listen('trips.intake', ({ tripId, ...view }) => takeIntake(tripId, view));
    }
    void readTrips();
  }, []);
  return useHeld();
}
