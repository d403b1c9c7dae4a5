import { expect, test } from 'vitest';
import type { Clock } from '../ports/clock.ts';
import { GRACE_MS, watchIdle } from './idle.ts';

/** A clock whose sleepers wake when the test says so. */
function handClock() {
  const sleepers: { ms: number; wake: () => void; signal: AbortSignal | undefined }[] = [];
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    sleep: (ms, signal) =>
      new Promise((wake, reject) => {
        sleepers.push({ ms, wake, signal });
        signal?.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  return { clock, sleepers };
}

test('ends once the last window has been gone for the whole grace', async () => {
  const { clock, sleepers } = handClock();
  let ended = 0;
  const windows = watchIdle(clock, () => ended++);
  windows(1);
  windows(2);
  windows(1);
  expect(sleepers).toHaveLength(0);
  windows(0);
  expect(sleepers[0]?.ms).toBe(GRACE_MS);
  expect(ended).toBe(0);
  sleepers[0]?.wake();
  await Promise.resolve();
  expect(ended).toBe(1);
});

test('a reload within the grace keeps it running', async () => {
  const { clock, sleepers } = handClock();
  let ended = 0;
  const windows = watchIdle(clock, () => ended++);
  windows(1);
  windows(0);
  windows(1);
  expect(sleepers[0]?.signal?.aborted).toBe(true);
  sleepers[0]?.wake();
  await Promise.resolve();
  expect(ended).toBe(0);
  windows(0);
  sleepers[1]?.wake();
  await Promise.resolve();
  expect(ended).toBe(1);
});
