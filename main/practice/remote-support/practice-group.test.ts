import { describe, expect, it } from 'vitest';
import { type CallOptions, type Endpoint, endpoint } from '../../appliances/endpoint.ts';
import { rsApiInfo, rsBackup, rsHealth, rsToken } from '../../appliances/remote-support/client.ts';
import { systemClock } from '../../ports/clock.ts';
import { silentLog } from '../../ports/log.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { practicePassword, practiceWebUser } from '../credentials.ts';
import { practiceCertificate } from '../tls/certificate.ts';
import { DURATION } from './atlas.ts';
import { SYNC_S } from './failover-pair.ts';
import {
  ADDRESSES,
  atlasGroup,
  failoverGroup,
  GROUP_IDS,
  type GroupModel,
  isInGroup,
  replacementGroup,
  siteName,
} from './group-models.ts';
import { PracticeGroup } from './practice-group.ts';
import { RESET_S } from './replacement.ts';

async function on(model: GroupModel, scale = 1) {
  const clock = new SimulatedClock();
  const group = await PracticeGroup.start(model, practiceCertificate('rs-group.practice.invalid', clock), {
    scale,
    clock,
    log: silentLog,
  });
  const later = (seconds: number) => clock.run(clock.sleep(seconds * 1000));
  return { group, clock, later };
}

type Call<T> = (where: Endpoint, pin: string, token: string, options: CallOptions) => Promise<T>;
/** Calls an appliance with a token of its account, as the tool does; deadlines are in real time. */
function api(group: PracticeGroup, { now }: SimulatedClock) {
  const options = { clock: { ...systemClock, now } };
  return async <T>(id: string, call: Call<T>): Promise<T> => {
    const where = endpoint(id, `https://127.0.0.1:${group.webPort(id)}`);
    const pin = group.certificate.fingerprint256;
    const { token } = await rsToken(where, pin, practiceWebUser, Buffer.from(practicePassword), options);
    return call(where, pin, token, options);
  };
}

it('gives every device of all groups an id of its own', () => {
  expect(new Set(GROUP_IDS).size).toBe(GROUP_IDS.length);
  expect([isInGroup('solo-eu-1'), isInGroup('rs-a'), isInGroup(null)]).toEqual([true, false, false]);
});

describe('a group on loopback', () => {
  it('lets a click wait for the synchronisation that runs, and then breaks a relationship that holds everything', async () => {
    const { group, later } = await on(failoverGroup('rs-1', 'rs-2', 'name'));
    await using _ = group;
    expect(group.manual('rs.failover.sync', 'rs-1').outcome).toBe('played');
    expect(group.manual('rs.failover.break', 'rs-1')).toMatchObject({ outcome: 'impossible', soonMs: SYNC_S * 1000 });
    await later(SYNC_S);
    expect(group.manual('rs.failover.break', 'rs-1').outcome).toBe('played');
    expect(group.view()).toMatchObject({ roles: { a: 'none', b: 'none' }, disasters: [] });
  });
  it('tells which side users are led to, by the clicks at either', async () => {
    const { group } = await on(failoverGroup('rs-3', 'rs-4', 'sharedIp'));
    await using _ = group;
    group.manual('rs.sharedIp.enable', 'rs-4');
    expect(group.view()).toMatchObject({ disasters: [{ kind: 'two-addresses' }] });
  });
  it('records what the rules of an Atlas cluster prevent, and knows its nodes by their device ids', async () => {
    const { group, later } = await on(atlasGroup(true, 'atlas-'));
    await using _ = group;
    group.manual('rs.install.base', 'atlas-eu-1');
    expect(group.manual('rs.install.base', 'atlas-eu-2')).toMatchObject({ outcome: 'impossible' });
    await later(DURATION.base);
    expect(group.view().disasters.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['left-behind', 'session-cut']),
    );
    expect(group.model.page('atlas-eu-1')).toMatchObject({ 'Base software': '7.0.0' });
    expect(group.model.page('atlas-eu-2')).toMatchObject({ 'Base software': '6.2.1' });
  });
  it('shows what is left of an appliance that was replaced', async () => {
    const { group, later } = await on(replacementGroup());
    await using _ = group;
    group.manual('rs.settings.restore', 'rs-new');
    group.manual('rs.dns.point', 'rs-new');
    group.manual('rs.factoryReset', 'rs-old');
    await later(RESET_S);
    expect(group.view()).toMatchObject({ site: 'new', restored: true, old: 'reset', disasters: [] });
  });
  it('answers the documented calls of each appliance: role, last data-sync in real time, a backup', async () => {
    const { group, clock, later } = await on(failoverGroup('rs-1', 'rs-2', 'sharedIp'), 10);
    await using _ = group;
    const call = api(group, clock);
    const first = await call('rs-2', rsHealth);
    const hourAgo = new Date(clock.now() - 360_000).toISOString().slice(0, 19);
    expect(first).toMatchObject({ version: '23.2.3', healthy: true, failoverRole: 'backup', sharedIps: [] });
    expect(first.lastSync?.slice(0, 19)).toBe(hourAgo);
    const primary = await call('rs-1', rsHealth);
    expect(primary).toMatchObject({ failoverRole: 'primary', sharedIps: ['192.0.2.50'] });
    expect(primary.guid).not.toBe(first.guid);
    expect(await call('rs-1', rsApiInfo)).toMatchObject({ commands: 'read-only', backup: true });
    const clicked = clock.now();
    group.manual('rs.failover.sync', 'rs-1');
    expect(Date.parse((await call('rs-2', rsHealth)).lastSync ?? '')).toBeLessThan(clicked);
    await later(SYNC_S / 10);
    expect(Date.parse((await call('rs-2', rsHealth)).lastSync ?? '')).toBeGreaterThanOrEqual(
      clicked + SYNC_S * 100 - 1000,
    );
    await later(1);
    const chunks: Buffer[] = [];
    const keep: Call<number> = (where, pin, token, options) =>
      rsBackup(where, pin, token, async (chunk) => void chunks.push(chunk), options);
    expect(await call('rs-1', keep)).toBeGreaterThan(0);
    expect(String(Buffer.concat(chunks))).toContain('rs-1');
    // A backup newer than the last data-sync: what was saved is not on the other one.
    group.manual('rs.failover.break', 'rs-1');
    expect(group.view().disasters).toMatchObject([{ kind: 'broken-unsynced' }]);
  });
  it('knows where its site leads, and no other', async () => {
    const { group } = await on(failoverGroup('rs-1', 'rs-2', 'name'));
    await using _ = group;
    expect([group.leadsTo(siteName('rs-1')), group.leadsTo(siteName('rs-2'))]).toEqual([ADDRESSES.a, null]);
    group.manual('rs.dns.point', 'rs-2');
    expect(group.leadsTo(siteName('rs-1'))).toBe(ADDRESSES.b);
    expect(failoverGroup('rs-3', 'rs-4', 'sharedIp').leadsTo(siteName('rs-3'))).toBe('192.0.2.50');
    expect(replacementGroup().leadsTo(siteName('rs-old'))).toBe(ADDRESSES.old);
    expect(atlasGroup(true, 'atlas-').leadsTo(siteName('atlas-a'))).toBe(ADDRESSES['atlas-a']);
    expect(atlasGroup(false, 'solo-').leadsTo(siteName('atlas-a'))).toBeNull();
  });
  it('tells nobody anything who has no token', async () => {
    const { group, clock } = await on(atlasGroup(true, 'atlas-'));
    await using _ = group;
    const options = { clock: systemClock };
    const where = endpoint('atlas-a', `https://127.0.0.1:${group.webPort('atlas-a')}`);
    const pin = group.certificate.fingerprint256;
    await expect(rsToken(where, pin, practiceWebUser, Buffer.from('wrong'), options)).rejects.toThrow(/refused/);
    await expect(rsHealth(where, pin, 'ab', options)).rejects.toMatchObject({ code: 'session-expired' });
    expect((await api(group, clock)('atlas-b', rsHealth)).failoverRole).toBe('backup');
    expect((await api(group, clock)('atlas-eu-1', rsHealth)).failoverRole).toBe('none');
  });
  it('goes wrong when it is told to on its page, until support has been there', async () => {
    const { group } = await on(failoverGroup('rs-1', 'rs-2', 'name'));
    await using _ = group;
    group.model.strike('b-silent');
    expect(group.model.listens('rs-2')).toBe(false);
    group.model.strike('repaired');
    expect(group.model.listens('rs-2')).toBe(true);
  });
});
