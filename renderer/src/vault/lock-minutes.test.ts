import { expect, test } from 'vitest';
import { lockMinutes } from './lock-minutes.ts';

test('whole minutes from 1 to 240, nothing else', () => {
  expect(['1', ' 15 ', '240', '007'].map(lockMinutes)).toEqual([1, 15, 240, 7]);
  expect(['', ' ', '0', '241', '1.5', '-3', '1e2', '0x10', '15 min', '９'].map(lockMinutes)).toEqual(
    Array(10).fill(null),
  );
});
