import { expect, test } from 'vitest';
import type { BoardFault } from '../../practice/bmc/index.ts';
import { readSdrs } from '../sdr/read.ts';
import { type Health, healthOf } from './health.ts';
import { readSensors } from './read.ts';
import { type Direct, direct } from './testing/direct.ts';

async function health(bmc: Direct): Promise<Health> {
  return healthOf(await readSensors(bmc, (await readSdrs(bmc)).records));
}

async function under(...faults: BoardFault[]): Promise<Health> {
  const bmc = direct();
  for (const fault of faults) bmc.core.machine.board.fault(fault);
  return health(bmc);
}

test('a healthy machine', async () => {
  expect(await under()).toMatchObject({
    worst: 'ok',
    hottest: { name: 'PCH Temp', celsius: 51 },
    ambient: { name: 'Inlet Temp', celsius: 23 },
    processor: { name: 'CPU1 Temp', celsius: 46 },
    supplies: [
      { name: 'PS1 Status', state: 'ok' },
      { name: 'PS2 Status', state: 'ok' },
    ],
    intrusion: false,
    troubles: [],
    unread: 0,
  });
});

test('a fan that stands still', async () => {
  const { worst, fans, troubles } = await under('fan-failed');
  expect(worst).toBe('non-recoverable');
  expect(fans.filter((f) => f.failed)).toEqual([{ name: 'FAN3', rpm: 0, failed: true }]);
  expect(troubles).toEqual([{ name: 'FAN3', condition: 'non-recoverable', text: '0 RPM' }]);
});

test('a power supply without input', async () => {
  const { worst, supplies, troubles } = await under('psu-lost');
  expect(worst).toBe('critical');
  expect(supplies.map((s) => s.state)).toEqual(['ok', 'input-lost']);
  expect(troubles.map((t) => t.text)).toEqual(['Power supply input lost (AC/DC)']);
});

test.each([
  [[0, 1], 'failed'],
  [[0, 2], 'warning'],
  [[0, 4], 'input-lost'],
  [[7], 'ok'],
  [[], 'absent'],
] as const)('power supply states %j are %s', async (states, state) => {
  const bmc = direct();
  bmc.core.machine.board.set('PS2 Status', [...states]);
  expect((await health(bmc)).supplies[1]).toEqual({ name: 'PS2 Status', state });
});

test('overheating and an open lid, worst first', async () => {
  const { hottest, intrusion, troubles } = await under('overheating', 'intrusion');
  expect(hottest).toEqual({ name: 'CPU1 Temp', celsius: 97, condition: 'non-recoverable' });
  expect(intrusion).toBe(true);
  expect(troubles.map((t) => t.name)).toEqual(['CPU1 Temp', 'CPU2 Temp', 'System Temp', 'Chassis Intru']);
});

test('a pulled network cable is no open lid', async () => {
  const bmc = direct();
  bmc.core.machine.board.set('Chassis Intru', [4]);
  expect(await health(bmc)).toMatchObject({ intrusion: false, worst: 'non-critical' });
});

test('switched off: what cannot be read is not reported as good', async () => {
  const bmc = direct();
  bmc.core.machine.chassis.off();
  await bmc.clock.advance(600_000);
  const off = await health(bmc);
  expect(off).toMatchObject({ hottest: { celsius: 24 }, worst: 'ok' });
  expect(off.fans.every((fan) => fan.rpm === 0 && !fan.failed)).toBe(true);
  expect(off.unread).toBe(6); // the rails that are down
});

test('nothing was read: nothing is known', () => {
  expect(healthOf([])).toEqual({
    worst: 'unknown',
    hottest: null,
    ambient: null,
    processor: null,
    fans: [],
    supplies: [],
    intrusion: null,
    troubles: [],
    read: 0,
    unread: 0,
  });
});
