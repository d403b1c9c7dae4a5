import { expect, test } from 'vitest';
import type { PowerReading } from '../fleet/power.ts';
import { exit } from './exit.ts';
import { exitOf, summary } from './fleet-status.ts';

const base = { device: null, roundTrips: 4, ms: 1 };
const read = (name: string, power: 'on' | 'off'): PowerReading => ({
  ...base,
  name,
  status: { power, restorePolicy: 'previous' },
  failure: null,
});
const failed = (name: string, code: string): PowerReading => ({
  ...base,
  name,
  status: null,
  failure: { code, message: '' },
});

test.each([
  [[read('a', 'on'), read('b', 'off'), read('c', 'on')], [], exit.done, '3 of 3 read: 2 on, 1 off'],
  [
    [read('a', 'on'), failed('b', 'ipmi.timeout'), failed('c', 'ipmi.unreachable')],
    [],
    exit.unreachable,
    '1 of 3 read: 1 on; not read: 1 ipmi.timeout, 1 ipmi.unreachable',
  ],
  [
    [failed('b', 'ipmi.timeout'), failed('c', 'ipmi.wrong-password')],
    [],
    exit.failed,
    '0 of 2 read; not read: 1 ipmi.timeout, 1 ipmi.wrong-password',
  ],
  [[read('a', 'on')], ['b'], exit.cancelled, '1 of 2 read: 1 on; cancelled before 1 had answered'],
])('summary and exit code %#', (found, unread, code, line) => {
  expect(exitOf(found, unread)).toBe(code);
  expect(summary(found, unread)).toBe(line);
});
