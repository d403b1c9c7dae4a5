import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClientRun, type Machine, runUnderFaults } from './support/fault-run.ts';
import { everySingleFault, singleFaultPlan } from './support/faults.ts';
import { type IpmiSim, startIpmiSim } from './support/ipmi-sim.ts';
import { ipmipower } from './support/ipmipower.ts';
import { ipmitool } from './support/ipmitool.ts';
import type { Endpoint } from './support/lab.ts';
import { simMachine } from './support/machines.ts';
import { pool } from './support/pool.ts';
import type { Direction, FaultPlan } from './support/udp-proxy.ts';

// The fault that Rackhand was built against: one answer is lost, and the established tools reset the machine twice.

let sims: IpmiSim[];
let machines: Machine[];
beforeAll(async () => {
  sims = await Promise.all(Array.from({ length: 6 }, () => startIpmiSim()));
  machines = sims.map(simMachine);
});
afterAll(() => Promise.all(sims.map((sim) => sim.stop())));

const TOOLS: Record<string, (path: Endpoint) => Promise<ClientRun>> = {
  ipmitool: async (path) => {
    const { exitCode, stdout, stderr } = await ipmitool(path, ['power', 'reset'], { timeoutSeconds: 1 });
    return { outcome: exitCode === 0 ? 'done' : 'failed', detail: (stdout + stderr).trim(), failure: null };
  },
  ipmipower: async (path) => {
    const run = await ipmipower(path, 'reset', { retransmissionMs: 300, sessionTimeoutMs: 4_000 });
    return {
      outcome: /: ok\s*$/.test(run.stdout) ? 'done' : 'failed',
      detail: (run.stdout + run.stderr).trim(),
      failure: null,
    };
  },
};

/** Loses the first datagram the BMC sends after its chassis has executed a reset. */
function loseFirstAnswer(machine: Machine): FaultPlan {
  let lost = false;
  return ({ direction }) => {
    if (lost || direction !== 'to-client' || machine.resets() === 0) return { kind: 'pass' };
    lost = true;
    return { kind: 'drop' };
  };
}

describe.each(Object.entries(TOOLS))('%s', (name, reset) => {
  const machine = () => {
    const [first] = machines;
    if (first === undefined) throw new Error('no machine');
    return first;
  };

  test('resets once when nothing is lost', async () => {
    const run = await runUnderFaults(machine(), () => ({ kind: 'pass' }), reset);
    expect(run).toMatchObject({ outcome: 'done', resets: 1 });
  });

  test('resets twice when the one answer is lost, and reports success', async () => {
    const run = await runUnderFaults(machine(), loseFirstAnswer(machine()), reset);
    expect(run).toMatchObject({ outcome: 'done', resets: 2 });
  });

  test('the table: which lost datagram costs how many resets', async () => {
    const clean = await runUnderFaults(machine(), () => ({ kind: 'pass' }), reset);
    const faults = everySingleFault(clean.counts, ['drop']);
    const runs = await pool(machines, faults, (each, fault) => runUnderFaults(each, singleFaultPlan(fault), reset));
    const outcomes = faults.map((fault, at) => ({ ...fault, resets: runs[at]?.resets, reported: runs[at]?.outcome }));
    const cell = (direction: Direction, index: number) => {
      const found = outcomes.find((one) => one.direction === direction && one.index === index);
      return found ? `${found.resets} (${found.reported})` : '';
    };
    console.table(
      Object.fromEntries(
        Array.from({ length: clean.counts['to-bmc'] }, (_, index) => [
          `${name}, exchange ${index + 1}`,
          { 'request lost': cell('to-bmc', index), 'answer lost': cell('to-client', index) },
        ]),
      ),
    );
    const twice = outcomes.filter(({ resets }) => resets === 2);
    expect(twice).toEqual([expect.objectContaining({ direction: 'to-client', reported: 'done' })]);
  });
});
