import { expect, it } from 'vitest';
import type { ClockReading, Reading } from '../../../preload/contract.ts';
import { CLOCK_LIMIT_S, clockVerdict } from './verdict.ts';

const AT = '2026-11-21T08:00:00.000Z';
const read = (offsetS: number, uncertaintyS = 0): Reading<ClockReading> => ({
  value: { source: 'sntp', address: 'x:123', offsetS, uncertaintyS, at: AT },
  at: AT,
  error: null,
});
const nothing: Reading<ClockReading> = { value: null, at: null, error: null };
const failed: Reading<ClockReading> = { value: null, at: AT, error: { code: 'clock.silent', message: 'x' } };
const verdict = (appliance: Reading<ClockReading>, reference: Reading<ClockReading>, own = false) => {
  const { skewS, ok } = clockVerdict({ appliance, reference, own });
  return { skewS, ok };
};

it('is about the appliance against the reference, wherever this computer stands', () => {
  expect(verdict(read(900), read(899))).toEqual({ skewS: 1, ok: true });
  expect(verdict(read(0), read(-3600))).toEqual({ skewS: 3600, ok: false });
});

it('takes this computer where there is no reference, if it may', () => {
  expect(verdict(read(5), nothing, true)).toEqual({ skewS: 5, ok: true });
  expect(verdict(read(5), nothing)).toEqual({ skewS: null, ok: false });
  expect(verdict(read(5), failed)).toEqual({ skewS: null, ok: false });
});

it('is never good about what was not read', () => {
  expect(verdict(failed, read(0), true)).toEqual({ skewS: null, ok: false });
});

it('counts what is not known of both', () => {
  expect(verdict(read(-CLOCK_LIMIT_S), read(0)).ok).toBe(true);
  expect(verdict(read(-CLOCK_LIMIT_S - 0.001), read(0)).ok).toBe(false);
  expect(verdict(read(59, 0.5), read(0, 0.5)).ok).toBe(true);
  expect(verdict(read(59, 0.5), read(0, 0.6)).ok).toBe(false);
  expect(verdict(read(0), read(0, 61)).ok).toBe(false);
});

it('hands on what it is based on', () => {
  expect(clockVerdict({ appliance: read(1), reference: failed, own: true })).toMatchObject({
    appliance: { value: { offsetS: 1 } },
    reference: { error: { code: 'clock.silent' } },
    skewS: 1,
  });
});
