import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PracticeBmc, startBmc } from '../../main/practice/bmc/index.ts';
import {
  expectPromiseKept,
  FACTOR,
  printSweep,
  resetUnderFaults,
  SERIAL,
  sweep,
  tally,
} from './support/at-most-once.ts';
import { fastClock } from './support/fast-clock.ts';
import type { Machine } from './support/fault-run.ts';
import { seededPlan } from './support/faults.ts';
import { practiceMachine } from './support/machines.ts';
import { pool } from './support/pool.ts';

// The same promise on a BMC that drops copied datagrams, as IPMI 2.0 section 6.12.13 asks: here no fault is left out.
// It executes a repeated request again (no answer cache), so that only the client keeps the promise.

const RUNS = 600;

let bmcs: PracticeBmc[];
let machines: Machine[];
beforeEach(async () => {
  const options = { serial: SERIAL, slots: 32, clock: fastClock(FACTOR) };
  bmcs = await Promise.all(Array.from({ length: 16 }, () => startBmc(options)));
  for (const bmc of bmcs) bmc.chassis.on();
  machines = bmcs.map(practiceMachine);
});
afterEach(() => Promise.all(bmcs.map((bmc) => bmc.close())));

function first(): Machine {
  const [machine] = machines;
  if (machine === undefined) throw new Error('no machine');
  return machine;
}

describe.each([17, 3] as const)('cipher suite %d', (suite) => {
  test('every fault on every datagram', async () => {
    const clean = await resetUnderFaults(first(), () => ({ kind: 'pass' }), suite);
    expect(clean).toMatchObject({ outcome: 'done', resets: 1 });
    const cells = await sweep(machines, clean.counts, undefined, suite);
    printSweep(`Rackhand, power reset, practice BMC, suite ${suite}`, cells);
    for (const { run } of cells) expectPromiseKept(run);
    expect(cells.some(({ run }) => run.outcome === 'unknown' && run.resets === 1)).toBe(true);
    expect(cells.some(({ run }) => run.outcome === 'unknown' && run.resets === 0)).toBe(true);
  });

  test('seeded faults, copied requests among them', async () => {
    const seeds = Array.from({ length: RUNS }, (_, index) => suite * 1e6 + index);
    const runs = await pool(machines, seeds, (machine, seed) =>
      resetUnderFaults(machine, seededPlan(seed, 0.02 + (0.26 * (seed % 1e6)) / RUNS), suite),
    );
    console.log(`${runs.length} resets at fault rates from 0.02 to 0.28, suite ${suite}`, tally(runs));
    for (const run of runs) expectPromiseKept(run);
    expect(runs.filter(({ outcome }) => outcome === 'unknown').length).toBeGreaterThan(0);
    expect(runs.filter(({ outcome }) => outcome === 'done').length).toBeGreaterThan(RUNS / 2);
  });
});
