import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ping } from '../../main/ipmi/ping.ts';
import { type IpmiSim, startIpmiSim } from './support/ipmi-sim.ts';
import { ipmipower } from './support/ipmipower.ts';
import { ipmitool, ipmitoolPower } from './support/ipmitool.ts';
import { bmcFor, performPower } from './support/rackhand.ts';

// Our client on OpenIPMI's simulator, with ipmitool and ipmipower as witnesses. ipmi_sim has no newer suite than 3;
// suite 17 is proven on our practice BMC, which the same witnesses have to believe first (practice-believed.test.ts).

const SERIAL = 'SIM-4711';
let sim: IpmiSim;
beforeAll(async () => {
  sim = await startIpmiSim({ serial: SERIAL });
});
afterAll(() => sim.stop());
beforeEach(() => {
  sim.chassis.setPower('on');
  sim.chassis.clear();
});

test('answers our ping', async () => {
  expect(await ping(sim.host, sim.port)).toMatchObject({ ipmi: true });
});

test('tells us the identity that ipmitool reads', async () => {
  await using bmc = bmcFor(sim);
  const [device, identity, guid] = [await bmc.deviceId(), await bmc.identity(), await bmc.systemGuid()];
  const info = (await ipmitool(sim, ['mc', 'info'])).stdout;
  expect(info).toMatch(new RegExp(`Firmware Revision +: ${device.firmware}\\n`));
  expect(info).toMatch(new RegExp(`Manufacturer ID +: ${device.manufacturerId}\\n`));
  expect(info).toMatch(new RegExp(`Product ID +: ${device.productId} `));
  expect((await ipmitool(sim, ['mc', 'guid', 'smbios'])).stdout).toContain(guid);
  expect((await ipmitool(sim, ['fru', 'print', '0'])).stdout).toMatch(new RegExp(`Chassis Serial +: ${SERIAL}\\n`));
  expect(identity.serial).toBe(SERIAL);
});

test.each(['on', 'off'] as const)('three tools read power %s', async (state) => {
  sim.chassis.setPower(state);
  await using bmc = bmcFor(sim);
  expect((await bmc.chassisStatus()).power).toBe(state);
  expect((await ipmitoolPower(sim)).power).toBe(state);
  expect((await ipmipower(sim, 'stat')).power).toBe(state);
});

test.each([
  { verb: 'on', before: 'off', after: 'on', executed: ['set power 1'] },
  { verb: 'off', before: 'on', after: 'off', executed: ['set power 0'] },
  { verb: 'cycle', before: 'on', after: 'on', executed: ['set power 0', 'set power 1'] },
  { verb: 'reset', before: 'on', after: 'on', executed: ['set reset 1'] },
  { verb: 'soft', before: 'on', after: 'off', executed: ['set shutdown 1'] },
] as const)('power $verb: $before to $after, executed once', async ({ verb, before, after, executed }) => {
  sim.chassis.setPower(before);
  expect((await ipmitoolPower(sim)).power).toBe(before);
  const result = await performPower(sim, verb, { serial: SERIAL });
  expect(result).toMatchObject({ outcome: 'done', before, after, serial: SERIAL });
  expect(sim.chassis.log()).toEqual(executed);
  expect((await ipmitoolPower(sim)).power).toBe(after);
});

test('refuses, unsent, when another chassis answers than was meant', async () => {
  const result = await performPower(sim, 'reset', { serial: 'ANOTHER' });
  expect(result).toMatchObject({ outcome: 'refused', serial: SERIAL });
  expect(result.verdicts.map(({ rule }) => rule)).toEqual(['I-GEN-002']);
  expect(sim.chassis.log()).toEqual([]);
});

test('a verb that the BMC does not have is failed, and nothing is executed', async () => {
  const result = await performPower(sim, 'diag');
  expect(result).toMatchObject({ outcome: 'failed', failure: { code: 'ipmi.completion' } });
  expect(sim.chassis.log()).toEqual([]);
});

test('cipher suite 17, which this server lacks, is refused for ipmitool and for us alike', async () => {
  const witness = await ipmitool({ ...sim, cipherSuite: 17 }, ['power', 'status'], { timeoutSeconds: 1, retries: 1 });
  expect(witness.exitCode).toBe(1);
  await using bmc = bmcFor({ ...sim, cipherSuite: 17 });
  await expect(bmc.chassisStatus()).rejects.toMatchObject({ code: 'cipher' });
});

describe('a BMC with a key (K_g)', () => {
  const KG = 'LAB-KG-0123456789';
  let keyed: IpmiSim;
  beforeAll(async () => {
    keyed = await startIpmiSim({ kg: KG });
  });
  afterAll(() => keyed.stop());

  test('opens with the key, as it does for ipmitool', async () => {
    expect((await ipmitoolPower({ ...keyed, kg: KG })).power).toBe('on');
    await using bmc = bmcFor({ ...keyed, kg: KG });
    expect((await bmc.chassisStatus()).power).toBe('on');
  });

  test.each([undefined, 'LAB-KG-WRONG'])('names the key as the fault when it is %s', async (kg) => {
    await using bmc = bmcFor({ ...keyed, ...(kg === undefined ? {} : { kg }) });
    await expect(bmc.chassisStatus()).rejects.toMatchObject({ code: 'wrong-kg' });
  });
});
