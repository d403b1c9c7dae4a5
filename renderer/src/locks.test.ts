import { expect, test } from 'vitest';
import type { DeviceStatus, Verdict } from '../../preload/contract.ts';
import { lockChanges, locksOf } from './locks.ts';

const text = { en: '', de: '' };
const rule = (id: string): Verdict => ({
  rule: id,
  severity: 'hard',
  title: text,
  reason: text,
  lift: text,
  source: { document: 'tool' },
  runId: null,
  blocks: [],
  unmet: [],
});
const unread = { value: null, at: null, error: null };
const device = (deviceId: string, rules: string[]): DeviceStatus => ({
  deviceId,
  power: unread,
  serial: unread,
  web: unread,
  version: unread,
  health: unread,
  role: null,
  runId: null,
  locks: rules.map(rule),
});
const rack = (...devices: DeviceStatus[]) => locksOf({ siteId: 's', devices });
const names = (locks: ReturnType<typeof locksOf>) => locks.map((l) => `${l.deviceId}:${l.verdict.rule}`);

test('a lock that moves to another device is lifted here and engaged there', () => {
  const { engaged, lifted } = lockChanges(
    rack(device('a', ['R1', 'R2'])),
    rack(device('a', ['R2']), device('b', ['R1'])),
  );
  expect(names(engaged)).toEqual(['b:R1']);
  expect(names(lifted)).toEqual(['a:R1']);
});

test('the first picture is not a change', () => {
  expect(lockChanges(null, rack(device('a', ['R1'])))).toEqual({ engaged: [], lifted: [] });
});
