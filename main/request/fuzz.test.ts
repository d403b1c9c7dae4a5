import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';

test('7,000 mutated requests: every reader returns or throws a RequestError', () => {
  const report = fuzz(7_000, 1);
  expect(report.failures).toEqual([]);
  expect(report.passed).toBe(7_000);
  // If nearly all were refused at the door, the readers behind it would not be tested.
  expect(report.accepted).toBeGreaterThan(700);
});
