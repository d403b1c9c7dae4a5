import { expect } from 'vitest';
import { fastClock } from './fast-clock.ts';
import { type FaultRun, type Machine, runUnderFaults } from './fault-run.ts';
import { everySingleFault, FAULT_NAMES, type FaultName, type SingleFault, singleFaultPlan } from './faults.ts';
import { pool } from './pool.ts';
import { performPower } from './rackhand.ts';
import type { Direction, FaultPlan } from './udp-proxy.ts';

/** Twelve seconds of the client's patience pass in one real second; faster, and a busy machine makes it repeat itself. */
export const FACTOR = 12;
export const SERIAL = 'RH-PROOF-1';

/** One `power reset` of ours, from cold through identity, reading, sending and reading back to closed. */
export function resetUnderFaults(machine: Machine, plan: FaultPlan, cipherSuite: 3 | 17 = 3): Promise<FaultRun> {
  const clock = fastClock(FACTOR);
  return runUnderFaults(
    machine,
    plan,
    (path) => performPower({ ...path, cipherSuite }, 'reset', { clock, serial: SERIAL }),
    FACTOR,
  );
}

/** Every fault on every datagram of the exchange, one at a time. */
export async function sweep(
  machines: readonly Machine[],
  counts: Record<Direction, number>,
  faults: readonly FaultName[] = FAULT_NAMES,
  cipherSuite: 3 | 17 = 3,
): Promise<{ fault: SingleFault; run: FaultRun }[]> {
  return pool(machines, everySingleFault(counts, faults), async (machine, fault) => ({
    fault,
    run: await resetUnderFaults(machine, singleFaultPlan(fault), cipherSuite),
  }));
}

/**
 * The promise itself. `limit` is 1; a BMC that executes what the *network* copied is the one exception a caller may name.
 * - the chassis executes the reset at most once, even after everything late has arrived;
 * - `done` is said only when it had happened by then;
 * - `failed`, `refused` and `not-done` are said only when it did not happen and never will;
 * - whatever else is not known is called `unknown`;
 * - damage on the wire is never blamed on the operator's credentials.
 */
export function expectPromiseKept(run: FaultRun, limit = 1): void {
  const where = JSON.stringify(run.log.filter(({ verdict }) => verdict !== 'pass'));
  expect(run.resets, where).toBeLessThanOrEqual(limit);
  if (run.outcome === 'done') expect(run.resetsAtOutcome, where).toBeGreaterThanOrEqual(1);
  else if (run.outcome !== 'unknown') expect(run.resets, where).toBe(0);
  expect(['ipmi.wrong-password', 'ipmi.wrong-user', 'ipmi.wrong-kg', 'internal'], where).not.toContain(
    run.failure?.code,
  );
}

/** How often each outcome was said, with its failure and with how many resets were really executed. */
export function tally(runs: readonly FaultRun[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome, failure, resets } of runs) {
    const name = `${outcome}${failure && outcome === 'failed' ? ` (${failure.code})` : ''}, executed ${resets}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** Prints the sweep: a row per datagram, a column per fault, `outcome/resets` in the cell where it is not done/1. */
export function printSweep(title: string, cells: readonly { fault: SingleFault; run: FaultRun }[]): void {
  const rows: Record<string, Partial<Record<FaultName, string>>> = {};
  for (const { fault, run } of cells) {
    const name = `${fault.direction === 'to-bmc' ? 'request' : 'answer'} ${fault.index + 1}`;
    rows[name] ??= {};
    const said = `${run.outcome}/${run.resets}`;
    rows[name][fault.fault] = said === 'done/1' ? '·' : said;
  }
  console.log(`${title} (· is done, executed once)`);
  console.table(rows);
}
