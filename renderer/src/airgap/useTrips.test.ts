import { beforeEach, expect, test } from 'vitest';
import type { CopyProgress, Result, TripView } from '../../../preload/contract.ts';
import { trip } from './testing.ts';
import { follow, hearTrip, takeProgress, takeTrip, useHeld } from './useTrips.ts';

const progress: CopyProgress = {
  ...{ tripId: 't-1', path: '/media/one', file: 'a', phase: 'writing' },
  ...{ doneBytes: 1, totalBytes: 2, bytesPerS: null, remainingS: null },
};
const job = () => useHeld.getState().jobs['t-1'];

beforeEach(() => useHeld.setState({ trips: null, jobs: {} }));

test('a trip replaces its former picture and keeps its place; a new one stands in front', () => {
  takeTrip(trip({ id: 'a' }));
  takeTrip(trip({ id: 'b' }));
  takeTrip(trip({ id: 'a', state: 'closed' }));
  expect(useHeld.getState().trips?.map(({ id, state }) => `${id} ${state}`)).toEqual(['b idle', 'a closed']);
});

test('an own copy ends with its answer, not with the changes it makes on the way', async () => {
  const { promise, resolve } = Promise.withResolvers<Result<TripView>>();
  const followed = follow('t-1', promise);
  takeProgress(progress);
  hearTrip(trip());
  expect(job()).toMatchObject({ running: true, own: true, progress });
  resolve({ ok: true, value: trip({ state: 'downloaded' }) });
  await followed;
  expect(job()).toBeUndefined();
  expect(useHeld.getState().trips?.[0]?.state).toBe('downloaded');
});

test('how it failed stays on the screen', async () => {
  await follow('t-1', Promise.resolve({ ok: false, error: { code: 'media.gone', message: 'The stick is gone.' } }));
  expect(job()).toMatchObject({ running: false, failure: { code: 'media.gone' } });
});

test('a copy that another window began is seen here until its trip changes', () => {
  takeProgress(progress);
  expect(job()).toMatchObject({ running: true, own: false });
  hearTrip(trip());
  expect(job()).toBeUndefined();
});
