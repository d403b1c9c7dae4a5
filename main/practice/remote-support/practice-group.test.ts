import { describe, expect, it } from 'vitest';
import { silentLog } from '../../ports/log.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { practiceCertificate } from '../tls/certificate.ts';
import { DURATION } from './atlas.ts';
import { SYNC_S } from './failover-pair.ts';
import { atlasGroup, failoverGroup, GROUP_IDS, type GroupModel, isInGroup, replacementGroup } from './group-models.ts';
import { PracticeGroup } from './practice-group.ts';
import { RESET_S } from './replacement.ts';

async function on(model: GroupModel) {
  const clock = new SimulatedClock();
  const group = await PracticeGroup.start(model, practiceCertificate('rs-group.practice.invalid', clock), {
    scale: 1,
    clock,
    log: silentLog,
  });
  const later = (seconds: number) => clock.run(clock.sleep(seconds * 1000));
  return { group, later };
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
  it('goes wrong when it is told to on its page, until support has been there', async () => {
    const { group } = await on(failoverGroup('rs-1', 'rs-2', 'name'));
    await using _ = group;
    group.model.strike('b-silent');
    expect(group.model.listens('rs-2')).toBe(false);
    group.model.strike('repaired');
    expect(group.model.listens('rs-2')).toBe(true);
  });
});
