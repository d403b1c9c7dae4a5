import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PracticeBmc, startBmc } from '../../main/practice/bmc/index.ts';
import { ipmipower } from './support/ipmipower.ts';
import { ipmitool, ipmitoolPower } from './support/ipmitool.ts';
import { ADMIN, type PeerTarget } from './support/lab.ts';
import { bmcFor, performPower } from './support/rackhand.ts';

// The practice BMC shares its codec with our client, so a shared mistake would go unseen. ipmitool and FreeIPMI, which
// share nothing with it, must therefore believe it, and say the same about it as our client does.

const SERIAL = 'RH-PRACTICE-7';

describe.each([17, 3] as const)('cipher suite %d', (cipherSuite) => {
  let bmc: PracticeBmc;
  let target: PeerTarget;
  beforeEach(async () => {
    bmc = await startBmc({ serial: SERIAL });
    bmc.chassis.on();
    target = { host: bmc.host, port: bmc.port, cipherSuite };
  });
  afterEach(() => bmc.close());

  const say = async (...command: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await ipmitool(target, command);
    expect(exitCode, stderr).toBe(0);
    return stdout;
  };

  test.each(['on', 'off'] as const)('all read power %s', async (state) => {
    bmc.chassis[state]();
    await using ours = bmcFor(target);
    expect((await ours.chassisStatus()).power).toBe(state);
    expect((await ipmitoolPower(target)).power).toBe(state);
    expect((await ipmipower(target, 'stat')).power).toBe(state);
  });

  test.each([
    { verb: 'on', before: 'off', after: 'on' },
    { verb: 'off', before: 'on', after: 'off' },
    { verb: 'cycle', before: 'on', after: 'on' },
    { verb: 'reset', before: 'on', after: 'on' },
    { verb: 'soft', before: 'on', after: 'off' },
  ] as const)('power $verb does the same for all', async ({ verb, before, after }) => {
    const actors = {
      ipmitool: () => ipmitool(target, ['power', verb]),
      ipmipower: () => ipmipower(target, verb),
      rackhand: () => performPower(target, verb, { serial: SERIAL }),
    };
    for (const [name, act] of Object.entries(actors)) {
      bmc.chassis[before]();
      bmc.executed.length = 0;
      const answer = await act();
      expect(answer, name).toMatchObject('outcome' in answer ? { outcome: 'done', before, after } : { exitCode: 0 });
      expect(bmc.executed, name).toEqual([verb]);
      expect((await ipmitoolPower(target)).power, name).toBe(after);
    }
  });

  test('diag is executed for ipmitool and for us', async () => {
    await say('power', 'diag');
    expect(await performPower(target, 'diag')).toMatchObject({ outcome: 'done' });
    expect(bmc.executed).toEqual(['diag', 'diag']);
  });

  test('identify', async () => {
    await say('chassis', 'identify', '5');
    await using ours = bmcFor(target);
    expect((await ours.chassisStatus()).identify).toBe('timed');
    await say('chassis', 'identify', 'force');
    expect((await ours.chassisStatus()).identify).toBe('on');
    expect(await ours.identify(0)).toEqual({ kind: 'accepted' });
    expect(await say('chassis', 'status')).not.toMatch(/Chassis Identify.*(on|timed)/i);
    expect(bmc.executed).toEqual(['identify', 'identify', 'identify']);
  });

  test.each(['always-on', 'always-off', 'previous'] as const)('policy %s', async (policy) => {
    expect(await say('chassis', 'policy', 'list')).toContain(policy);
    await say('chassis', 'policy', policy);
    await using ours = bmcFor(target);
    expect((await ours.chassisStatus()).restorePolicy).toBe(policy);
    expect(await ours.setRestorePolicy('always-off')).toEqual({ kind: 'accepted' });
    expect(await say('chassis', 'status')).toMatch(/Power Restore Policy : always-off/);
  });

  test('fru print', async () => {
    const printed = await say('fru', 'print', '0');
    await using ours = bmcFor(target);
    const identity = await ours.identity();
    expect(identity.serial).toBe(SERIAL);
    const field = (name: string) => new RegExp(`^ ${name} +: (.*)$`, 'm').exec(printed)?.[1];
    expect(field('Chassis Serial')).toBe(identity.chassisSerial);
    expect(field('Product Serial')).toBe(identity.productSerial);
    expect(field('Board Serial')).toBe(identity.boardSerial);
    expect(field('Product Name')).toBe(identity.product);
    expect(field('Product Manufacturer')).toBe(identity.manufacturer);
  });

  test('mc info and mc guid', async () => {
    await using ours = bmcFor(target);
    const device = await ours.deviceId();
    const info = await say('mc', 'info');
    expect(info).toMatch(new RegExp(`Device ID +: ${device.deviceId}\\n`));
    expect(info).toMatch(new RegExp(`Device Revision +: ${device.deviceRevision}\\n`));
    expect(info).toMatch(new RegExp(`Firmware Revision +: ${device.firmware}\\n`));
    expect(info).toMatch(new RegExp(`IPMI Version +: ${device.ipmiVersion}\\n`));
    expect(info).toMatch(new RegExp(`Manufacturer ID +: ${device.manufacturerId}\\n`));
    expect(await say('mc', 'guid', 'smbios')).toContain(await ours.systemGuid());
  });

  test('channel authcap', async () => {
    const caps = await say('channel', 'authcap', '14', '4');
    expect(caps).toMatch(/Channel supports IPMI v1.5 : no/);
    expect(caps).toMatch(/Channel supports IPMI v2.0 : yes/);
  });

  test('restart cause', async () => {
    await say('power', 'reset');
    await using ours = bmcFor(target);
    expect((await ours.restartCause()).cause).toBe('chassis-control');
    expect(await say('chassis', 'restart_cause')).toMatch(/chassis power control command/i);
  });

  test.each([
    { what: 'user', credentials: { ...ADMIN, user: 'ghost' }, code: 'wrong-user' },
    { what: 'password', credentials: { ...ADMIN, password: 'not-it' }, code: 'wrong-password' },
  ])('a wrong $what is refused for all', async ({ credentials, code }) => {
    const wrong = { ...target, credentials };
    await using ours = bmcFor(wrong);
    await expect(ours.chassisStatus()).rejects.toMatchObject({ code });
    expect((await ipmitoolPower(wrong, { timeoutSeconds: 1, retries: 1 })).power).toBeNull();
    expect((await ipmipower(wrong, 'stat')).power).toBeNull();
  });
});
