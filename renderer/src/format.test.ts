import { expect, test } from 'vitest';
import { clock, duration, sourceLine, stamp } from './format.ts';

test('durations grow hours only when there are any', () => {
  expect([0, 59.9, 61, 3599, 3600, 90_061, -5].map(duration)).toEqual([
    '0:00',
    '0:59',
    '1:01',
    '59:59',
    '1:00:00',
    '25:01:01',
    '0:00',
  ]);
});

test('times are local and the same in every language', () => {
  const iso = new Date(2026, 0, 2, 3, 4, 5).toISOString();
  expect(clock(iso)).toBe('03:04:05');
  expect(stamp(iso)).toBe('2026-01-02 03:04:05');
});

test('a source names what it has', () => {
  expect(sourceLine({ document: '000', section: 'Upgrading', lines: 'L343-457' })).toBe('000 § Upgrading (L343-457)');
  expect(sourceLine({ document: 'tool' })).toBe('tool');
});
