import { expect, test } from 'vitest';
import { fuzz, fuzzKeys } from './fuzz.ts';

test('20,000 mutated headers: every decoder returns or throws a BitlockerError', () => {
  const report = fuzz(20_000, 1);
  expect(report.failures).toEqual([]);
  expect(report.passed).toBe(20_000);
  // If nearly all were refused at the door, the decoders behind it would not be tested.
  expect(report.accepted).toBeGreaterThan(8_000);
});

test('3,000 mutated key files: every reader returns or throws a BitlockerError', () => {
  const report = fuzzKeys(3_000, 1);
  expect(report.failures).toEqual([]);
  expect(report.accepted).toBeGreaterThan(1_000);
});
