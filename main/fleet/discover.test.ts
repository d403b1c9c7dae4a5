import { expect, test } from 'vitest';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { type DiscoverOptions, discover, type Found } from './discover.ts';
import { enterpriseName } from './enterprise.ts';
import { simFleet } from './testing/sim-fleet.ts';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `bmc:${from + index}`);

function rig(living: readonly string[]) {
  const clock = new SimulatedClock();
  const network = simFleet(living, clock);
  const stop = new AbortController();
  const all = async (addresses: readonly string[], options: Partial<DiscoverOptions>, each: (found: Found) => void) => {
    const found: Found[] = [];
    for await (const one of discover(addresses, { signal: stop.signal, clock, network, ...options })) {
      found.push(one);
      each(one);
    }
    return found;
  };
  return {
    clock,
    network,
    stop,
    run: (
      addresses: readonly string[],
      options: Partial<DiscoverOptions> = {},
      each: (found: Found) => void = () => {},
    ) => clock.run(all(addresses, options, each)),
  };
}

test('exactly those that answer are found; nobody else is asked; only the silent are asked twice', async () => {
  const { network, run } = rig(range(1, 40));
  const found = await run(range(11, 60));
  expect(found.map(({ address }) => address)).toEqual(range(11, 40));
  expect(found[0]).toEqual({ address: 'bmc:11', ipmi: true, enterprise: 4542, enterpriseName: 'ASF', roundTripMs: 2 });
  const asked = Map.groupBy(network.sent, ({ to }) => to);
  expect([...asked.keys()].sort()).toEqual(range(11, 60).sort());
  for (const [to, pings] of asked) expect(pings).toHaveLength(network.bmcs.has(to) ? 1 : 2);
});

test('a first ping that is lost is made up for by the second round', async () => {
  const { network, run } = rig(['bmc:1']);
  const bmc = network.bmcs.get('bmc:1');
  if (!bmc) throw new Error('no such BMC');
  let lost = 0;
  bmc.net.fate = (direction, bytes) => (direction === 'request' && lost++ === 0 ? [] : [{ bytes, delayMs: 0 }]);
  expect(await run(['bmc:1'])).toHaveLength(1);
});

test('an answer to the first ping that comes after the second one is still an answer', async () => {
  const { network, run } = rig(['bmc:1']);
  const bmc = network.bmcs.get('bmc:1');
  if (!bmc) throw new Error('no such BMC');
  bmc.net.fate = (direction, bytes) => [{ bytes, delayMs: direction === 'answer' ? 1_500 : 0 }];
  expect(await run(['bmc:1'])).toMatchObject([{ roundTripMs: 1_502 }]);
});

test('500 pings a second and no more', async () => {
  const { network, run } = rig([]);
  await run(range(1, 2_000));
  const times = network.sent.map(({ at }) => at);
  for (const [index, at] of times.entries()) {
    const later = times[index + 505];
    if (later !== undefined) expect(later - at).toBeGreaterThan(999);
  }
  expect(times).toHaveLength(4_000);
});

test('an abort ends it at once', async () => {
  const { clock, network, stop, run } = rig(range(1, 1_000));
  const found = await run(range(1, 1_000), {}, ({ address }) => address === 'bmc:50' && stop.abort());
  expect(found.length).toBeLessThan(60);
  expect(network.sent.length).toBeLessThan(100);
  expect(clock.monotonic()).toBeLessThan(200);
});

test('known makers have a name, others their number', () => {
  expect([enterpriseName(674), enterpriseName(10876), enterpriseName(99999999)]).toEqual(['Dell', 'Super Micro', null]);
});
