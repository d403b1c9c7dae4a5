import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { Finding } from '../../../preload/contract.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { BmcCore, type PracticeBmcOptions } from '../../practice/bmc/index.ts';
import { simNetwork } from '../../practice/bmc/sim.ts';
import { Bmc } from '../bmc.ts';
import { isFactoryLogin } from './default-accounts.ts';
import { FINDINGS, type FindingId, findings, notRead } from './findings.ts';
import { observe, readFindings } from './observe.ts';
import type { Observed } from './observed.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

interface Login {
  user?: string;
  password?: string;
  privilege?: 'user' | 'operator' | 'administrator';
  kg?: Buffer;
}

function rig(server: PracticeBmcOptions, { user = 'admin', password = 'adminpw', ...login }: Login = {}) {
  const clock = new SimulatedClock();
  const core = new BmcCore({ clock, ...server });
  const datagrams = simNetwork(core, clock);
  const bmc = new Bmc({ host: 'bmc', user, password, keepAliveMs: null, clock, datagrams, ...login });
  open.push(() => clock.run(bmc.close()));
  const options = { host: 'bmc', user, password: Buffer.from(password), clock, datagrams };
  return {
    ...{ clock, core, bmc, datagrams },
    observed: () => clock.run(observe(bmc, options)),
    report: () => clock.run(readFindings(bmc, options)),
  };
}

const kg = Buffer.from('KGKEY-abcdefghij0123');
const SOUND: PracticeBmcOptions = { kg, channelLimit: 'operator' };
const ids = (list: Finding[]) => list.map(({ id }) => id);

describe('a practice BMC', () => {
  test('set up well: no finding, and nothing that was not read', async () => {
    expect(await rig(SOUND, { kg }).report()).toEqual({ findings: [], notRead: [] });
  });

  test('as it comes from the box: only what is low', async () => {
    const { findings: found } = await rig({}).report();
    expect(found.map(({ id, severity }) => [id, severity])).toEqual([
      ['open-to-administrators', 'low'],
      ['kg-unset', 'low'],
    ]);
  });

  test('set up badly: every mistake, worst first, with its values', async () => {
    const { findings: found, notRead: missing } = await rig(
      { weakSetup: true, device: { available: false } },
      { user: 'ADMIN', password: 'ADMIN' },
    ).report();
    expect(missing).toEqual([]);
    expect(found).toEqual([
      { id: 'suite-0', severity: 'critical', values: { limit: 'administrator' } },
      { id: 'anonymous-login', severity: 'critical', values: {} },
      { id: 'ipmi15-without-password', severity: 'critical', values: { types: 'none, md2, md5, straight' } },
      { id: 'factory-login', severity: 'critical', values: { user: 'ADMIN' } },
      { id: 'null-user', severity: 'high', values: { id: 1, privilege: 'administrator' } },
      { id: 'weak-suites', severity: 'medium', values: { suites: '1, 2, 6, 8' } },
      { id: 'all-administrators', severity: 'medium', values: { count: 5 } },
      { id: 'plain-sol', severity: 'medium', values: {} },
      { id: 'not-available', severity: 'medium', values: {} },
      { id: 'open-to-administrators', severity: 'low', values: {} },
      { id: 'kg-unset', severity: 'low', values: {} },
    ]);
  });

  test('mended again: nothing but what its options leave open', async () => {
    const r = rig({});
    r.core.machine.configuration.weaken();
    expect(ids((await r.report()).findings)).toEqual(expect.arrayContaining(['suite-0', 'null-user', 'plain-sol']));
    r.core.machine.configuration.mend();
    expect(ids((await r.report()).findings)).toEqual(['open-to-administrators', 'kg-unset']);
  });

  test('what a level is too low for is listed as not read, not as good', async () => {
    const { findings: found, notRead: missing } = await rig({ weakSetup: true }, { privilege: 'user' }).report();
    expect(missing.map(({ check }) => check)).toEqual(['users', 'lan']);
    expect(missing.every(({ reason }) => reason.includes('level'))).toBe(true);
    // What anybody may ask is judged all the same; without limits the suite is only known to be offered.
    expect(ids(found)).toEqual(expect.arrayContaining(['suite-0-offered', 'anonymous-login', 'plain-sol']));
    expect(ids(found)).not.toContain('suite-0');
  });

  test('that dies in the middle is asked nothing more, and ends within ten seconds', async () => {
    const r = rig({ weakSetup: true });
    await r.clock.run(r.bmc.chassisStatus());
    r.core.faults.dead = true;
    const start = r.clock.monotonic();
    const { findings: found, notRead: missing } = await r.report();
    expect(found).toEqual([]);
    expect(missing.map(({ check }) => check)).toEqual([
      ...['device', 'channel', 'users', 'lan', 'sol', 'clock', 'storedWith16', 'capabilities', 'cipherSuites'],
    ]);
    expect(r.clock.monotonic() - start).toBeLessThan(10_000);
  });
});

describe('the password', () => {
  const passwordOf = (length: number, passwordSize: 16 | 20) => {
    const password = 'p'.repeat(length);
    const users = [{ name: 'root', password, limit: 'administrator', passwordSize } as const];
    return rig({ users }, { user: 'root', password, privilege: 'administrator' });
  };
  const tests = (r: ReturnType<typeof rig>) => r.core.received.filter((what) => what === 'user-password').length;

  test('of 16 bytes, stored with 16: found by one comparison', async () => {
    const r = passwordOf(16, 16);
    expect((await r.report()).findings).toContainEqual({
      id: 'password-at-limit',
      severity: 'medium',
      values: { user: 'root', bytes: 16 },
    });
    expect(tests(r)).toBe(1);
  });
  test.each([
    [16, 20, 1],
    [20, 20, 1],
    [15, 16, 0],
    [7, 16, 0],
  ] as const)('of %d bytes, stored with %d: no finding, %d comparisons', async (length, size, count) => {
    const r = passwordOf(length, size);
    expect(ids((await r.report()).findings)).not.toContain('password-at-limit');
    expect(tests(r)).toBe(count);
  });
  test('is not compared when the level does not allow it: not read', async () => {
    const password = 'p'.repeat(16);
    const users = [{ name: 'root', password, limit: 'operator' } as const];
    const r = rig({ users }, { user: 'root', password });
    expect((await r.report()).notRead.map(({ check }) => check)).toEqual(['storedWith16']);
    expect(tests(r)).toBe(0);
  });
  test('is a factory one by name and word alone; none is ever tried', async () => {
    expect(isFactoryLogin('ADMIN', Buffer.from('ADMIN'))).toBe(true);
    expect(isFactoryLogin('root', Buffer.from('calvin'))).toBe(true);
    expect(isFactoryLogin('root', Buffer.from('Calvin'))).toBe(false);
    expect(isFactoryLogin('operator', Buffer.from('calvin'))).toBe(false);
    const r = rig({ weakSetup: true });
    await r.report();
    expect(r.core.received.filter((what) => what === 'rakp1')).toHaveLength(1);
    expect(tests(r)).toBe(0);
  });
  test('is in no observation', async () => {
    const r = passwordOf(16, 16);
    expect(JSON.stringify(await r.observed())).not.toContain('pppp');
  });
});

/** A sound observation, to be spoiled in one point. */
async function spoiled(change: (observed: Observed) => Partial<Observed>): Promise<string[]> {
  const sound = await rig(SOUND, { kg }).observed();
  return ids(findings({ ...sound, ...change(sound) }));
}
const seen = <T>(value: T) => ({ value });
function must<T>(part: { value: T } | { notRead: string }): T {
  if (!('value' in part)) throw new Error(part.notRead);
  return part.value;
}

describe('each rule by itself', () => {
  const suite0 = { id: 0, oem: null, authentication: 0, integrity: [0], confidentiality: [0] };
  test.each([
    ['administrator', 'suite-0'],
    ['user', 'suite-0'],
    [null, 'suite-0-offered'],
    ['unused', 'suite-0-listed'],
  ] as const)('suite 0 with limit %s is %s', async (limit, id) => {
    const found = await spoiled((o) => ({
      cipherSuites: seen([...must(o.cipherSuites), suite0]),
      lan: seen({ ...must(o.lan), cipherSuites: [{ id: 0, limit }] }),
    }));
    expect(found).toEqual([id]);
  });
  test('weak suites that no level may use are no finding', async () => {
    const weak = { id: 8, oem: null, authentication: 2, integrity: [2], confidentiality: [1] };
    const with8 = (limit: 'unused' | 'user') =>
      spoiled((o) => ({
        cipherSuites: seen([weak]),
        lan: seen({ ...must(o.lan), cipherSuites: [{ id: 8, limit }] }),
      }));
    expect(await with8('unused')).toEqual([]);
    expect(await with8('user')).toEqual(['weak-suites']);
  });
  test.each([
    [{ kind: 'since-start', seconds: 90 }, 0, ['no-time']],
    [{ kind: 'unspecified' }, 0, ['no-time']],
    [{ kind: 'wall', seconds: 1 }, 301, ['clock-skew']],
    [{ kind: 'wall', seconds: 1 }, -7_200, ['clock-skew']],
    [{ kind: 'wall', seconds: 1 }, 299, []],
  ] as const)('a clock at %j, ahead by %d s: %j', async (time, aheadSeconds, expected) => {
    expect(await spoiled(() => ({ clock: seen({ time, aheadSeconds }) }))).toEqual(expected);
  });
  test.each([
    [{ anonymous: true }, ['anonymous-login']],
    [{ ipmi15: true, types15: ['md5'] }, ['ipmi15']],
    [{ ipmi15: true, types15: ['none', 'md5'] }, ['ipmi15-without-password']],
    [{ ipmi15: true, types15: [] }, []],
    [{ kgSet: false }, ['kg-unset']],
  ] as const)('login methods %j: %j', async (change, expected) => {
    const found = await spoiled((o) => ({
      capabilities: seen({ ...must(o.capabilities), ...change } as Extract<
        Observed['capabilities'],
        { value: unknown }
      >['value']),
    }));
    expect(found).toEqual(expected);
  });
  test('a user without a name: from the list of users, or from the login methods when there is no list', async () => {
    const nobody = (o: Observed) =>
      must(o.users).users.map((user) => (user.id === 1 ? { ...user, enabled: true, messaging: true } : user));
    expect(await spoiled((o) => ({ users: seen({ ...must(o.users), users: nobody(o) }) }))).toEqual(['null-user']);
    const told = (o: Observed) => seen({ ...must(o.capabilities), nullUsers: true });
    expect(await spoiled((o) => ({ users: { notRead: 'x' }, capabilities: told(o) }))).toEqual(['null-user']);
    expect(await spoiled((o) => ({ capabilities: told(o) }))).toEqual([]);
  });
  test('one administrator alone is no finding, several and nobody else are', async () => {
    const only = (count: number) =>
      spoiled((o) => ({
        users: seen({
          ...must(o.users),
          users: must(o.users)
            .users.filter(({ id }) => id === 2)
            .flatMap((user) => Array(count).fill(user)),
        }),
      }));
    expect(await only(1)).toEqual([]);
    expect(await only(2)).toEqual(['all-administrators']);
  });
  test('a console that is off cannot be opened unencrypted', async () => {
    const sol = (enabled: boolean) =>
      spoiled((o) => ({ sol: seen({ ...must(o.sol), enabled, forceEncryption: false }) }));
    expect(await sol(true)).toEqual(['plain-sol']);
    expect(await sol(false)).toEqual([]);
  });
  test('nothing read: no finding, and every check listed with its reason', async () => {
    const sound = await rig(SOUND, { kg }).observed();
    const blind = Object.fromEntries(
      Object.entries(sound).map(([name, part]) => [name, name === 'login' ? part : { notRead: `no ${name}` }]),
    ) as unknown as Observed;
    expect(findings(blind)).toEqual([]);
    expect(notRead(blind)).toHaveLength(Object.keys(sound).length - 1);
    expect(notRead(blind).every(({ check, reason }) => reason === `no ${check}`)).toBe(true);
  });
  test('parts that the BMC leaves out are listed', async () => {
    const o = await rig(SOUND, { kg }).observed();
    const partial = {
      ...o,
      lan: seen({ ...must(o.lan), cipherSuites: null }),
      channel: seen({ ...must(o.channel), present: null }),
      sol: seen({ ...must(o.sol), forceEncryption: null }),
    };
    expect(findings(partial)).toEqual([]);
    expect(notRead(partial).map(({ check }) => check)).toEqual(['cipherSuiteLimits', 'channel', 'sol']);
  });
});

describe.each(['en', 'de'])('texts in %s', (language) => {
  const texts = JSON.parse(readFileSync(`resources/locales/${language}/findings.json`, 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  /** The values that each finding gives its texts. */
  const VALUES: Partial<Record<FindingId, string[]>> = {
    'suite-0': ['limit'],
    'weak-suites': ['suites'],
    'factory-login': ['user'],
    'null-user': ['id', 'privilege'],
    ipmi15: ['types'],
    'ipmi15-without-password': ['types'],
    'all-administrators': ['count'],
    'password-at-limit': ['bytes', 'user'],
    'clock-skew': ['minutes'],
  };
  test('name every finding, with reason and fix', () => {
    expect(Object.keys(texts).sort()).toEqual([...Object.keys(FINDINGS), 'checks'].sort());
  });
  test.each(Object.keys(FINDINGS) as FindingId[])('%s', (id) => {
    const { title, reason, fix, ...more } = texts[id] ?? {};
    expect([title, reason, fix].every((text) => text !== undefined && text.length > 10)).toBe(true);
    expect(more).toEqual({});
    const holes = [...`${title}${reason}${fix}`.matchAll(/{{(\w+)}}/g)].map((match) => match[1]).sort();
    expect([...new Set(holes)]).toEqual(VALUES[id] ?? []);
  });
  test('name every check that may not have been read', async () => {
    const sound = await rig(SOUND, { kg }).observed();
    const { login, ...checks } = sound;
    expect(login).toBeDefined();
    expect(Object.keys(texts.checks ?? {}).sort()).toEqual([...Object.keys(checks), 'cipherSuiteLimits'].sort());
  });
});
