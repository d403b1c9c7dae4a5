import { expect, test } from 'vitest';
import type { SensorState, SensorView } from '../../../preload/contract.ts';
import { entityWord, groupsOf, troublesOf } from './sensors.ts';

const sensor = (name: string, type: string, state: SensorState) => ({ name, type, state }) as SensorView;
const all = [
  sensor('VRM', 'voltage', 'ok'),
  sensor('Fan 1', 'fan', 'ok'),
  sensor('Fan 2', 'fan', 'critical'),
  sensor('Fan 3', 'fan', 'absent'),
  sensor('Disk', 'drive-slot', 'non-critical'),
  sensor('Inlet', 'temperature', 'unknown'),
];

test('types in the order a person looks for them, troubled sensors first', () => {
  expect(groupsOf(all).map((g) => [g.type, ...g.sensors.map((s) => s.name)])).toEqual([
    ['temperature', 'Inlet'],
    ['fan', 'Fan 2', 'Fan 1', 'Fan 3'],
    ['voltage', 'VRM'],
    ['drive-slot', 'Disk'],
  ]);
});

test('troubles are what is worse than ok, worst first; what was not read is no trouble and not ok', () => {
  expect(troublesOf(all).map((s) => s.name)).toEqual(['Fan 2', 'Disk']);
});

test('an entity is named in the language of the screen, an unknown one as it is', () => {
  const german: Record<string, string> = { 'health.entity.system-firmware-bios': 'Systemfirmware (BIOS)' };
  const word = (key: string, own: string) => german[key] ?? own;
  expect(entityWord('system firmware (BIOS) 1', word)).toBe('Systemfirmware (BIOS) 1');
  expect(entityWord('OEM entity D0h 3', word)).toBe('OEM entity D0h 3');
});
