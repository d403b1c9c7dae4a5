import { afterAll, beforeAll, expect, test } from 'vitest';
import { awaitRmcp } from './support/await-rmcp.ts';
import { type IpmiSim, startIpmiSim } from './support/ipmi-sim.ts';
import { ipmipower } from './support/ipmipower.ts';
import { ipmitool } from './support/ipmitool.ts';
import type { Endpoint } from './support/lab.ts';
import { startUdpProxy } from './support/udp-proxy.ts';

// The fault that Rackhand was built against: one lost answer, and the established tools reset the machine twice.

let sim: IpmiSim;
beforeAll(async () => {
  sim = await startIpmiSim();
});
afterAll(() => sim.stop());

/** Runs a tool over a path that loses the first datagram the BMC sends after the chassis has executed a reset. */
async function withoutFirstAnswer(run: (path: Endpoint) => Promise<unknown>): Promise<number> {
  sim.chassis.clear();
  let lost = false;
  const proxy = await startUdpProxy({
    target: sim,
    plan: ({ direction }) => {
      if (lost || direction !== 'to-client' || sim.chassis.executions('reset') === 0) return { kind: 'pass' };
      lost = true;
      return { kind: 'drop' };
    },
  });
  try {
    await run(proxy);
    await proxy.flush();
    await awaitRmcp(sim);
  } finally {
    await proxy.close();
  }
  expect(lost).toBe(true);
  return sim.chassis.executions('reset');
}

test('without loss each tool resets once', async () => {
  for (const run of [() => ipmitool(sim, ['power', 'reset']), () => ipmipower(sim, 'reset')]) {
    sim.chassis.clear();
    await run();
    expect(sim.chassis.executions('reset')).toBe(1);
  }
});

test('ipmitool resets twice when one answer is lost, and reports success', async () => {
  const results: { exitCode: number | null; stdout: string }[] = [];
  const executions = await withoutFirstAnswer(async (path) => {
    results.push(await ipmitool(path, ['power', 'reset'], { timeoutSeconds: 1 }));
  });
  expect(executions).toBe(2);
  expect(results[0]).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Reset') });
});

test('ipmipower resets twice when one answer is lost, and reports ok', async () => {
  const results: { exitCode: number | null; stdout: string }[] = [];
  const executions = await withoutFirstAnswer(async (path) => {
    results.push(await ipmipower(path, 'reset', { retransmissionMs: 300, sessionTimeoutMs: 5_000 }));
  });
  expect(executions).toBe(2);
  expect(results[0]).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('ok') });
});
