import { afterEach, expect, test } from 'vitest';
import { Bmc } from '../../ipmi/bmc.ts';
import { ping } from '../../ipmi/ping.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { type ChassisChange, type PracticeBmc, type PracticeBmcOptions, SimpleChassis, startBmc } from './index.ts';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const o of open.splice(0)) await o[Symbol.asyncDispose]();
});

async function pair(options: PracticeBmcOptions = {}): Promise<{ server: PracticeBmc; bmc: Bmc }> {
  const server = await startBmc(options);
  const bmc = new Bmc({ host: server.host, port: server.port, user: 'admin', password: 'adminpw' });
  open.push(bmc, server);
  return { server, bmc };
}

test('over real UDP: log in, read, act, log out', async () => {
  const { server, bmc } = await pair({ serial: 'S7' });
  expect(await ping(server.host, server.port)).toMatchObject({ ipmi: true });
  expect(await bmc.chassisStatus()).toMatchObject({ power: 'off' });
  expect(bmc.roundTrips).toBe(4);
  expect(await bmc.chassisControl('on')).toEqual({ kind: 'accepted' });
  expect(server.chassis.power).toBe(true);
  expect((await bmc.identity()).serial).toBe('S7');
  expect(server.executed).toEqual(['on']);
  expect(server.slotsUsed).toBe(1);
});

test('over real UDP: a closed port is told at once by ICMP', async () => {
  const { server, bmc } = await pair();
  await server.close();
  await expect(bmc.chassisStatus()).rejects.toMatchObject({ code: 'unreachable' });
  await expect(ping(server.host, server.port)).rejects.toMatchObject({ code: 'unreachable' });
});

test('over real UDP: a host name that does not exist', async () => {
  const bmc = new Bmc({ host: 'no-such-bmc.invalid', user: 'u', password: 'p' });
  open.push(bmc);
  await expect(bmc.chassisStatus()).rejects.toMatchObject({ code: 'unreachable' });
});

test('a practice BMC never listens beyond loopback', async () => {
  await expect(startBmc({ host: '0.0.0.0' })).rejects.toThrow('loopback only');
});

test('the chassis changes after its delays and tells its listeners', async () => {
  const clock = new SimulatedClock();
  const chassis = new SimpleChassis({
    clock,
    onDelayMs: 5_000,
    offDelayMs: 1_000,
    softDelayMs: 30_000,
    cycleDelayMs: 10_000,
  });
  const heard: ChassisChange[] = [];
  const stop = chassis.onChange((change) => heard.push(change));
  chassis.on();
  await clock.advance(4_000);
  expect(chassis.power).toBe(false);
  await clock.advance(1_001);
  expect(chassis.power).toBe(true);
  chassis.soft();
  await clock.advance(30_001);
  expect(chassis.power).toBe(false);
  chassis.on();
  chassis.off(); // replaces what is pending
  await clock.advance(20_000);
  expect(chassis.power).toBe(false);
  expect(heard.map((c) => (c.kind === 'power' ? `${c.kind} ${c.on}` : c.kind))).toEqual([
    'power true',
    'soft',
    'power false',
  ]);
  stop();
  chassis.reset();
  expect(heard).toHaveLength(3);
});

test('after a mains failure the restore policy decides', () => {
  for (const [policy, before, after] of [
    ['always-off', true, false],
    ['previous', true, true],
    ['previous', false, false],
    ['always-on', false, true],
  ] as const) {
    const chassis = new SimpleChassis({ power: before, policy });
    chassis.mainsFailure();
    expect(chassis.power).toBe(after);
  }
});
