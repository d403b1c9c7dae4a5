import { describe, expect, it } from 'vitest';
import { everyBranchWalked } from './testing/every-branch.ts';
import { loaded } from './testing/fixture.ts';
import { against, times } from './testing/remote-support.ts';
import { type PairOptions, upgraded } from './testing/remote-support-pair.ts';
import { replaced } from './testing/remote-support-replacement.ts';
import { filesOf } from './testing/shipped.ts';

// The other upgrades of a single appliance, over side a of the practice pair, and the small procedures around them.

const library = loaded(filesOf('remote-support'));
const AUTOMATIC = 'rs-upgrade-single-automatic';
const ALONE = [
  { role: 'appliance', deviceId: 'rs-a', deviceName: 'RS A', serial: 'RS-A', bmc: '127.0.0.1:6240', web: null },
];
const run = (procedure: string, { answers, ...options }: PairOptions = {}) => {
  const single = { 'rs.setup': 'single', 'rs.failoverWay': 'synchronous', ...answers };
  return upgraded(library, procedure, { ...options, sides: { appliance: 'a' }, answers: single }, ALONE);
};
const finished = { status: 'finished' };

describe('the automatic upgrade of a single appliance', () => {
  it('installs base, backup and product from the list of the appliance, without a medium', () => {
    const { end, driver, world } = run(AUTOMATIC);
    expect({ status: end.status, at: end.position }).toMatchObject(finished);
    const paths = ['install-base', 'between/download', 'install-product', 'upload-base'].map(
      (one) => `update/automatic/install/${one}`,
    );
    expect(paths.map((path) => times(driver, path))).toEqual([1, 1, 1, 0]);
    expect(world.pair.appliances.a).toMatchObject({ base: '7.0.0', product: '24.1.2', disasters: [], keys: [] });
  });
  it('goes on once FAQ 377 has helped, and changes to the manual way where it has not', () => {
    const helped = run(AUTOMATIC, { answers: { 'rs.auto.seen': ['failed', 'list'], 'rs.auto.faq': 'solved' } });
    expect([helped.end.status, times(helped.driver, 'update/automatic/check')]).toEqual(['finished', 2]);
    const changed = run(AUTOMATIC, { faults: ['auto-fails'], answers: { 'rs.update.way': ['automatic', 'manual'] } });
    expect([changed.end.status, times(changed.driver, 'update/manual/key/generate')]).toEqual(['finished', 1]);
  });
  it('asks the support where nothing is offered though the version wanted is not reached', () => {
    const ways = ['automatic', 'manual'];
    const { end, driver } = run(AUTOMATIC, { answers: { 'rs.auto.seen': 'none', 'rs.update.way': ways } });
    expect([end.status, times(driver, 'update/nothing'), times(driver, 'update/manual/key/generate')]).toEqual([
      'finished',
      1,
      1,
    ]);
  });
  it('waits a day and counts the clients between two product packages (I-RS-005, I-RS-006)', () => {
    const { end, driver } = run(AUTOMATIC, {
      answers: {
        ...{ 'rs.route': 'steps', 'rs.plan.base': ['yes', 'no'], 'rs.plan.productVersion': ['23.3.1', '24.1.2'] },
        'rs.productVersion': ['23.2.3', '23.3.1', '24.1.2'],
      },
    });
    expect({ status: end.status, at: end.position }).toMatchObject(finished);
    const paths = [
      'update/automatic/install/install-product',
      'update/clients/day',
      'update/clients/list',
      'clients/day',
    ];
    expect(paths.map((path) => times(driver, path))).toEqual([2, 1, 1, 1]);
  });
  it('looks again for what was offered late', () => {
    const { end, driver } = run(AUTOMATIC, { answers: { 'rs.auto.seen': ['none', 'list'] } });
    expect([end.status, times(driver, 'update/nothing'), times(driver, 'update/automatic/check')]).toEqual([
      'finished',
      1,
      2,
    ]);
  });
  it('carries both packages of a route, and waits for the clients in between', () => {
    const { end, driver } = run(AUTOMATIC, {
      answers: {
        ...{ 'rs.update.way': 'manual', 'rs.route': 'steps', 'rs.plan.base': ['yes', 'no'] },
        'rs.plan.productVersion': ['23.3.1', '24.1.2'],
        'rs.productVersion': ['23.2.3', '23.2.3', '23.3.1', '23.3.1', '24.1.2'],
      },
    });
    expect({ status: end.status, at: end.position }).toMatchObject(finished);
    expect(['update/manual/install/install-product', 'update/clients/day'].map((path) => times(driver, path))).toEqual([
      2, 1,
    ]);
  });
  it('is for a single appliance: one of a pair is left alone', () => {
    const { end, driver } = run(AUTOMATIC, { answers: { 'rs.setup': 'pair' } });
    expect([end.status, times(driver, 'update/way')]).toEqual(['stopped', 0]);
  });
  it('stops with the power locked when the base hangs and the support says so', () => {
    const { end } = run(AUTOMATIC, { answers: { 'rs.base.seen': 'problem', 'rs.support.decision': 'stop' } });
    expect([end.status, against(end, 'power.cycle')]).toEqual(['stopped', ['I-RS-008']]);
  });
  it('stops after a test that fails, with nothing further installed', () => {
    const { end, driver } = run(AUTOMATIC, { faults: ['a-fails'] });
    expect([end.status, times(driver, 'verify/trouble'), times(driver, 'clients/day')]).toEqual(['stopped', 1, 0]);
  });
  it('lowers the limits of the Jump Clients and restores them, stages the MSI and redeploys it', () => {
    const { end, driver } = run(AUTOMATIC, {
      answers: {
        ...{ 'rs.throttle.decision': 'lower', 'rs.throttle.during': '2 at once', 'rs.throttle.after': '10 at once' },
        ...{
          'rs.msi.use': 'prestage',
          'rs.msi.machines': 8,
          'rs.msi.deployed': 8,
          'rs.msi.redeployed': 8,
          'rs.msi.leftovers': 0,
        },
        ...{ 'rs.msi.old': 'ab'.repeat(32), 'rs.msi.new': 'cd'.repeat(32), 'rs.msi.oldPlace': 'share' },
      },
    });
    expect({ status: end.status, at: end.position }).toMatchObject(finished);
    const paths = [
      'prepare/throttle/lower',
      'clients/restore/restore',
      'msi/deploy',
      'verify/msi/redeploy',
      'verify/msi/discard',
    ];
    expect(paths.map((path) => times(driver, path))).toEqual([1, 1, 1, 1, 1]);
  });
});

it('an appliance that is updated twice in one run is asked for the way once', () => {
  const answers = {
    ...{ 'rs.old.version': '24.3.1', 'rs.restore.next': ['upgrade', 'restore'] },
    ...{ 'b:rs.plan.base': ['yes', 'no'], 'b:rs.plan.productVersion': ['24.1.2', '24.3.1'] },
    'b:rs.productVersion': ['23.2.3', '24.1.2', '24.3.1'],
  };
  const { end, driver } = replaced(library, 'rs-hardware-migration', { answers });
  expect([end.status, times(driver, 'software'), times(driver, 'software/way')]).toEqual(['finished', 2, 1]);
});

describe('reinstalling the clients instead of waiting', () => {
  const WAY = { 'rs.clients.way': 'reinstall', 'rs.clients.decidedBy': 'Ms Berg: closed on Monday' };
  it('uninstalls all before, needs no day, and has all back at the end', () => {
    const { end, driver } = run('rs-client-reinstall-alternative', { answers: WAY });
    expect({ status: end.status, at: end.position }).toMatchObject(finished);
    expect(
      ['uninstall/uninstall', 'update/automatic/install/uninstall/uninstall', 'reinstall/reinstall'].map((path) =>
        times(driver, path),
      ),
    ).toEqual([1, 0, 1]);
  });
  it('restores the limits of the Jump Clients that were lowered for it', () => {
    const lower = {
      'rs.throttle.decision': 'lower',
      'rs.throttle.during': '2 at once',
      'rs.throttle.after': '10 at once',
    };
    const { end, driver } = run('rs-client-reinstall-alternative', { answers: { ...WAY, ...lower } });
    expect([end.status, times(driver, 'limits/restore')]).toEqual(['finished', 1]);
  });
  it('is for a single appliance: one of a pair is left alone', () => {
    const { end, driver } = run('rs-client-reinstall-alternative', { answers: { ...WAY, 'rs.setup': 'pair' } });
    expect([end.status, times(driver, 'uninstall/uninstall')]).toEqual(['stopped', 0]);
  });
  it('is not mixed with waiting', () => {
    const answers = { ...WAY, 'rs.clients.way': 'wait' };
    expect(() => run('rs-client-reinstall-alternative', { answers })).toThrow(
      expect.objectContaining({ fact: 'rs.clients.way' }),
    );
  });
});

everyBranchWalked(library, import.meta);
