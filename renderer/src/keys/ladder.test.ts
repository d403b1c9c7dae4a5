import { expect, test } from 'vitest';
import { isLiving, isProven, isRefused, rungOf, rungs, toneOf } from './ladder.ts';

test('a rung for each grade that is not refused, weakest first', () => {
  expect(rungs.map(rungOf)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect([rungOf('rejected'), rungOf('malformed')]).toEqual([0, 0]);
});

test('proven begins where Windows itself states the digits', () => {
  expect(rungs.filter((grade) => isProven({ grade }))).toEqual(['live', 'vmk', 'fvek', 'metadata', 'sector']);
});

test('what is refused is neither proven nor merely unproven', () => {
  for (const grade of ['rejected', 'malformed'] as const) {
    expect([isRefused({ grade }), isProven({ grade }), toneOf({ grade })]).toEqual([true, false, 'bad']);
  }
  expect([toneOf({ grade: 'listed' }), toneOf({ grade: 'sector' })]).toEqual(['warn', 'ok']);
});

test('a key of a former volume and one of no known volume do not count', () => {
  const dead = { at: '2026-01-01T00:00:00Z', reason: 'factory image' };
  expect([isLiving({ dead: null, stale: false }), isLiving({ dead, stale: false })]).toEqual([true, false]);
  expect(isLiving({ dead: null, stale: true })).toBe(false);
});
