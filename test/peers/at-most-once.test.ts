import { afterEach, beforeEach, expect, test } from 'vitest';
import { expectPromiseKept, printSweep, resetUnderFaults, SERIAL, sweep, tally } from './support/at-most-once.ts';
import type { Machine } from './support/fault-run.ts';
import { seededPlan, withoutCopiedRequests } from './support/faults.ts';
import { type IpmiSim, startIpmiSim } from './support/ipmi-sim.ts';
import { simMachine } from './support/machines.ts';
import { pool } from './support/pool.ts';
import type { FaultPlan } from './support/udp-proxy.ts';

// Rackhand's first promise, on a BMC that shares no code with it and that executes every retransmission it gets.

const RUNS_PER_RATE = 240;
const RATES = [0.05, 0.1, 0.15, 0.2, 0.25];

let sims: IpmiSim[];
let machines: Machine[];
// New simulators for each test: lost datagrams leave sessions open on them, and their slots would run out.
beforeEach(async () => {
  sims = await Promise.all(Array.from({ length: 10 }, () => startIpmiSim({ serial: SERIAL })));
  machines = sims.map(simMachine);
});
afterEach(() => Promise.all(sims.map((sim) => sim.stop())));

function first(): Machine {
  const [machine] = machines;
  if (machine === undefined) throw new Error('no machine');
  return machine;
}

test('without faults a reset is done once', async () => {
  const run = await resetUnderFaults(first(), () => ({ kind: 'pass' }));
  expect(run).toMatchObject({ outcome: 'done', resets: 1 });
});

test('every fault on every datagram: at most once, and never done when nothing happened', async () => {
  const clean = await resetUnderFaults(first(), () => ({ kind: 'pass' }));
  const cells = await sweep(machines, clean.counts);
  printSweep('Rackhand, power reset, ipmi_sim', cells);
  const copied = cells.filter(({ fault }) => fault.fault === 'duplicate' && fault.direction === 'to-bmc');
  for (const { run } of cells.filter((cell) => !copied.includes(cell))) expectPromiseKept(run);
  for (const { run } of copied) expectPromiseKept(run, 2);

  // One exchange of all is the command itself. Losing it, or its answer, is the only thing that leaves us not knowing.
  // A read that a busy machine made us repeat moves it by a place in that one run, hence the neighbours.
  const unknown = cells.filter(({ run }) => run.outcome === 'unknown');
  const places = unknown.map(({ fault }) => fault.index);
  expect(Math.max(...places) - Math.min(...places)).toBeLessThanOrEqual(1);
  for (const { fault, run } of unknown) {
    expect(['drop', 'delay 10 s', 'swap', 'corrupt']).toContain(fault.fault);
    expect([fault.direction, run.resets]).toEqual([fault.direction, fault.direction === 'to-bmc' ? 0 : 1]);
  }
  expect(new Set(unknown.map(({ fault }) => fault.direction))).toEqual(new Set(['to-bmc', 'to-client']));
  expect(cells.filter(({ run }) => run.outcome === 'done')).toHaveLength(cells.length - unknown.length);
});

test('the limit of any client: ipmi_sim executes a request that the network itself has copied', async () => {
  // IPMI 2.0 section 6.12.13 asks the BMC to drop a session sequence number it has seen; ipmi_sim does not. Only one
  // datagram of ours is on the wire, so this is stated, not hidden: at most once needs a BMC that keeps to that section.
  const clean = await resetUnderFaults(first(), () => ({ kind: 'pass' }));
  const cells = await sweep([first()], { 'to-bmc': clean.counts['to-bmc'], 'to-client': 0 }, ['duplicate']);
  expect(cells.filter(({ run }) => run.resets === 2)).toHaveLength(1);
});

test('a RAKP 1 that is overtaken by its own repetition is no wrong BMC key', async () => {
  // The BMC answers the repetition first and then keeps the random number of the late one: RAKP 4 does not fit, twice.
  const overtaken = new Set([1, 2, 5]);
  const run = await resetUnderFaults(first(), ({ direction, index }) => ({
    kind: direction === 'to-bmc' && overtaken.has(index) ? 'swap' : 'pass',
  }));
  expectPromiseKept(run);
  expect(run).toMatchObject({ outcome: 'done', resets: 1 });
});

test.each(RATES)('seeded faults, each datagram hit with probability %d', async (rate) => {
  const seeds = Array.from({ length: RUNS_PER_RATE }, (_, index) => Math.round(rate * 1e6) + index);
  const plan = (seed: number): FaultPlan => withoutCopiedRequests(seededPlan(seed, rate));
  const runs = await pool(machines, seeds, (machine, seed) => resetUnderFaults(machine, plan(seed)));
  console.log(`${runs.length} resets at fault rate ${rate}`, tally(runs));
  for (const run of runs) expectPromiseKept(run);
  // Not vacuous: faults bite, and most resets come through all the same.
  expect(runs.filter(({ outcome }) => outcome === 'unknown').length).toBeGreaterThan(0);
  expect(runs.filter(({ outcome }) => outcome === 'done').length).toBeGreaterThan(RUNS_PER_RATE / 5);
});
