import { afterEach, describe, expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { BmcCore, type PracticeBmcOptions } from '../../practice/bmc/index.ts';
import { simNetwork } from '../../practice/bmc/sim.ts';
import { Bmc, IpmiError } from '../bmc.ts';
import { DecodeError } from '../bytes.ts';
import { setSystemBootOptions } from '../commands/set-system-boot-options.ts';
import { decodeBootFlags, encodeBootFlags, readBootFlags, readBootOptions } from './boot-options.ts';
import { readChannel } from './channel.ts';
import { decodeSuites, encodeSuite, isWeak } from './cipher-suites.ts';
import { encodeLanParameter, readLan } from './lan.ts';
import { canLogIn, readUsers } from './users.ts';
import { readWatchdog } from './watchdog.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

function rig(server: PracticeBmcOptions = {}) {
  const clock = new SimulatedClock();
  const core = new BmcCore({ clock, ...server });
  const net = simNetwork(core, clock);
  const bmc = new Bmc({ host: 'bmc', user: 'admin', password: 'adminpw', keepAliveMs: null, clock, datagrams: net });
  open.push(() => clock.run(bmc.close()));
  return { core, bmc, configuration: core.machine.configuration, run: <T>(work: Promise<T>) => clock.run(work) };
}

describe('boot options', () => {
  test('as they come, and after an order', async () => {
    const { bmc, run, configuration } = rig();
    expect(await run(readBootOptions(bmc))).toEqual({
      flags: { valid: false, persistent: false, firmware: 'legacy', device: 'none' },
      setInProgress: false,
      survives: [],
      acknowledged: [],
    });
    configuration.boot.set(0, Buffer.from([1]));
    configuration.boot.set(3, Buffer.from([0x1f]));
    configuration.boot.set(4, Buffer.from([0, 0x05]));
    configuration.boot.set(5, Buffer.from('e018000000', 'hex'));
    expect(await run(readBootOptions(bmc))).toEqual({
      flags: { valid: true, persistent: true, firmware: 'uefi', device: 'bios-setup' },
      setInProgress: true,
      survives: ['power-button', 'reset-button', 'watchdog', 'no-command-in-60s', 'pef'],
      acknowledged: ['bios', 'os'],
    });
  });
  test('what a BMC does not have, or has too little of, is null', async () => {
    const { bmc, run, configuration } = rig();
    configuration.boot.clear();
    const nothing = { flags: null, setInProgress: null, survives: null, acknowledged: null };
    expect(await run(readBootOptions(bmc))).toEqual(nothing);
    configuration.boot.set(5, Buffer.from('e018', 'hex'));
    configuration.boot.set(4, Buffer.from([0]));
    expect(await run(readBootOptions(bmc))).toEqual(nothing);
    expect(await run(readBootFlags(bmc))).toBeNull();
  });
  test('every device back and forth; flags of others are other', () => {
    for (const device of ['none', 'pxe', 'disk', 'cd', 'floppy', 'bios-setup', 'diagnostic', 'safe-mode'] as const) {
      for (const firmware of ['legacy', 'uefi'] as const) {
        const flags = { valid: true, persistent: firmware === 'uefi', firmware, device };
        expect(decodeBootFlags(encodeBootFlags(flags))).toEqual(flags);
      }
    }
    expect(decodeBootFlags(Buffer.from('8020000000', 'hex')).device).toBe('other');
    expect(() => decodeBootFlags(Buffer.alloc(4))).toThrow(DecodeError);
  });
  test('a start of the machine uses up the flags for one start, and no others', async () => {
    const { bmc, core, run } = rig();
    for (const persistent of [false, true]) {
      const flags = encodeBootFlags({ valid: true, persistent, firmware: 'legacy', device: 'pxe' });
      await run(bmc.act(setSystemBootOptions, { parameter: 5, valid: true, data: flags }));
      core.machine.chassis.on();
      core.machine.chassis.reset();
      expect((await run(readBootFlags(bmc)))?.valid).toBe(persistent);
    }
  });
});

describe('LAN', () => {
  test('a whole configuration', async () => {
    const { bmc, run } = rig();
    expect(await run(readLan(bmc, 1))).toEqual({
      source: 'static',
      address: '192.0.2.10',
      mask: '255.255.255.0',
      mac: '00:25:90:c0:ff:ee',
      gateway: '192.0.2.1',
      backupGateway: '0.0.0.0',
      vlan: { enabled: false, id: 0, priority: 0 },
      authSupport: [],
      authEnabled: { callback: [], user: [], operator: [], administrator: [], oem: [] },
      cipherSuites: [
        { id: 17, limit: 'administrator' },
        { id: 3, limit: 'administrator' },
      ],
    });
  });
  test('limits of an odd number of suites, unused ones, and none told', async () => {
    const { bmc, run, configuration: c } = rig();
    c.lan.set(22, Buffer.from([3]));
    c.lan.set(23, Buffer.from([0, 0, 3, 17]));
    c.lan.set(24, Buffer.from([0, 0x30, 0x04]));
    const suites = async () => (await run(readLan(bmc, 1))).cipherSuites;
    expect(await suites()).toEqual([
      { id: 0, limit: 'unused' },
      { id: 3, limit: 'operator' },
      { id: 17, limit: 'administrator' },
    ]);
    c.lan.set(24, Buffer.from([0])); // too short
    expect((await suites())?.map(({ limit }) => limit)).toEqual([null, null, null]);
    c.lan.set(22, Buffer.from([16])); // more than it then names
    expect((await suites())?.map(({ id }) => id)).toEqual([0, 3, 17]);
    c.lan.delete(23);
    expect(await suites()).toBeNull();
  });
  test('a BMC without any parameter: all null, no failure', async () => {
    const { bmc, run, configuration } = rig();
    configuration.lan.clear();
    expect(new Set(Object.values(await run(readLan(bmc, 1))))).toEqual(new Set([null]));
  });
  test('the community string is never on the wire', async () => {
    const { bmc, core, run, configuration } = rig();
    configuration.lan.set(16, Buffer.from('public'));
    const asked: number[] = [];
    const get = configuration.lan.get.bind(configuration.lan);
    configuration.lan.get = (parameter) => {
      asked.push(parameter);
      return get(parameter);
    };
    await run(readLan(bmc, 1));
    expect(asked.length).toBeGreaterThan(10);
    expect(asked).not.toContain(16);
    expect(core.received).toContain('lan-configuration');
  });
  test('settings as bytes', () => {
    expect(encodeLanParameter('vlan', '100')).toEqual({ parameter: 20, data: Buffer.from([100, 0x80]) });
    expect(encodeLanParameter('vlan', 'off')).toEqual({ parameter: 20, data: Buffer.from([0, 0]) });
    expect(encodeLanParameter('source', 'dhcp')).toEqual({ parameter: 4, data: Buffer.from([2]) });
    expect(encodeLanParameter('mask', '255.255.255.255').data).toEqual(Buffer.alloc(4, 255));
  });
});

describe('users', () => {
  test('all slots with names, levels and who can log in', async () => {
    const { bmc, run } = rig();
    const users = await run(readUsers(bmc, 1));
    expect(users).toMatchObject({ slots: 10, enabled: 3 });
    expect(users?.users.map(({ id, name, privilege, enabled }) => [id, name, privilege, enabled])).toEqual([
      [1, '', 'user', false],
      [2, 'admin', 'administrator', true],
      [3, 'operator', 'operator', true],
      [4, 'user', 'user', true],
      [5, 'disabled', 'administrator', false],
      ...[6, 7, 8, 9, 10].map((id) => [id, '', null, false]),
    ]);
    expect(users?.users.map(({ fixedName }) => fixedName)).toEqual([true, ...Array(9).fill(false)]);
    expect(users?.users.filter(canLogIn).map(({ id }) => id)).toEqual([2, 3, 4]);
  });
  test('a name that the BMC refuses to tell is empty; no users at all is null', async () => {
    const { bmc, core, run } = rig();
    core.faults.wrongCompletion('user-name', 0xcc, 10);
    expect((await run(readUsers(bmc, 1)))?.users.every(({ name }) => name === '')).toBe(true);
    core.faults.wrongCompletion('user-access', 0xc1);
    expect(await run(readUsers(bmc, 1))).toBeNull();
    core.faults.wrongCompletion('user-access', 0xff);
    await expect(run(readUsers(bmc, 1))).rejects.toThrow(IpmiError);
  });
  test('a user without a level, or not admitted, cannot log in; one whose BMC does not tell may', () => {
    const user = { id: 1, name: '', fixedName: true, callbackOnly: false, messaging: true, enabled: null } as const;
    expect(canLogIn({ ...user, privilege: 'user' })).toBe(true);
    expect(canLogIn({ ...user, privilege: null })).toBe(false);
    expect(canLogIn({ ...user, privilege: 'user', messaging: false })).toBe(false);
    expect(canLogIn({ ...user, privilege: 'user', enabled: false })).toBe(false);
  });
});

test('channel and watchdog, told and not told', async () => {
  const { bmc, core, run } = rig();
  expect(await run(readChannel(bmc))).toMatchObject({
    number: 1,
    info: { medium: 4, sessions: 'multi' },
    present: { mode: 'always', limit: 'administrator' },
    stored: { mode: 'always' },
  });
  expect(await run(readWatchdog(bmc))).toMatchObject({ use: 'sms-os', running: false });
  core.faults.wrongCompletion('channel-info', 0xc1);
  core.faults.wrongCompletion('channel-access', 0xcc, 2);
  core.faults.wrongCompletion('watchdog', 0xc1);
  expect(await run(readChannel(bmc))).toEqual({ number: 1, info: null, present: null, stored: null });
  expect(await run(readWatchdog(bmc))).toBeNull();
});

describe('cipher suites', () => {
  test('every standard suite back and forth; only 3 and 17 are sound', () => {
    const ids = Array.from({ length: 20 }, (_, id) => id);
    const suites = decodeSuites(Buffer.concat(ids.map(encodeSuite)));
    expect(suites.map(({ id }) => id)).toEqual(ids);
    expect(suites.filter((suite) => !isWeak(suite)).map(({ id }) => id)).toEqual([3, 17]);
    expect(() => encodeSuite(20)).toThrow(RangeError);
  });
  test('suites of a maker carry their number and are not judged; a choice with a weak member is weak', () => {
    const records = Buffer.from('c1 80 a2 02 00 01 41 81 c0 03 01 41 80 81'.replaceAll(' ', ''), 'hex');
    const [oem, choice] = decodeSuites(records);
    expect(oem).toEqual({ id: 0x80, oem: 674, authentication: 1, integrity: [1], confidentiality: [1] });
    expect(oem && isWeak(oem)).toBe(false);
    expect(choice && isWeak(choice)).toBe(true);
    const sound = { id: 60, oem: null, authentication: 1, integrity: [1], confidentiality: [1] };
    expect(isWeak(sound)).toBe(false);
    for (const part of [{ authentication: 2 }, { integrity: [2] }, { integrity: [] }, { confidentiality: [1, 2] }]) {
      expect(isWeak({ ...sound, ...part })).toBe(true);
    }
  });
  test('any bytes decode to something', () => {
    const random = seeded(7);
    const whole = Buffer.concat([0, 3, 17].map(encodeSuite));
    for (let end = 0; end <= whole.length; end++) expect(decodeSuites(whole.subarray(0, end)).length).toBeLessThan(4);
    for (let i = 0; i < 2_000; i++) {
      const bytes = Buffer.from(
        Array.from(
          { length: Math.floor(random() * 40) },
          () => 0xc0 * Math.round(random()) + Math.floor(random() * 64),
        ),
      );
      for (const suite of decodeSuites(bytes)) expect(typeof isWeak(suite)).toBe('boolean');
    }
  });
});

test('parameters of any length and content: a value or null, never another failure', async () => {
  const random = seeded(11);
  const { bmc, run, configuration: c } = rig();
  const bytes = () => Buffer.from(Array.from({ length: Math.floor(random() * 20) }, () => Math.floor(random() * 256)));
  for (let i = 0; i < 60; i++) {
    for (const store of [c.boot, c.lan]) for (const key of store.keys()) store.set(key, bytes());
    const lan = await run(readLan(bmc, 1));
    expect(lan.cipherSuites?.length ?? 0).toBeLessThanOrEqual(16);
    expect(Object.keys(await run(readBootOptions(bmc)))).toHaveLength(4);
  }
});
