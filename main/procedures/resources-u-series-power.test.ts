import { describe, expect, it } from 'vitest';
import { type ActionTarget, blocking } from './interlocks.ts';
import { loaded } from './testing/fixture.ts';
import { CASE_NOW, type FactsCase, runWith } from './testing/interlock-case.ts';
import { filesOf } from './testing/shipped.ts';

// Who may switch a U-Series off, or over: nobody while packages are being installed, and not the one that serves.

const library = loaded(filesOf('u-series'));
type Given = FactsCase['free'];
const refused = (procedure: string, action: ActionTarget['action'], on: string, given: Given) =>
  blocking(runWith(library, procedure, given), { action, deviceId: on }, CASE_NOW).map(({ rule }) => rule);

const RELEASE = {
  'flash.caseNumber': '4711',
  'flash.decidedBy': 'Support Engineer',
  'flash.secondPerson': 'Second Person',
  'flash.decision': 'release',
};

describe('while packages are being installed', () => {
  it.each<[string, Given, Given]>([
    ['us-security-updates-apply', { 'us.updates.scheduled': true }, { 'us.updates.seen': 'finished' }],
    ['us-security-updates-apply', { 'us.updates.scheduled': true }, RELEASE],
    ['us-request-product-updates', { 'us.updates.requested': true }, { 'us.updates.seen': 'failed' }],
    ['us-upgrade-node', { 'us.updater.begun': true }, { 'us.updater.failed': 'none' }],
  ])('%s: no power verb from %j until %j', (procedure, running, over) => {
    for (const verb of ['power.off', 'power.soft', 'power.cycle', 'power.reset', 'power.diag'] as const) {
      // What was seen, or released, before says nothing about this installation.
      expect(refused(procedure, verb, 'server', { ...over, ...running })).toContain('I-HW-030');
      expect(refused(procedure, verb, 'server', { ...running, ...over })).not.toContain('I-HW-030');
    }
    expect(refused(procedure, 'power.on', 'server', running)).not.toContain('I-HW-030');
  });
  it('and the one lock does not open the other', () => {
    const both = { 'us.updates.scheduled': true, 'us.updater.begun': true, 'us.updates.seen': 'finished' };
    expect(refused('us-upgrade-node', 'power.off', 'server', both)).toContain('I-HW-030');
  });
});

describe('in the upgrade of a pair', () => {
  it.each([
    ['us-upgrade-active-passive', 'active', true],
    ['us-upgrade-active-passive', 'passive', false],
    ['us-upgrade-active-active', 'first', true],
    ['us-upgrade-active-active', 'second', true],
  ])('%s: the %s one serves: %s', (procedure, on, serves) => {
    for (const verb of ['power.off', 'power.soft', 'power.cycle', 'power.reset'] as const) {
      expect(refused(procedure, verb, on, {}).includes('I-HW-031')).toBe(serves);
      expect(refused(procedure, verb, on, { 'us.failed': true })).not.toContain('I-HW-031');
    }
  });
  it.each([
    ['3.2.5', 200901, false],
    ['3.2.6', 210200, true],
    ['3.2.6', 210201, false],
    ['3.3.0', 210202, false],
  ])('appliance software %s over Supporting Software %i is refused: %s', (target, supporting, expected) => {
    const given = { 'staging.target': target, 'staging.supporting': supporting };
    expect(refused('us-upgrade-node', 'us.updater.install', 'server', given).includes('I-US-007')).toBe(expected);
    expect(refused('us-request-product-updates', 'us.updates.request', 'server', given).includes('I-US-007')).toBe(
      expected,
    );
    expect(refused('us-security-updates-apply', 'us.updates.schedule', 'server', given).includes('I-US-007')).toBe(
      expected,
    );
  });
});

it('whoever installs again looks first whether the last installation asks for a reboot', () => {
  const before = { 'us.updater.asks': 'no', 'us.updater.begun': true, 'us.updater.failed': 'once' };
  const install = (given: Given) =>
    refused('us-upgrade-node', 'us.updater.install', 'server', given).includes('I-US-005');
  const { 'us.updater.asks': asks, ...begun } = before;
  expect([install(before), install({ ...begun, 'us.updater.asks': asks })]).toEqual([true, false]);
});

describe('around a failover that is planned', () => {
  it('the iDRAC cuts no pair that is not synchronised', () => {
    for (const state of ['SYNCHRONIZING', 'DISCONNECTED', 'EXPOSED']) {
      const given = { 'us.ha.testApprovedBy': 'Mr Kern', 'us.mirror.state': state };
      expect(refused('us-ha-failover-test', 'power.off', 'active', given)).toContain('I-US-011');
    }
    expect(refused('us-ha-failover-test', 'power.off', 'active', { 'us.mirror.state': 'SYNCHRONIZED' })).toEqual([]);
  });
  it('an appliance that came back from its planned shutdown is not cut like one that is off', () => {
    const down = {
      ...{ 'us.mirror.state': 'SYNCHRONIZED', 'us.ha.plannedMinutes': 30, 'us.ha.blackout': 60 },
      ...{ 'us.ha.shutdownBegun': true, 'us.ha.downSeen': 'off' },
    };
    const done = { 'us.ha.workDone': 'moved, on at 10:40' };
    const cut = (given: Given) => refused('us-ha-planned-shutdown', 'power.cycle', 'active', given);
    expect(cut(down)).toEqual([]);
    expect(cut({ ...down, ...done })).toEqual(['I-US-016']);
    const { 'us.ha.downSeen': seen, ...rest } = down;
    expect(cut({ ...rest, ...done, 'us.ha.downSeen': seen })).toEqual([]);
    expect(cut({ 'us.ha.downSeen': seen, ...rest })).toEqual(['I-US-016']);
  });
  it('the way into the setup menu is no cut of an active node', () => {
    const keys = {
      'us.haRole': 'active',
      'bitlocker.offBox': { is: 1, sensed: true },
      'bitlocker.volumes': { is: 1, sensed: true },
    };
    expect(refused('us-idrac-configure', 'power.cycle', 'server', keys)).toContain('I-HW-031');
  });
});

describe('a release by the support', () => {
  const release = {
    ...{ 'us.ha.caseNumber': '4711', 'us.ha.decidedBy': 'Support Engineer', 'us.ha.witness': 'Ms Berg' },
    'us.ha.decision': 'release',
  };
  const suspended = { 'us.mirror.suspendedByUs': true, 'us.mirror.state': 'SUSPENDED' };
  it.each<[string, string, ActionTarget['action'], Given]>([
    ['I-US-001', 'us-upgrade-active-passive', 'us.ha.off', { 'us.upgrade.begun': true }],
    ['I-US-004', 'us-upgrade-active-passive', 'us.ha.resume', { 'us.upgrade.begun': true }],
    ['I-US-010', 'us-ha-restore-roles', 'power.off', suspended],
  ])('lifts %s of %s when it is about this, and by two people', (rule, procedure, action, begun) => {
    const refuses = (given: Given) => refused(procedure, action, 'active', given).includes(rule);
    expect(refuses({ ...begun, ...release })).toBe(false);
    // One of before says nothing about what was begun since, and who decides is no witness of it.
    expect(refuses({ ...release, ...begun })).toBe(true);
    expect(refuses({ ...begun, ...release, 'us.ha.witness': 'SUPPORT ENGINEER' })).toBe(true);
  });
  it('of a flash takes two people, too', () => {
    const running = { 'us.updates.scheduled': true, ...RELEASE };
    const alone = { ...running, 'flash.secondPerson': 'support engineer' };
    expect(refused('us-security-updates-apply', 'power.off', 'server', running)).not.toContain('I-HW-030');
    expect(refused('us-security-updates-apply', 'power.off', 'server', alone)).toContain('I-HW-030');
  });
});

describe('what cannot be undone', () => {
  const down = {
    ...{ 'us.ha.activeSeen': 'none', 'us.ha.passiveSeen': 'passive' },
    ...{ 'us.down.seen': 'off', 'us.down.pingSeen': 'silent' },
  };
  it.each<[Given, boolean]>([
    [{}, false],
    [{ 'us.down.idracPower': { is: 'off', sensed: true } }, false],
    // Somebody has looked at another machine than the one whose iDRAC says that it runs.
    [{ 'us.down.idracPower': { is: 'on', sensed: true } }, true],
    [{ 'us.down.idracPower': { is: 'on', sensed: true }, 'us.down.seen': 'dead' }, false],
  ])('a takeover with the active one seen off and %j is refused: %s', (read, expected) => {
    const given = { ...down, ...read };
    expect(refused('us-ha-medium-failover', 'us.ha.failoverHere', 'passive', given).includes('I-US-018')).toBe(
      expected,
    );
  });
  it.each([
    ['b1', true],
    ['B1', true],
    ['b2', false],
  ])('deleting b1 while %s is the one that stays is refused: %s', (another, expected) => {
    const kept = { 'us.backup.anotherSha256': 'ab'.repeat(32), 'us.backup.dependants': 'none' };
    const given = { 'us.backup.name': 'b1', 'us.backup.another': another, ...kept };
    expect(refused('us-backup-delete', 'us.backup.delete', 'server', given).includes('I-US-036')).toBe(expected);
  });
  const wipe = {
    ...{ 'us.wipe.backup': 'verified', 'us.cryptoKey.saved': true, 'us.haRole': 'standalone' },
    ...{ 'us.wipe.first': 'Mr Kern', 'us.wipe.name': 'us-1', 'us.wipe.nameAgain': 'us-1' },
  };
  it.each([
    ['Mr Kern', true],
    ['mr kern', true],
    ['Ms Berg', false],
  ])('a wipe by Mr Kern and %s is refused: %s', (second, expected) => {
    const given = { ...wipe, 'us.wipe.second': second };
    expect(refused('us-purge-data', 'us.data.wipe', 'server', given).includes('I-US-038')).toBe(expected);
  });
});
