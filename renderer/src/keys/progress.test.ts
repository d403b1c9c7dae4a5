import { expect, test } from 'vitest';
import { percentOf } from './progress.ts';

test('the bar runs over all candidates and never past its end', () => {
  const at = (candidate: number, share: number, candidates = 4) => percentOf({ candidate, candidates, share });
  expect([at(0, 0), at(0, 0.5), at(1, 0), at(3, 0.99), at(4, 0), at(4, 1)]).toEqual([0, 12, 25, 99, 100, 100]);
  expect(at(0, 1, 0)).toBe(0);
});
