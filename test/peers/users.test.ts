import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { passwordPlan } from '../../main/actions/plans/password.ts';
import { getUserAccess } from '../../main/ipmi/commands/get-user-access.ts';
import { testUserPassword } from '../../main/ipmi/commands/set-user-password.ts';
import type { Privilege } from '../../main/ipmi/privilege.ts';
import { readUsers, type User } from '../../main/ipmi/setup/users.ts';
import { type PracticeBmc, startBmc } from '../../main/practice/bmc/index.ts';
import { fieldsOf } from './support/fields.ts';
import { type IpmiSim, startIpmiSim } from './support/ipmi-sim.ts';
import { ipmitool, ipmitoolPower } from './support/ipmitool.ts';
import { OPERATOR, type PeerTarget } from './support/lab.ts';
import { bmcFor, performPlan } from './support/rackhand.ts';

// Users as ipmitool lists them, and passwords that each side sets and the other then logs in with.

interface Listed {
  id: number;
  name: string;
  messaging: boolean;
  privilege: string;
}

/** `user list`, which has its columns at fixed places. */
async function userList(target: PeerTarget): Promise<Listed[]> {
  const { exitCode, stdout, stderr } = await ipmitool(target, ['user', 'list', '1']);
  expect(exitCode, stderr).toBe(0);
  return stdout
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const match = /^(\d+) +(.*?) +(true|false) +(true|false) +(true|false) +(.*)$/.exec(line);
      if (!match) return [];
      const [, id, name = '', , , messaging, privilege = ''] = match;
      return [{ id: Number(id), name: name.trim(), messaging: messaging === 'true', privilege: privilege.trim() }];
    });
}

/** For no privilege ipmitool prints what the byte holds: 0 is unknown, Fh no access. */
const asListed = ({ id, name, messaging, privilege }: User): Listed => ({
  ...{ id, name, messaging },
  privilege: privilege === null ? expect.stringMatching(/^(NO ACCESS|Unknown \(0x00\))$/) : privilege.toUpperCase(),
});

async function listedByUs(target: PeerTarget): Promise<Listed[]> {
  await using bmc = bmcFor(target);
  return ((await readUsers(bmc, 1))?.users ?? []).map(asListed);
}

describe('ipmi_sim', () => {
  let sim: IpmiSim;
  beforeAll(async () => {
    sim = await startIpmiSim();
  });
  afterAll(() => sim.stop());

  test('user list, all 63 slots', async () => {
    const ours = await listedByUs(sim);
    expect(await userList(sim)).toEqual(ours);
    expect(ours).toHaveLength(63);
  });

  test('channel getaccess of every user', async () => {
    await using bmc = bmcFor(sim);
    for (const userId of [1, 2, 3, 4]) {
      const access = await bmc.read(getUserAccess, { channel: 1, userId });
      const printed = fieldsOf((await ipmitool(sim, ['channel', 'getaccess', '1', String(userId)])).stdout);
      const word = (on: boolean) => (on ? 'enabled' : 'disabled');
      expect(Object.fromEntries(printed), `user ${userId}`).toMatchObject({
        'Maximum User IDs': String(access.maxUsers),
        'Enabled User IDs': String(access.enabledUsers),
        'Link Authentication': word(access.linkAuthentication),
        'IPMI Messaging': word(access.messaging),
        'Privilege Level': (access.privilege as Privilege).toUpperCase(),
        'Enable Status': access.enabled === null ? 'unknown' : word(access.enabled),
      });
    }
  });

  test('a password of ours is ipmitool’s to log in with', async () => {
    expect(await performPlan(sim, passwordPlan(3, Buffer.from('new-word')))).toMatchObject({ outcome: 'done' });
    const credentials = { ...OPERATOR, password: 'new-word' };
    expect((await ipmitoolPower({ ...sim, credentials }, { privilege: 'OPERATOR' })).power).toBe('on');
    const { stdout } = await ipmitool(sim, ['user', 'test', '3', '20', 'new-word']);
    expect(stdout).toContain('Success');
  });
});

describe('practice BMC', () => {
  let bmc: PracticeBmc;
  let target: PeerTarget;
  beforeEach(async () => {
    bmc = await startBmc();
    target = { host: bmc.host, port: bmc.port, cipherSuite: 17 };
  });
  afterEach(() => bmc.close());

  test.each([false, true])('user list, badly set up: %s', async (weak) => {
    if (weak) bmc.configuration.weaken();
    const ours = await listedByUs(target);
    expect(await userList(target)).toEqual(ours);
    expect(ours[0]).toMatchObject({ id: 1, name: '', messaging: weak });
  });

  test.each(['short', 'exactly-16-bytes', 'twenty-bytes-exactly'])('password %s of ours', async (word) => {
    expect(await performPlan(target, passwordPlan(3, Buffer.from(word)))).toMatchObject({ outcome: 'done' });
    const credentials = { ...OPERATOR, password: word };
    expect((await ipmitoolPower({ ...target, credentials }, { privilege: 'OPERATOR' })).power).toBe('off');
    expect((await ipmitool(target, ['user', 'test', '3', '20', word])).stdout).toContain('Success');
    expect((await ipmitool(target, ['user', 'test', '3', '20', 'another'])).exitCode).toBe(1);
  });

  test.each([
    ['16', 'stored-with-16'],
    ['20', 'stored-with-twenty-b'],
  ] as const)('password of ipmitool’s with %s bytes', async (size, word) => {
    const set = await ipmitool(target, ['user', 'set', 'password', '3', word, size]);
    expect(set.exitCode, set.stderr).toBe(0);
    await using ours = bmcFor({ ...target, credentials: { ...OPERATOR, password: word } });
    expect((await ours.chassisStatus()).power).toBe('off');
    await using admin = bmcFor(target, { privilege: 'administrator' });
    const stored = { userId: 3, password: Buffer.from(word), size: size === '16' ? 16 : 20 } as const;
    await expect(admin.read(testUserPassword, stored)).resolves.toBeUndefined();
    const other = { userId: 3, password: Buffer.from('other'), size: stored.size };
    await expect(admin.read(testUserPassword, other)).rejects.toMatchObject({ status: 0x80 });
    const otherSize = { ...other, size: size === '16' ? 20 : 16 } as const;
    await expect(admin.read(testUserPassword, otherSize)).rejects.toMatchObject({ status: 0x81 });
  });

  test('level and lock set by ipmitool', async () => {
    for (const command of ['channel setaccess 1 4 privilege=3', 'user disable 3']) {
      const { exitCode, stderr } = await ipmitool(target, command.split(' '));
      expect(exitCode, stderr).toBe(0);
    }
    const ours = await listedByUs(target);
    expect(ours[2]).toEqual({ id: 3, name: 'operator', messaging: false, privilege: 'OPERATOR' });
    expect(ours[3]).toEqual({ id: 4, name: 'user', messaging: true, privilege: 'OPERATOR' });
    expect(await userList(target)).toEqual(ours);
    await using locked = bmcFor({ ...target, credentials: OPERATOR });
    await expect(locked.chassisStatus()).rejects.toMatchObject({ code: 'wrong-user' });
  });
});
