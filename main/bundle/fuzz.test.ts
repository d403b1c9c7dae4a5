import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';

test('6,000 mutated files of bundles: every decoder returns or throws a BundleError, and reads back what it wrote', () => {
  const report = fuzz(6_000, 1);
  expect(report.failures).toEqual([]);
  expect(report.passed).toBe(6_000);
  // If nearly all were refused at the door, the decoders behind it would not be tested.
  expect(report.accepted).toBeGreaterThan(650);
});
