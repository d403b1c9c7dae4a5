import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bootPlan } from '../../main/actions/plans/boot.ts';
import { type BootFlags, readBootFlags, readBootOptions } from '../../main/ipmi/setup/boot-options.ts';
import { type PracticeBmc, startBmc } from '../../main/practice/bmc/index.ts';
import type { BootDevice } from '../../preload/contract.ts';
import { fastClock } from './support/fast-clock.ts';
import { fieldsOf } from './support/fields.ts';
import { type IpmiSim, startIpmiSim } from './support/ipmi-sim.ts';
import { ipmitool } from './support/ipmitool.ts';
import type { PeerTarget } from './support/lab.ts';
import { bmcFor, performPlan } from './support/rackhand.ts';

// Boot flags as ipmitool and we understand them: on OpenIPMI's simulator, which has little of them, and on our practice
// BMC, which ipmitool sets and reads in full.

/** Our words for ipmitool's, in what it prints and what it takes. */
const PRINTED: Record<BootDevice, string> = {
  none: 'No override',
  pxe: 'Force PXE',
  disk: 'Force Boot from default Hard-Drive',
  'safe-mode': 'Force Boot from default Hard-Drive, request Safe-Mode',
  diagnostic: 'Force Boot from Diagnostic Partition',
  cd: 'Force Boot from CD/DVD',
  'bios-setup': 'Force Boot into BIOS Setup',
  floppy: 'Force Boot from Floppy/primary removable media',
};
const TAKEN: Record<Exclude<BootDevice, 'none'>, string> = {
  pxe: 'pxe',
  disk: 'disk',
  'safe-mode': 'safe',
  diagnostic: 'diag',
  cd: 'cdrom',
  'bios-setup': 'bios',
  floppy: 'floppy',
};

/** `chassis bootparam get 5` as our flags. */
async function flagsByIpmitool(target: PeerTarget): Promise<BootFlags> {
  const { stdout, stderr, exitCode } = await ipmitool(target, ['chassis', 'bootparam', 'get', '5']);
  expect(exitCode, stderr).toBe(0);
  const printed = fieldsOf(stdout).get('Boot Device Selector');
  const device = (Object.keys(PRINTED) as BootDevice[]).find((name) => PRINTED[name] === printed);
  return {
    valid: /Boot Flag Valid/.test(stdout),
    persistent: /Options apply to all future boots/.test(stdout),
    firmware: /BIOS EFI boot/.test(stdout) ? 'uefi' : 'legacy',
    device: device ?? 'other',
  };
}

describe('ipmi_sim', () => {
  let sim: IpmiSim;
  beforeAll(async () => {
    sim = await startIpmiSim();
  });
  afterAll(() => sim.stop());

  test.each(['pxe', 'none'] as const)('both read %s, set by ipmitool', async (device) => {
    await ipmitool(sim, ['chassis', 'bootdev', device]);
    expect(sim.chassis.log().at(-1)).toMatch(device === 'pxe' ? /^set boot pxe/ : /^set boot/);
    await using bmc = bmcFor(sim);
    const flags = await readBootFlags(bmc);
    expect(flags).toEqual(await flagsByIpmitool(sim));
    expect(flags?.device).toBe(device);
  });
  test('the parameters it does not have are null', async () => {
    await using bmc = bmcFor(sim);
    expect(await readBootOptions(bmc)).toMatchObject({ setInProgress: null, survives: null, acknowledged: null });
  });
  test('it executes our order once; that it calls the flags invalid afterwards is not hidden', async () => {
    sim.chassis.clear();
    const plan = bootPlan({ device: 'pxe', persistent: false, firmware: 'legacy' });
    expect(await performPlan(sim, plan, { clock: fastClock(10) })).toMatchObject({ outcome: 'not-done' });
    expect(sim.chassis.log()).toEqual(['set boot pxe']);
  });
});

describe('practice BMC', () => {
  let bmc: PracticeBmc;
  let target: PeerTarget;
  beforeAll(async () => {
    bmc = await startBmc({ serial: 'RH-BOOT' });
    target = { host: bmc.host, port: bmc.port, cipherSuite: 17 };
  });
  afterAll(() => bmc.close());
  beforeEach(() => {
    bmc.executed.length = 0;
  });

  test.each(
    (Object.keys(PRINTED) as BootDevice[]).flatMap((device) =>
      ([false, true] as const).map(
        (persistent) => ({ device, persistent, firmware: persistent ? 'uefi' : 'legacy' }) as const,
      ),
    ),
  )('ours is ipmitool’s: $device, persistent $persistent, $firmware', async (order) => {
    expect(await performPlan(target, bootPlan(order))).toMatchObject({ outcome: 'done' });
    expect(await flagsByIpmitool(target)).toEqual({ valid: true, ...order });
    expect(bmc.executed).toHaveLength(2);
  });
  test.each(Object.entries(TAKEN) as [BootDevice, string][])('ipmitool’s is ours: %s', async (device, name) => {
    const { exitCode, stderr } = await ipmitool(target, ['chassis', 'bootdev', name, 'options=persistent,efiboot']);
    expect(exitCode, stderr).toBe(0);
    await using ours = bmcFor(target);
    const flags = await readBootFlags(ours);
    expect(flags).toEqual({ valid: true, persistent: true, firmware: 'uefi', device });
    expect(flags).toEqual(await flagsByIpmitool(target));
  });
});
