import { describe, expect, it } from 'vitest';
import type { FailoverFault } from '../practice/remote-support/failover-pair.ts';
import { everyBranchWalked } from './testing/every-branch.ts';
import { loaded } from './testing/fixture.ts';
import { times } from './testing/remote-support.ts';
import { type PairOptions, upgraded } from './testing/remote-support-pair.ts';
import { filesOf } from './testing/shipped.ts';

// The failover umbrellas over the practice pair in simulated time, to their end states and through each failure branch.

const library = loaded(filesOf('remote-support'));
const SYNC = 'rs-upgrade-failover-synchronous';
const ASYNC = 'rs-upgrade-failover-asynchronous';
const run = (procedure: string, options: PairOptions = {}) => {
  const way = procedure === ASYNC ? 'asynchronous' : 'synchronous';
  return upgraded(library, procedure, { ...options, answers: { 'rs.failoverWay': way, ...options.answers } });
};

describe('a failover pair', () => {
  it.each<[string, PairOptions, 'a' | 'b']>([
    [SYNC, {}, 'a'],
    [SYNC, { api: true }, 'a'],
    [ASYNC, { answers: { 'rs.switch.method': 'dns' } }, 'b'],
    [ASYNC, { answers: { 'rs.switch.method': 'nat' }, api: true }, 'b'],
    [ASYNC, { answers: { 'rs.switch.method': 'sharedIp' }, by: 'sharedIp' }, 'b'],
    [SYNC, { answers: { 'rs.update.way': 'manual' } }, 'a'],
  ])('%s reaches its end state with %j', (procedure, options, primary) => {
    const { end, world, driver } = run(procedure, options);
    expect({ status: end.status, at: end.position }).toMatchObject({ status: 'finished' });
    const { a, b } = world.pair.appliances;
    expect([a.product, b.product, a.base, b.base]).toEqual(['24.1.2', '24.1.2', '7.0.0', '7.0.0']);
    const backup = primary === 'a' ? 'b' : 'a';
    expect(world.pair.roles).toEqual({ [primary]: 'primary', [backup]: 'backup' });
    expect([world.pair.disasters, a.disasters, b.disasters]).toEqual([[], [], []]);
    // What was confirmed at one appliance is none of the other's.
    const asked = procedure === SYNC ? ['update-a/way', 'update-b/way'] : ['update-b/way', 'update-a/way'];
    expect(asked.map((path) => times(driver, path))).toEqual([1, 1]);
  });

  it.each<[FailoverFault, string, string, PairOptions]>([
    ['sync-broken', SYNC, 'break/sync/problem', {}],
    ['sync-old', SYNC, 'break/sync/problem', {}],
    ['sync-old', ASYNC, 'break/sync/problem', { api: true }],
    ['half-broken', SYNC, 'break/half', {}],
    ['a-fails', SYNC, 'verify-a/trouble', {}],
    ['b-fails', SYNC, 'verify-b/trouble', {}],
    ['b-fails', ASYNC, 'verify-b/trouble', {}],
    ['a-fails', ASYNC, 'verify-a/trouble', {}],
    ['key-differs', SYNC, 'reestablish/differ', {}],
    ['both-primary', SYNC, 'reestablish/wrong', {}],
    ['both-primary', ASYNC, 'reestablish/wrong', { api: true }],
  ])('with %s in %s is led to %s, and on to its end once that is mended', (fault, procedure, path, options) => {
    const stopped = run(procedure, { ...options, faults: [fault] });
    expect([stopped.end.status, times(stopped.driver, path)]).toEqual(['stopped', 1]);
    expect(stopped.world.pair.disasters).toEqual([]);
    const mended = run(procedure, { ...options, faults: [fault], supportHelps: true });
    expect({ status: mended.end.status, at: mended.end.position }).toMatchObject({ status: 'finished' });
    expect([times(mended.driver, path), mended.world.pair.disasters]).toEqual([1, []]);
  });

  it('whose appliances get no automatic update changes to the manual way after FAQ 377, or goes on once that has helped', () => {
    const changed = run(SYNC, {
      faults: ['auto-fails'],
      answers: { 'rs.update.way': ['automatic', 'manual'], 'rs.auto.faq': 'unsolved' },
    });
    expect(changed.end.status).toBe('finished');
    expect(times(changed.driver, 'update-a/automatic/failure/faq')).toBe(1);
    expect(times(changed.driver, 'update-a/manual/key/generate')).toBe(1);
  });

  it('keeps the site on A when B does not answer under the shared IP', () => {
    const options = { by: 'sharedIp', faults: ['b-silent'], answers: { 'rs.switch.method': 'sharedIp' } } as const;
    const { end, world, driver } = run(ASYNC, options);
    expect([end.status, times(driver, 'shared-ip/back-a'), world.pair.sharedIp]).toEqual([
      'stopped',
      1,
      { a: true, b: false },
    ]);
    expect([world.pair.disasters, times(driver, 'update-a/automatic/install/install-base')]).toEqual([[], 0]);
  });

  it('gives the shared IP to B only when nobody answers under it, and back to A where somebody goes on', () => {
    const busy = (pings: string[], next: string) =>
      run(ASYNC, {
        by: 'sharedIp',
        answers: { 'rs.switch.method': 'sharedIp', 'rs.sharedIp.ping': pings, 'rs.pair.next': next },
      });
    const freed = busy(['answers', 'silent'], 'again');
    expect([freed.end.status, times(freed.driver, 'shared-ip/occupied'), times(freed.driver, 'shared-ip/on')]).toEqual([
      'finished',
      1,
      1,
    ]);
    const taken = busy(['answers'], 'stop');
    expect([taken.end.status, times(taken.driver, 'shared-ip/on'), taken.world.pair.sharedIp]).toEqual([
      'stopped',
      0,
      { a: true, b: false },
    ]);
  });

  it('waits in the interim until the new version has proven itself, and stops where it does not', () => {
    const seen = ['watching', 'watching', 'proven'];
    const patient = run(SYNC, { answers: { 'rs.interim.seen': seen } });
    expect([patient.end.status, times(patient.driver, 'watch')]).toEqual(['finished', 2]);
    const trouble = run(ASYNC, { answers: { 'rs.interim.seen': 'trouble', 'rs.switch.method': 'dns' } });
    expect([trouble.end.status, trouble.world.pair.appliances.a.product]).toEqual(['stopped', '23.2.3']);
    const early = run(SYNC, { answers: { 'rs.interim.seen': 'trouble' } });
    expect([early.end.status, early.world.pair.appliances.b.product]).toEqual(['stopped', '23.2.3']);
  });
  it.each([SYNC, ASYNC])('%s goes on from the interim once the support has helped', (procedure) => {
    const seen = ['watching', 'trouble', 'watching', 'proven'];
    const { end, driver } = run(procedure, { answers: { 'rs.interim.seen': seen }, supportHelps: true });
    expect([end.status, times(driver, 'trouble'), times(driver, 'watch')]).toEqual(['finished', 1, 2]);
  });

  it('is one only where both are set up as a pair for the same way', () => {
    for (const [procedure, way] of [
      [SYNC, 'asynchronous'],
      [ASYNC, 'synchronous'],
    ] as const) {
      for (const answers of [{ 'b:rs.setup': 'single' }, { 'rs.failoverWay': way }]) {
        const { end, driver } = run(procedure, { answers });
        expect([end.status, times(driver, 'break/backup/choose')]).toEqual(['stopped', 0]);
      }
    }
  });
});

describe('the button of the backup', () => {
  const onB = [
    {
      role: 'appliance',
      deviceId: 'rs-b',
      deviceName: 'RS B',
      serial: 'RS-B',
      bmc: null,
      web: 'https://127.0.0.1:8451',
    },
  ];
  it.each([
    [false, 'click', 1],
    [true, 'swap', 1],
  ])('is pressed by the tool where its account may, otherwise by a person (api %s: %s)', (api, path, count) => {
    const { end, world, driver } = upgraded(
      library,
      'rs-planned-become-primary',
      { api, sides: { appliance: 'b' }, answers: { 'rs.switch.answers': 'b' } },
      onB,
    );
    expect({ status: end.status, at: end.position }).toMatchObject({ status: 'finished' });
    expect([times(driver, path), world.pair.roles]).toEqual([count, { a: 'backup', b: 'primary' }]);
    expect(times(driver, api ? 'click' : 'swap')).toBe(0);
  });
  it('stays untouched while the primary works and nothing is planned', () => {
    const { end, world } = upgraded(
      library,
      'rs-planned-become-primary',
      { sides: { appliance: 'b' }, answers: { 'rs.peer.state': 'works' } },
      onB,
    );
    expect([end.status, world.pair.roles.a]).toEqual(['open', 'primary']);
  });
});

describe('the break of a pair, on its own', () => {
  const recorded = {
    'rs.window.first': '2026-03-01T21:00:00.000Z',
    'rs.window.second': '2026-03-20T20:00:00.000Z',
    'rs.interim.end': '2026-03-21T20:00:00.000Z',
  };
  const apart = (options: PairOptions = {}) =>
    upgraded(library, 'rs-failover-sync-and-break', { recorded, ...options });
  it('asks for the way, and leaves both alone', () => {
    const { end, driver, world } = apart();
    expect([end.status, times(driver, 'way'), world.pair.roles]).toEqual(['finished', 1, { a: 'none', b: 'none' }]);
  });
  it('begins only where A is primary and B its backup', () => {
    const before = [{ type: 'manual', side: 'b', action: 'rs.failover.becomePrimary' }] as const;
    const stopped = apart({ before });
    expect([stopped.end.status, times(stopped.driver, 'sync/start'), times(stopped.driver, 'break')]).toEqual([
      'stopped',
      0,
      0,
    ]);
    const corrected = apart({ before, supportHelps: true });
    expect([corrected.end.status, times(corrected.driver, 'other')]).toEqual(['finished', 1]);
  });
});

everyBranchWalked(library, import.meta);
