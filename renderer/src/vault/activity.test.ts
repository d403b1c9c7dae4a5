import { expect, test } from 'vitest';
import { pingEvery, throttle } from './activity.ts';

test('the first touch is told at once, the others at most once in a while', () => {
  const told: number[] = [];
  let now = 5;
  let every = 60_000;
  const touch = throttle(
    () => now,
    () => every,
    () => void told.push(now),
  );
  for (now = 5; now < 180_000; now += 1_000) touch();
  expect(told).toEqual([5, 60_005, 120_005]);
  every = 15_000;
  touch();
  expect(told).toHaveLength(4);
});

test('whoever works is never locked out, whatever the setting', () => {
  for (let minutes = 1; minutes <= 240; minutes += 1) {
    expect(pingEvery(minutes)).toBeLessThanOrEqual((minutes * 60_000) / 4);
    expect(pingEvery(minutes)).toBeLessThanOrEqual(60_000);
  }
});
