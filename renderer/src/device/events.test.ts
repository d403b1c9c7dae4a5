import { expect, test } from 'vitest';
import type { SelEntryView } from '../../../preload/contract.ts';
import { csvOf, ndjsonOf } from '../parts/table-file.ts';
import { atLeast, eventColumns, newestFirst } from './events.ts';

const entry = (id: number, more: Partial<SelEntryView> = {}): SelEntryView => ({
  id,
  at: null,
  sinceStart: 12,
  sensor: 'Fan 2',
  sensorType: 'fan',
  event: 'Lower critical going low',
  direction: 'asserted',
  severity: 'critical',
  detail: null,
  ...more,
});

test('the last written entry stands first, whatever its number', () => {
  expect(newestFirst([entry(7), entry(9), entry(2)]).map((e) => e.id)).toEqual([2, 9, 7]);
});

test('an entry nobody can rate is not filtered away with the harmless ones', () => {
  const all = [entry(1, { severity: 'ok' }), entry(2, { severity: 'unknown' }), entry(3)];
  expect(atLeast(all, 'non-critical').map((e) => e.id)).toEqual([2, 3]);
  expect(atLeast(all, 'critical').map((e) => e.id)).toEqual([3]);
  expect(atLeast(all, 'ok')).toEqual(all);
});

test('CSV quotes what needs it and lets no sensor name become a formula', () => {
  const csv = csvOf(eventColumns, [entry(1, { sensor: '=cmd|"x"', event: 'a, b', detail: 'two\nlines' })]);
  expect(csv).toBe(
    'id,at,sinceStart,severity,sensor,sensorType,event,direction,detail\r\n' +
      '1,,12,critical,"\'=cmd|""x""",fan,"a, b",asserted,"two\nlines"\r\n',
  );
});

test('NDJSON is one entry per line', () => {
  expect(
    ndjsonOf([entry(1), entry(2)])
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l)),
  ).toEqual([entry(1), entry(2)]);
});
