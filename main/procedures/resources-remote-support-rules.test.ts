import { describe, expect, it } from 'vitest';
import { acknowledge, type RunState } from './engine.ts';
import { blocking, ruleStates } from './interlocks.ts';
import { loaded } from './testing/fixture.ts';
import { CASE_NOW, ruleIn, runWith } from './testing/interlock-case.ts';
import { against, CAREFUL, type Facts, knowing, support } from './testing/remote-support.ts';
import { filesOf } from './testing/shipped.ts';

// Every rule of Remote Support: what it refuses, and what lifts it.

const library = loaded(filesOf('remote-support'));
const SINGLE = 'rs-upgrade-single-manual';
const PROBLEM = 'rs-base-update-problem';
const A = 'ab'.repeat(32);
const B = 'cd'.repeat(32);

const of = (...paths: string[]): Facts => Object.assign({}, ...paths.map((path) => CAREFUL[path]));
const STATUS = of('status');
const CLOCK = of('compare');
const WRONG = { 'rs.clock.seen': 300 };
const ROUND = { 'rs.round.begun': true, 'rs.key.made': true, ...of('export') };
const SUBMITTED = { 'rs.key.submitted': true };
const LISTED = { 'rs.list.recorded': true, 'rs.list.count': 2 };
const STORED = { 'rs.download.stored': 2 };
const WINDOW = of('window');
const COPIES = of('seal', 'reserve');
const ARRIVED = of('custody', 'check', 'hashes');
const SECURED = of('choose', 'backup/download', 'certificate/export', 'certificate/file');
const BASE = { ...of('contents', 'plan/base', 'plan/product') };
const PRODUCT = { ...BASE, 'rs.plan.base': 'no', 'rs.plan.neededBase': '6.0.0' };
const TRIP = { 'rs.trip.state': 'verified', 'rs.trip.verified': true, 'rs.trip.imported': 2 };
const BASE_BEGUN = { 'rs.base.begun': true };
const BASE_DONE = { 'rs.base.seen': 'done', 'rs.baseVersion': '7.0.0', 'rs.base.installed': true };
const PRODUCT_BEGUN = { 'rs.product.begun': true };
const PRODUCT_DONE = { 'rs.product.seen': 'done', 'rs.productVersion': '24.1.1', 'rs.product.installed': true };
const FOLLOWED = of('clients/list');
const WAIT = { 'rs.clients.way': 'wait' };
const REMOVED = { 'rs.clients.way': 'reinstall', ...of('uninstall') };

type Action = Parameters<typeof against>[1];
/** Rule, procedure, what it refuses, what is known, and what lifts it, in the order in which it becomes known. */
const CASES: [rule: string, procedure: string, action: Action, before: Facts[], lifting: Facts[]][] = [
  ['I-RS-009', 'rs-download-key-generate', 'rs.key.generate', [STATUS], [CLOCK]],
  ['I-RS-009', 'rs-download-key-generate', 'rs.key.generate', [WRONG], [CLOCK]],
  ['I-RS-009', 'rs-download-key-generate', 'rs.key.generate', [CLOCK, { 'rs.clock.corrected': true }], [CLOCK]],
  // What the tool measures counts before what a person has read.
  ['I-RS-009', SINGLE, 'rs.key.generate', [CLOCK, of('own'), { 'rs.clock.skew': 90 }], [{ 'rs.clock.skew': 0 }]],
  ['I-RS-009', SINGLE, 'rs.key.generate', [CLOCK, { 'rs.clock.skew': 0 }], [of('own')]],
  ['I-RS-010', 'rs-download-key-generate', 'rs.key.generate', [{ 'rs.baseVersion': '3.3.1' }], [STATUS]],
  ['I-RS-014', 'rs-download-key-generate', 'rs.key.generate', [CLOCK, { 'rs.key.refused': true }], [CLOCK]],
  ['I-RS-054', SINGLE, 'rs.key.generate', [{ 'rs.contract': 'notYet' }], [of('target')]],
  ['I-RS-056', 'rs-download-packages', 'rs.key.submit', [ROUND, { 'rs.key.refused': true }], [ROUND]],
  ['I-RS-056', SINGLE, 'rs.key.submit', [ROUND, { 'rs.round.begun': true }], [{ 'rs.key.made': true }]],
  [
    'I-RS-057',
    'rs-download-packages',
    'rs.key.submit',
    [STATUS, { 'rs.request.arrivedSerial': 'RS-2' }],
    [of('arrive')],
  ],
  [
    'I-RS-057',
    SINGLE,
    'rs.key.submit',
    [STATUS, ROUND, of('arrive'), { 'rs.request.arrivedSha256': B }],
    [of('arrive')],
  ],
  ['I-RS-058', 'rs-download-packages', 'rs.packages.download', [SUBMITTED], [LISTED]],
  ['I-RS-058', 'rs-download-packages', 'rs.packages.download', [LISTED, SUBMITTED], [LISTED]],
  ['I-RS-059', 'rs-download-packages', 'rs.packages.download', [SUBMITTED, LISTED], [WINDOW]],
  [
    'I-RS-059',
    'rs-download-packages',
    'rs.packages.download',
    [WINDOW, { 'rs.window.start': '2026-03-01T19:00:00.000Z' }],
    [WINDOW],
  ],
  ['I-RS-013', 'rs-download-packages', 'rs.packages.download', [LISTED, { 'rs.download.stored': 1 }], [of('missing')]],
  [
    'I-RS-013',
    'rs-download-packages',
    'rs.packages.download',
    [LISTED, of('missing'), { 'rs.download.stored': 1 }],
    [{ 'rs.missing.decision': 'again' }],
  ],
  ['I-RS-011', 'rs-download-packages', 'rs.connectedSide.leave', [LISTED, STORED, WINDOW, of('seal')], [of('reserve')]],
  ['I-RS-011', 'rs-download-packages', 'rs.connectedSide.leave', [LISTED, STORED, COPIES], [WINDOW]],
  [
    'I-RS-011',
    'rs-download-packages',
    'rs.connectedSide.leave',
    [LISTED, STORED, WINDOW, COPIES, { 'rs.medium.reserve': 'stick 2' }],
    [{ 'rs.medium.reserve': 'stick 3' }],
  ],
  // Copies of the round before are none of this one.
  ['I-RS-011', SINGLE, 'rs.connectedSide.leave', [COPIES, WINDOW, LISTED, STORED], [COPIES]],
  [
    'I-RS-011',
    SINGLE,
    'rs.connectedSide.leave',
    [WINDOW, LISTED, { 'rs.download.stored': 1 }, COPIES],
    [STORED, COPIES],
  ],
  ['I-GEN-001', 'rs-bundle-import', 'rs.package.upload', [STATUS, of('seal')], [of('custody')]],
  ['I-GEN-001', SINGLE, 'rs.install.base', [STATUS, COPIES, ARRIVED, { 'rs.bundle.serial': 'RS-2' }], [of('seal')]],
  ['I-RS-012', 'rs-bundle-import', 'rs.package.upload', [STORED, COPIES, of('check')], [of('hashes')]],
  [
    'I-RS-012',
    SINGLE,
    'rs.install.product',
    [STORED, COPIES, ARRIVED, { 'rs.import.rack': B }],
    [{ 'rs.import.rack': A }],
  ],
  ['I-RS-012', SINGLE, 'rs.install.base', [STORED, COPIES, ARRIVED, { 'rs.import.verdict': 'changed' }], [of('check')]],
  ['I-RS-012', SINGLE, 'rs.install.base', [STORED, COPIES, ARRIVED, ROUND], [ARRIVED]],
  // Where the tool was used for the round it has to have verified the bundle itself.
  [
    'I-RS-012',
    SINGLE,
    'rs.install.base',
    [STORED, COPIES, ARRIVED, { ...TRIP, 'rs.trip.verified': false }],
    [{ 'rs.trip.verified': true }],
  ],
  ['I-RS-012', SINGLE, 'rs.package.upload', [STORED, COPIES, ARRIVED, { ...TRIP, 'rs.trip.imported': 1 }], [TRIP]],
  ['I-RS-001', 'rs-install-round', 'rs.install.base', [{ 'rs.backup.file': 'a' }], [of('backup/download')]],
  // The copy of before the first product package is none for the second one, with or without a base.
  ['I-RS-001', SINGLE, 'rs.install.product', [SECURED, PRODUCT_DONE], [of('backup/download')]],
  ['I-RS-001', SINGLE, 'rs.package.upload', [SECURED, PRODUCT_DONE], [of('backup/download')]],
  [
    'I-RS-050',
    'rs-backup-settings',
    'rs.backup',
    [{ 'rs.backup.password': 'set' }],
    [{ 'rs.backup.custodian': 'Ms Berg' }],
  ],
  [
    'I-RS-050',
    'rs-backup-settings',
    'rs.backup',
    [{ 'rs.backup.password': 'set' }],
    [{ 'rs.backup.password': 'none' }],
  ],
  [
    'I-RS-002',
    'rs-install-round',
    'rs.install.product',
    [{ 'rs.certificate.file': 'a' }],
    [of('certificate/export', 'certificate/file')],
  ],
  ['I-RS-038', 'rs-install-round', 'rs.install.base', [{ 'rs.announced': 'open' }], [{ 'rs.announced': 'told' }]],
  ['I-RS-003', 'rs-install-round', 'rs.install.product', [STATUS, BASE], [BASE_BEGUN, BASE_DONE]],
  [
    'I-RS-003',
    SINGLE,
    'rs.install.product',
    [STATUS, PRODUCT, { 'rs.plan.neededBase': '7.0.0' }],
    [{ 'rs.baseVersion': '7.0.0' }],
  ],
  // A base of the round before is not the one of this bundle.
  ['I-RS-003', SINGLE, 'rs.install.product', [BASE_BEGUN, BASE_DONE, BASE], [BASE_BEGUN, BASE_DONE]],
  [
    'I-RS-004',
    'rs-install-round',
    'rs.install.product',
    [SECURED, BASE, BASE_BEGUN, BASE_DONE],
    [of('backup/download')],
  ],
  ['I-RS-060', SINGLE, 'rs.key.generate', [STATUS, BASE, BASE_BEGUN, BASE_DONE], [PRODUCT_BEGUN, PRODUCT_DONE]],
  [
    'I-RS-060',
    SINGLE,
    'rs.key.generate',
    [STATUS, BASE, BASE_BEGUN, BASE_DONE, PRODUCT_BEGUN],
    [{ 'rs.product.seen': 'needs' }],
  ],
  ['I-RS-060', SINGLE, 'rs.failover.break', [STATUS, BASE, BASE_BEGUN, BASE_DONE], [PRODUCT_BEGUN, PRODUCT_DONE]],
  ['I-RS-060', SINGLE, 'rs.setFailoverRole', [STATUS, BASE, BASE_BEGUN, BASE_DONE], [PRODUCT_BEGUN, PRODUCT_DONE]],
  ['I-RS-060', SINGLE, 'rs.dns.point', [STATUS, BASE, BASE_BEGUN, BASE_DONE], [PRODUCT_BEGUN, PRODUCT_DONE]],
  [
    'I-RS-015',
    'rs-install-round',
    'rs.install.product',
    [{ 'rs.certificate.stores': 'open' }],
    [of('look'), of('acknowledge')],
  ],
  ['I-RS-005', 'rs-client-upgrade-wait', 'rs.install.product', [PRODUCT, PRODUCT_BEGUN, PRODUCT_DONE], [REMOVED]],
  [
    'I-RS-006',
    'rs-client-upgrade-wait',
    'rs.install.product',
    [PRODUCT, FOLLOWED, PRODUCT_BEGUN, PRODUCT_DONE],
    [FOLLOWED],
  ],
  [
    'I-RS-006',
    'rs-client-upgrade-wait',
    'rs.install.product',
    [PRODUCT_DONE, FOLLOWED, { 'rs.clients.pending': 3 }],
    [{ 'rs.clients.decision': 'Ms Berg' }],
  ],
  ['I-RS-007', 'rs-install-round', 'rs.install.product', [REMOVED, { 'rs.clients.uninstalled': 11 }], [REMOVED]],
  ['I-RS-007', 'rs-install-round', 'rs.install.product', [REMOVED, { 'rs.clients.uninstalled': 11 }], [WAIT]],
  ['I-RS-008', 'rs-install-round', 'power.cycle', [STATUS, BASE, BASE_BEGUN], [BASE_DONE]],
  ['I-RS-008', 'rs-install-round', 'boot.set', [STATUS, BASE, BASE_BEGUN], [{ 'rs.base.seen': 'needs' }]],
  ['I-RS-008', SINGLE, 'power.off', [STATUS, BASE, BASE_DONE, BASE_BEGUN], [BASE_DONE]],
  ['I-RS-008', SINGLE, 'rs.package.upload', [BASE, BASE_BEGUN, { 'rs.base.seen': 'problem' }], [support('release')]],
  ['I-RS-008', SINGLE, 'power.off', [BASE, support('release'), BASE_BEGUN], [support('release')]],
  [
    'I-RS-008',
    PROBLEM,
    'power.reset',
    [{ 'rs.problem.begun': true }, support('release'), { 'rs.support.secondPerson': 'SUPPORT ENGINEER' }],
    [{ 'rs.support.secondPerson': 'Ms Berg' }],
  ],
  ['I-RS-008', PROBLEM, 'power.reset', [{ 'rs.problem.begun': true }, support('wait')], [support('release')]],
  [
    'I-RS-008',
    SINGLE,
    'power.reset',
    [BASE, BASE_BEGUN, BASE_DONE, { 'rs.problem.begun': true }],
    [{ 'rs.base.seen': 'done' }],
  ],
  // Nothing is installed over an installation, and a base in doubt is not installed again.
  ['I-RS-008', SINGLE, 'rs.install.base', [STATUS, BASE, BASE_BEGUN], [BASE_DONE]],
  ['I-RS-051', SINGLE, 'rs.install.base', [PRODUCT, PRODUCT_BEGUN], [PRODUCT_DONE]],
  ['I-RS-051', SINGLE, 'rs.install.product', [PRODUCT, PRODUCT_BEGUN], [PRODUCT_DONE]],
  ['I-RS-051', 'rs-install-round', 'power.off', [PRODUCT, PRODUCT_BEGUN], [PRODUCT_DONE]],
  ['I-RS-051', 'rs-install-round', 'rs.package.upload', [PRODUCT, PRODUCT_BEGUN], [support('release')]],
  [
    'I-RS-051',
    SINGLE,
    'power.off',
    [PRODUCT, PRODUCT_BEGUN, PRODUCT_DONE, { 'rs.problem.begun': true }],
    [{ 'rs.product.seen': 'done' }],
  ],
];

describe('a Remote Support rule', () => {
  it.each(CASES)('%s of %s refuses %s until it is lifted', (rule, procedure, action, before, lifting) => {
    expect(against(knowing(library, procedure, 'appliance', ...before), action)).toContain(rule);
    expect(against(knowing(library, procedure, 'appliance', ...before, ...lifting), action)).not.toContain(rule);
  });
});

describe('a role that the tool sets', () => {
  const SWAP = { 'rs.swap.begun': true, 'a:rs.role.asked': true, 'b:rs.role.asked': true };
  it.each([
    ['I-RS-030', 'a', {}],
    ['I-RS-031', 'b', { ...SWAP, 'a:rs.role.seen': 'primary', 'b:rs.role.seen': 'backup' }],
    ['I-RS-055', 'b', { ...SWAP, 'a:rs.role.seen': 'backup', 'b:rs.role.seen': 'primary' }],
  ])('is under %s at %s like the click', (rule, on, given) => {
    const state = runWith(library, 'rs-atlas-upgrade-with-failover', given as Facts);
    const found = blocking(state, { action: 'rs.setFailoverRole', deviceId: on }, CASE_NOW).map((one) => one.rule);
    expect(found).toContain(rule);
  });
});

describe('two persons and two machines', () => {
  const RESET = {
    ...{ 'rs.backup.sha256': A, 'rs.certificate.sha256': A, 'rs.recordings': 'secured' },
    ...{ 'rs.reset.page': 'RS-1', 'rs.reset.plate': 'RS-1', 'rs.reset.first': 'Ms Berg' },
  };
  it.each([
    ['ms berg', true],
    ['MS BERG', true],
    ['Mr Kern', false],
  ])('Ms Berg and %s: a factory reset is refused: %s', (second, refused) => {
    const state = knowing(library, 'rs-factory-reset-return', 'appliance', RESET, { 'rs.reset.second': second });
    expect(against(state, 'rs.factoryReset').includes('I-RS-044')).toBe(refused);
  });
  it('what was tested before the last product package is not what the users get', () => {
    const tested = { 'b:rs.hosts.machines': 2, 'b:rs.verified': 'works' };
    const installed = { 'b:rs.product.installed': true };
    const refused = (given: Facts) =>
      ruleIn(runWith(library, 'rs-upgrade-failover-asynchronous', given), 'I-RS-019').blocking;
    expect([refused({ ...tested, ...installed }), refused({ ...installed, ...tested })]).toEqual([true, false]);
  });
});

describe('waiting', () => {
  const refused = (hours: number, ...facts: Facts[]) => {
    const state = knowing(
      library,
      'rs-client-upgrade-wait',
      'appliance',
      PRODUCT,
      PRODUCT_BEGUN,
      PRODUCT_DONE,
      ...facts,
    );
    const now = Date.parse(state.facts['rs.product.installed']?.at ?? '') + hours * 3_600_000;
    return ruleStates(state, now)
      .filter(({ rule, blocking }) => blocking && rule.severity === 'hard')
      .map(({ rule }) => rule.id);
  };
  it('ends after 24 hours, not a second before, and only for those who follow', () => {
    expect(refused(24 - 1 / 3600, FOLLOWED)).toContain('I-RS-005');
    expect(refused(24, FOLLOWED)).toEqual([]);
    expect(refused(240)).toEqual(['I-RS-006']);
  });
  it('is no reason to break an installation off: an hour is only noted', () => {
    const noted = (state: RunState, minutes: number) =>
      ruleStates(state, Date.parse(state.at) + minutes * 60_000).find(({ rule }) => rule.id === 'I-RS-061');
    for (const begun of [BASE_BEGUN, PRODUCT_BEGUN]) {
      const running = knowing(library, 'rs-install-round', 'appliance', STATUS, BASE, begun);
      expect([noted(running, 59)?.met, noted(running, 61)?.met]).toEqual([true, false]);
    }
    const over = knowing(library, 'rs-install-round', 'appliance', STATUS, BASE, BASE_BEGUN, BASE_DONE);
    expect(noted(over, 61)?.active).toBe(false);
  });
});

it('what is soft is only acknowledged', () => {
  const state = knowing(library, 'rs-install-round', 'appliance', { 'rs.announced': 'open' });
  expect(against(state, 'rs.install.base')).toContain('I-RS-038');
  expect(acknowledge(state, 'I-RS-038')).toBeDefined();
  expect(() => acknowledge(state, 'I-RS-008')).toThrow();
});
it('old installers are noted until they are renewed after the upgrade', () => {
  const noted = (...facts: Facts[]) =>
    ruleStates(knowing(library, SINGLE, 'appliance', ...facts), 0).find(({ rule }) => rule.id === 'I-RS-039');
  const renewed = { 'rs.installers': true };
  expect(noted()?.active).toBe(false);
  expect(noted(renewed, PRODUCT_DONE)).toMatchObject({ active: true, met: false });
  expect(noted(PRODUCT_DONE, renewed)).toMatchObject({ active: true, met: true });
});
