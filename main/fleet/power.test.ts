import { expect, test } from 'vitest';
import { Bmc } from '../ipmi/bmc.ts';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { type Member, type PowerReading, readPower } from './power.ts';
import { simFleet } from './testing/sim-fleet.ts';

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `bmc:${String(from + index)}`);

function rig(all: readonly string[], dead: (index: number) => boolean = () => false) {
  const clock = new SimulatedClock();
  const living = all.filter((_, index) => !dead(index));
  const network = simFleet(living, clock);
  const members = all.map(
    (name): Member => ({
      name,
      device: null,
      open: (datagrams) =>
        Promise.resolve(
          new Bmc({
            host: 'bmc',
            port: Number(name.slice(4)),
            user: 'admin',
            password: 'adminpw',
            privilege: 'user',
            keepAliveMs: null,
            clock,
            datagrams,
          }),
        ),
    }),
  );
  const stop = new AbortController();
  const read = async (until: (reading: PowerReading) => boolean = () => false) => {
    const readings: (PowerReading & { at: number })[] = [];
    for await (const reading of readPower(members, { signal: stop.signal, clock, network })) {
      readings.push({ ...reading, at: clock.monotonic() });
      if (until(reading)) break;
    }
    return readings;
  };
  return { clock, network, stop, living, run: (...args: Parameters<typeof read>) => clock.run(read(...args)) };
}

test('256 BMCs are all read, in four round trips each, and every session is closed', async () => {
  const all = range(1, 256);
  const { clock, network, run } = rig(all);
  for (const [name, { core }] of network.bmcs) if (name.endsWith('7')) core.machine.chassis.on();
  const readings = await run();
  expect(readings.map(({ name }) => name).sort()).toEqual([...all].sort());
  for (const { name, status, roundTrips, failure } of readings) {
    expect({ failure, roundTrips }).toEqual({ failure: null, roundTrips: 4 });
    expect(status?.power).toBe(name.endsWith('7') ? 'on' : 'off');
  }
  expect(network.open.size).toBe(0);
  await clock.advance(10);
  expect([...network.bmcs.values()].filter(({ core }) => core.slots.used > 0)).toEqual([]);
});

test('one dead in ten: every living BMC is read before the first dead one is given up, and none of them waits', async () => {
  const { run, living } = rig(range(1, 256), (index) => index % 10 === 3);
  const readings = await run();
  const firstDead = readings.findIndex(({ status }) => status === null);
  expect(firstDead).toBe(living.length);
  expect(readings.slice(firstDead).map(({ failure }) => failure?.code)).toEqual(
    Array(256 - firstDead).fill('ipmi.timeout'),
  );
  expect(Math.max(...readings.slice(0, firstDead).map(({ at }) => at))).toBeLessThan(100);
});

test('six hundred dead ones in a row delay the living behind them by the time of a place, not by time-outs', async () => {
  const { run, living } = rig(range(1, 640), (index) => index < 600);
  const readings = await run();
  const alive = readings.filter(({ status }) => status !== null);
  expect(alive).toHaveLength(living.length);
  expect(Math.max(...alive.map(({ at }) => at))).toBeLessThan(5_000);
  expect(readings.findIndex(({ status }) => status === null)).toBe(living.length);
});

test('an abort ends it at once: nothing further is begun, open sessions are closed', async () => {
  const { run, network, stop, clock } = rig(range(1, 400), (index) => index > 300);
  const readings = await run((reading) => {
    if (reading.name === 'bmc:5') stop.abort();
    return false;
  });
  expect(readings.length).toBeGreaterThan(0);
  expect(readings.length).toBeLessThan(400);
  expect(clock.monotonic()).toBeLessThan(1_000);
  expect(network.open.size).toBe(0);
  await clock.advance(10);
  const read = readings.map(({ name }) => network.bmcs.get(name)?.core.slots.used);
  expect(read).toEqual(read.map(() => 0));
});

test('who stops reading has closed everything', async () => {
  const { run, network } = rig(range(1, 20));
  const readings = await run(() => true);
  expect(readings).toHaveLength(1);
  expect(network.open.size).toBe(0);
});

test('a member that cannot be opened is a reading with its failure', async () => {
  const clock = new SimulatedClock();
  const network = simFleet([], clock);
  const member: Member = { name: 'x:623', device: 'x', open: () => Promise.reject(new Error('no password')) };
  const all: PowerReading[] = [];
  const read = async () => {
    for await (const reading of readPower([member], { signal: new AbortController().signal, clock, network }))
      all.push(reading);
  };
  await clock.run(read());
  expect(all).toMatchObject([
    { name: 'x:623', device: 'x', status: null, failure: { code: 'internal', message: 'no password' } },
  ]);
});
