import { expect, test } from 'vitest';
import { createArrivals } from './arrivals.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
const anchor = (line: number) => ({
  line,
  isDisposed: false,
  dispose() {
    this.isDisposed = true;
  },
});

test('a line has the second in which it began; lines in between have that of the one before', () => {
  const arrivals = createArrivals();
  arrivals.note(at(0), () => anchor(0));
  arrivals.note(at(0), () => {
    throw new Error('no second anchor for one second');
  });
  arrivals.note(at(1), () => anchor(2));
  arrivals.note(at(2), () => anchor(2));
  arrivals.note(at(3), () => anchor(4));
  expect(arrivals.of(0, 6)).toEqual([at(0), at(0), at(1), at(2), at(3), at(3)]);
  expect(arrivals.of(3, 1)).toEqual([at(2)]);
});

test('lines that left the scrollback take their time with them', () => {
  const arrivals = createArrivals();
  const first = anchor(0);
  arrivals.note(at(0), () => first);
  arrivals.note(at(1), () => anchor(1));
  first.isDisposed = true;
  expect(arrivals.of(0, 2)).toEqual([null, at(1)]);
});

test('a screen that was cleared within a second is that second’s again', () => {
  const arrivals = createArrivals();
  const first = anchor(0);
  arrivals.note(at(0), () => first);
  first.isDisposed = true;
  arrivals.note(at(0), () => anchor(0));
  expect(arrivals.of(0, 2)).toEqual([at(0), at(0)]);
});

test('a long watch keeps its recent seconds exact and thins the older ones', () => {
  const arrivals = createArrivals(10);
  const all = Array.from({ length: 11 }, (_, i) => anchor(i));
  for (const [i, a] of all.entries()) arrivals.note(at(i), () => a);
  expect(all.map((a) => a.isDisposed)).toEqual([false, true, false, true, false, ...Array(6).fill(false)]);
  expect(arrivals.of(1, 1)).toEqual([at(0)]);
  expect(arrivals.of(9, 1)).toEqual([at(9)]);
});
