import { expect, test } from 'vitest';
import type { LifecycleEntryView } from '../../../preload/contract.ts';
import { atLeast, newestFirst, severityOf } from './lifecycle.ts';

const entry = (sequence: number | null, severity = 'Informational'): LifecycleEntryView => ({
  ...{ sequence, severity, at: null, messageId: null, message: '' },
});

test('the words of Redfish and of racadm are one scale; an unknown word is no good news', () => {
  expect(['OK', 'Informational', 'Warning', 'Critical', 'Fatal', '', 'Hm'].map(severityOf)).toEqual([
    ...['ok', 'ok', 'non-critical', 'critical', 'critical', 'unknown', 'unknown'],
  ]);
});

test('what nobody can rate is kept with the warnings', () => {
  const all = [entry(1), entry(2, 'Hm'), entry(3, 'Critical')];
  expect(atLeast(all, 'non-critical').map((e) => e.sequence)).toEqual([2, 3]);
  expect(atLeast(all, 'critical').map((e) => e.sequence)).toEqual([3]);
});

test('newest first by number; without numbers the order of the iDRAC stands', () => {
  expect(newestFirst([entry(3), entry(9), entry(1)]).map((e) => e.sequence)).toEqual([9, 3, 1]);
  expect(newestFirst([entry(null), entry(9)]).map((e) => e.sequence)).toEqual([null, 9]);
});
