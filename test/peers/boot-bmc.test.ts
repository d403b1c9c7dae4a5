import { expect, test } from 'vitest';
import { bmcResetPlan } from '../../main/actions/plans/bmc-reset.ts';
import { startBmc } from '../../main/practice/bmc/index.ts';
import { fastClock } from './support/fast-clock.ts';
import { startIpmiSim } from './support/ipmi-sim.ts';
import { ipmitool } from './support/ipmitool.ts';
import { bmcFor, performPlan } from './support/rackhand.ts';

// A restart of the BMC itself, from the order to the new session.

const clock = fastClock(50);

test('ipmi_sim has no reset (C1h): ipmitool says "sent" to a cold one all the same, we say failed', async () => {
  const sim = await startIpmiSim();
  try {
    expect(await ipmitool(sim, ['mc', 'reset', 'cold'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Sent cold reset'),
    });
    for (const kind of ['cold', 'warm'] as const) {
      expect(await performPlan(sim, bmcResetPlan(kind), { clock })).toMatchObject({
        outcome: 'failed',
        failure: { code: 'ipmi.completion', message: expect.stringContaining('C1h') },
      });
    }
  } finally {
    await sim.stop();
  }
});

test.each(['cold', 'warm'] as const)(
  'mc reset %s by ipmitool and by us restart the practice BMC alike',
  async (kind) => {
    await using bmc = await startBmc();
    const target = { host: bmc.host, port: bmc.port, cipherSuite: 17 } as const;
    await using open = bmcFor(target, { keepAliveMs: null });
    await open.chassisStatus();
    expect(bmc.slotsUsed).toBe(1);
    await ipmitool(target, ['mc', 'reset', kind], { timeoutSeconds: 1, retries: 1 });
    expect(bmc.executed).toEqual([`bmc ${kind} reset`]);
    expect(bmc.slotsUsed).toBe(0);
    expect(await performPlan(target, bmcResetPlan(kind), { clock })).toMatchObject({ outcome: 'done' });
    expect(bmc.executed).toEqual([`bmc ${kind} reset`, `bmc ${kind} reset`]);
  },
);
