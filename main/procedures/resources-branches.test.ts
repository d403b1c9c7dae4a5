import { describe, expect, it } from 'vitest';
import type { ProbeOrder } from './engine.ts';
import type { Driver } from './testing/driver.ts';
import { everyBranchWalked } from './testing/every-branch.ts';
import { loaded } from './testing/fixture.ts';
import { InTurn, practiceAnswers, type RackOptions, shippedFiles, startedShipped } from './testing/sps.ts';
import { HOST_ANSWERS, Hosts, Patient, withHosts } from './testing/sps-hosts.ts';
import { type Interface, RestRack } from './testing/sps-rest.ts';

// Both upgrades of SPS through their failure branches.

const library = loaded(shippedFiles());
const HASH = '5e1f0c2a9b7d4386e1a05c9f7b3d2864f0a1c5e98d7b6342190fedcba9876543';
const SUPPORT = {
  'supportCase.decidedBy': 'Support Engineer',
  'supportCase.secondPerson': 'Second Person',
};
const NAMES = { standalone: 'sps-upgrade-standalone', 'ha-cluster': 'sps-upgrade-ha-cluster' } as const;
const REBOOT = { standalone: 'reboot-node', 'ha-cluster': 'reboot-master' } as const;
type Umbrella = keyof typeof NAMES;

function upgrade(
  which: Umbrella,
  lists: Record<string, unknown[]> = {},
  options: RackOptions = {},
  rest: Partial<Interface> = { calls: null },
) {
  const rack = new RestRack(rest, options);
  const answers = practiceAnswers(which);
  const driver = startedShipped(library, NAMES[which], rack, answers, new InTurn(answers, lists));
  return { driver, rack, reboot: REBOOT[which] };
}
const visited = (driver: Driver, path: string) =>
  driver.events.filter(({ type, data }) => type === 'step.begun' && data.path === path).length;

const rolledBack = (decision: string) => ({
  'see-version': ['5.0.11'],
  'rollback/confirm-version': ['5.0.11'],
  'rollback/bundle/create': [
    { 'debugBundle.file': 'after.zip', 'debugBundle.hash': HASH, 'debugBundle.moment': 'after' },
  ],
  'rollback/bundle/store': [{ 'debugBundle.place': 'share', 'debugBundle.copyHash': HASH }],
  'rollback/report': ['4711'],
  'rollback/decision': [{ 'supportCase.decision': decision, ...SUPPORT }],
});

/** The rollback has left one, and the next attempt would delete it. */
const CORE_FILES = {
  'core-files-again/list': [{ 'coreFiles.count': 1, 'coreFiles.state': 'saved' }],
  'core-files-again/kept': ['core.scb.1234, 5e1f, case folder'],
};

describe.each(['standalone', 'ha-cluster'] as const)('the %s upgrade', (which) => {
  it('tests again after the errors were corrected', () => {
    const { driver } = upgrade(which, { 'see-test': ['fail', 'pass'], 'correct-errors': ['disk freed'] });
    expect([driver.run().status, visited(driver, 'correct-errors'), visited(driver, 'see-test')]).toEqual([
      'finished',
      1,
      2,
    ]);
  });
  it('goes on from the stuck response when the web interface comes at last', () => {
    const decision = { 'supportCase.decision': 'wait', ...SUPPORT };
    const lists = {
      'stuck/reload/reload': ['nothing'],
      'stuck/read-console': ['converting'],
      'stuck/report': ['4711'],
      'stuck/decision': [decision, { ...decision, 'supportCase.decision': 'go-on' }],
    };
    const { driver, rack } = upgrade(which, lists, { bootMinutes: 30.1 });
    const state = driver.run();
    expect([state.status, visited(driver, 'stuck/report')]).toEqual(['finished', 1]);
    expect(rack.performed).toEqual(which === 'standalone' ? [] : ['power.on slave']);
  });
  it('stops where support says stop, and the web interface never came', () => {
    const lists = {
      'stuck/reload/reload': ['nothing'],
      'stuck/read-console': ['nothing'],
      'stuck/report': ['4711'],
      'stuck/decision': [{ 'supportCase.decision': 'stop', ...SUPPORT }],
    };
    const { driver, rack } = upgrade(which, lists, { bootMinutes: Number.POSITIVE_INFINITY });
    expect([driver.run().status, rack.performed]).toEqual(['stopped', []]);
  });
  it('comes back to the reboot when nothing has restarted', () => {
    const { driver, rack, reboot } = upgrade(which, { 'watch/never-went-down': ['not-restarted'] });
    const happened = rack.happened.bind(rack);
    let clicks = 0;
    // The first click goes nowhere.
    rack.happened = (event, now) => {
      const click = event.type === 'step.done' && event.data.path === reboot;
      if (!click || ++clicks > 1) happened(event, now);
    };
    const first = driver.run(({ position }) => position.kind === 'step' && position.path === 'watch/never-went-down');
    const t0 = Date.parse(first.facts.t0?.at ?? '');
    expect(driver.now - t0).toBeGreaterThanOrEqual(30 * 60_000);
    const end = driver.run();
    expect([end.status, visited(driver, reboot), Date.parse(end.facts.t0?.at ?? '') > t0]).toEqual([
      'finished',
      2,
      true,
    ]);
  });
  it('stops after a rollback where support says stop', () => {
    const { driver, rack } = upgrade(which, rolledBack('stop'), { version: '5.0.11' });
    const state = driver.run();
    expect([state.status, rack.performed]).toEqual(['stopped', []]);
    expect(state.facts['debugBundle.moment']?.value).toBe('after');
  });
  it('tests and activates anew after a rollback where support says repeat', () => {
    const options = { version: '5.0.11' };
    const { driver, reboot } = upgrade(
      which,
      { ...rolledBack('repeat-upgrade'), ...CORE_FILES, 'see-version': ['5.0.11', '5.8.0'] },
      options,
    );
    driver.run(() => {
      if (visited(driver, reboot) === 2) options.version = '5.8.0';
      return false;
    });
    expect([driver.state?.status, visited(driver, 'test-firmware'), visited(driver, reboot)]).toEqual([
      'finished',
      2,
      2,
    ]);
    expect(visited(driver, 'core-files-again/list')).toBe(1);
  });
  it('asks again what is activated where the interface told it before the rollback only', () => {
    const options = { version: '5.0.11' };
    const lists = { ...rolledBack('repeat-upgrade'), ...CORE_FILES, 'see-version': ['5.0.11', '5.8.0'] };
    const { driver, rack, reboot } = upgrade(which, lists, options);
    const probe = rack.probe.bind(rack);
    rack.probe = (order, now) => {
      if (order.probe !== 'sps.firmware') return probe(order, now);
      if (visited(driver, reboot) > 0) throw new Error('the account is locked');
      return { fields: { uploaded: '5.8.0', afterReboot: '5.8.0', emptySlots: 1 }, serial: null };
    };
    driver.run(() => visited(driver, 'activate-firmware') === 2);
    expect(visited(driver, 'see-activation')).toBe(0);
    driver.run(() => visited(driver, reboot) === 2);
    expect(visited(driver, 'see-activation')).toBe(1);
  });
  it('repeats the check until SPS works', () => {
    const works = practiceAnswers(which)['check-works'] as Record<string, unknown>;
    const lists = { 'check-works': [{ ...works, 'systemMonitor.issues': 2 }, works], repair: ['4711'] };
    const { driver } = upgrade(which, lists);
    expect([driver.run().status, visited(driver, 'repair'), visited(driver, 'check-works')]).toEqual([
      'finished',
      1,
      2,
    ]);
  });
  it('ends with Pyramid hardware, and nothing was changed', () => {
    const lists = {
      'preflight/hardware/type': [{ 'hardware.family': 'pyramid', 'hardware.evidence': 'bought in 2013' }],
      'preflight/hardware/refused': ['the owner'],
    };
    const { driver } = upgrade(which, lists);
    expect([driver.run().status, visited(driver, 'upload-firmware')]).toEqual(['stopped', 0]);
  });
  it('asks support for a hardware type that nobody knows, and goes on with the answer', () => {
    const type = { 'hardware.family': 'unknown', 'hardware.evidence': 'label gone' };
    const lists = {
      'preflight/hardware/type': [type],
      'preflight/hardware/bundle/create': [
        { 'debugBundle.file': 'q.zip', 'debugBundle.hash': HASH, 'debugBundle.moment': 'question' },
      ],
      'preflight/hardware/bundle/store': [{ 'debugBundle.place': 'share', 'debugBundle.copyHash': HASH }],
      'preflight/hardware/ask-support': ['4710'],
      'preflight/hardware/verdict': [{ 'hardware.family': 'T4', 'hardware.evidence': 'support, case 4710' }],
    };
    expect(upgrade(which, lists).driver.run().status).toBe('finished');
  });
  it('does not begin after a no-go of the rehearsal', () => {
    const result = { 'rehearsal.result': 'failed', 'rehearsal.decidedBy': 'Owner', 'rehearsal.decision': 'no-go' };
    expect(upgrade(which, { 'preflight/rehearsal/result': [result] }).driver.run().status).toBe('stopped');
  });
  it('joins the domain again where the node fell out of it', () => {
    const lists = {
      'domain/compare': [{ 'domain.after': 'other' }, { 'domain.after': 'joined' }],
      'domain/rejoin': ['joined practice.example'],
    };
    const { driver } = upgrade(which, lists);
    expect([driver.run().status, visited(driver, 'domain/compare')]).toEqual(['finished', 2]);
  });
  it('may leave phase 2 to a run of its own', () => {
    const lists = { 'phase-2/progress': [{ 'phase2.progress': '3 %', 'phase2.state': 'own-run' }] };
    expect(upgrade(which, lists).driver.run().status).toBe('finished');
  });
  it.each([
    ['a degraded RAID', { integrity: 'ok', raid: 'degraded' }],
    ['a damaged firmware', { integrity: 'corrupted', raid: 'ok' }],
  ])('has %s repaired before anything else', (_, damage) => {
    const { driver, rack } = upgrade(which, { 'preflight/repair': ['disk replaced, case 4711'] });
    const probe = rack.probe.bind(rack);
    rack.probe = (order, now) => {
      if (order.probe !== 'sps.health') return probe(order, now);
      const well = { integrity: 'ok', raid: 'ok', tainted: 0, sessions: 0 };
      return { fields: visited(driver, 'preflight/repair') === 0 ? { ...well, ...damage } : well, serial: null };
    };
    const sick = driver.run(({ position }) => position.kind === 'step' && position.path === 'preflight/repair');
    expect([sick.steps['preflight/system-monitor'], rack.rebootedAt]).toEqual([undefined, null]);
    expect([driver.run().status, visited(driver, 'preflight/read-health')]).toEqual(['finished', 2]);
  });
  it('reads the version off the page where the node does not tell it', () => {
    const { driver, rack } = upgrade(which, { 'preflight/see-node': ['5.0.11'], 'see-version': ['5.8.0'] });
    const probe = rack.probe.bind(rack);
    rack.probe = (order: ProbeOrder, now) =>
      order.probe === 'sps.info' ? { fields: {}, serial: null } : probe(order, now);
    expect([driver.run().status, visited(driver, 'see-version')]).toEqual(['finished', 1]);
  });
  it('looks at the version again after a rollback where support says go on', () => {
    const options = { version: '5.0.11' };
    const { driver, rack } = upgrade(which, rolledBack('go-on'), options);
    driver.run(({ position }) => position.kind === 'step' && position.path === 'rollback/decided');
    options.version = '5.8.0';
    expect([driver.run().status, visited(driver, 'verify-version')]).toEqual(['finished', 2]);
    expect(rack.performed).toEqual(which === 'standalone' ? [] : ['power.on slave']);
  });
  it('stops after a rollback where support releases the power of the master only', () => {
    const { driver, rack } = upgrade(which, rolledBack('release-master'), { version: '5.0.11' });
    expect([driver.run().status, visited(driver, 'after-rollback'), rack.performed]).toEqual(['stopped', 1, []]);
  });
  it('stops where the web interface is away again when the tool has come back', () => {
    const lists = {
      'stuck/reload/reload': ['nothing'],
      'stuck/read-console': ['converting'],
      'stuck/report': ['4711'],
      'stuck/decision': [
        { 'supportCase.decision': 'wait', ...SUPPORT },
        { 'supportCase.decision': 'go-on', ...SUPPORT },
      ],
    };
    const options = { bootMinutes: 30.1 };
    const { driver } = upgrade(which, lists, options);
    driver.run(({ position }) => position.kind === 'step' && position.path === 'after-stuck' && position.begun);
    options.bootMinutes = Number.POSITIVE_INFINITY;
    driver.append({ type: 'run.resumed', data: { pid: 2 } });
    expect([driver.run().status, visited(driver, 'verify-version')]).toEqual(['stopped', 0]);
  });
  it('upgrades the indexer hosts that belong to the run', () => {
    const answers: Record<string, unknown> = { ...practiceAnswers(which) };
    for (const [path, value] of Object.entries(HOST_ANSWERS)) answers[`indexers/${path}`] = value;
    const hosts = new Hosts([{}]);
    const driver = withHosts(library, NAMES[which], hosts, new Patient(answers));
    expect([driver.run().status, hosts.hosts.get('indexer-0')?.version]).toEqual(['finished', '5.8.0']);
  });
  const FILE = { 'firmware.file': '/media/sps-5.8.0.iso', 'firmware.test.isoHash': HASH };
  it('uploads in the browser where the interface refuses the file', () => {
    const lists = { 'choose-file': [FILE], 'send-firmware': ['go'], 'choose-way': [{ 'upgrade.way': 'hand' }] };
    const { driver } = upgrade(which, lists, {}, { outcome: 'failed', effect: false });
    expect([driver.run().status, visited(driver, 'upload-firmware')]).toEqual(['finished', 1]);
  });
});

describe.each(['standalone', 'ha-cluster'] as const)('what the %s upgrade leaves out', (which) => {
  const FILE = { 'firmware.file': '/media/sps-5.8.0.iso', 'firmware.test.isoHash': HASH };
  const lists = {
    'choose-file': [FILE],
    'send-firmware': ['go'],
    'choose-way': [{ 'upgrade.way': 'tool' }],
    'send-upgrade': ['go'],
    'bundle-choice': ['skip'],
    'preflight/domain': [{ 'domain.before': 'none' }],
  };
  it('is what the interface does or tells, and what nobody needs', () => {
    const { driver, reboot } = upgrade(which, lists, { tells: true }, {});
    expect(driver.run().status).toBe('finished');
    const left = ['upload-firmware', 'see-test', 'see-activation', 'debug-bundle/create', 'domain/compare'];
    expect(left.map((path) => visited(driver, path))).toEqual([0, 0, 0, 0, 0]);
    expect(visited(driver, reboot)).toBe(which === 'standalone' ? 0 : 1);
  });
  it('is the choice of a file where the release has no call for it', () => {
    const { driver } = upgrade(which, { 'bundle-choice': ['skip'] }, {}, { calls: false });
    expect([driver.run().status, visited(driver, 'choose-file'), visited(driver, 'upload-firmware')]).toEqual([
      'finished',
      0,
      1,
    ]);
  });
});

describe('a pair', () => {
  it('has its slave started on the word of support, and does not reach its objective, after a rollback', () => {
    const lists = { ...rolledBack('power-on-slave'), 'same-firmware': ['5.0.11'] };
    const { driver, rack } = upgrade('ha-cluster', lists, { version: '5.0.11' });
    expect([driver.run().status, rack.performed]).toEqual(['stopped', ['power.on slave']]);
    expect([visited(driver, 'objective-reached'), visited(driver, 'domain')]).toEqual([1, 0]);
  });
  it('has its slave started on the word of support while the master is gone', () => {
    const lists = {
      'stuck/reload/reload': ['nothing'],
      'stuck/read-console': ['nothing'],
      'stuck/report': ['4711'],
      'stuck/decision': [{ 'supportCase.decision': 'power-on-slave', ...SUPPORT }],
    };
    const { driver, rack } = upgrade('ha-cluster', lists, { bootMinutes: Number.POSITIVE_INFINITY });
    expect([driver.run().status, rack.performed]).toEqual(['stopped', ['power.on slave']]);
    expect(visited(driver, 'check-works')).toBe(0);
  });
  it('may have its slave started before the import ends, with a second person, and waits for it at the end', () => {
    const log = practiceAnswers('ha-cluster')['check-import/log'];
    const lists = {
      'check-import/log': [{}],
      'check-import/choice': ['go-on'],
      override: [],
      'import-at-the-end/log': [log],
    };
    const { driver, rack } = upgrade('ha-cluster', lists);
    const state = driver.run();
    expect([state.status, rack.performed]).toEqual(['finished', ['power.on slave']]);
    expect(visited(driver, 'import-at-the-end/log')).toBe(1);
    const overridden = driver.events.filter(({ type }) => type === 'rule.overridden');
    expect(overridden).toMatchObject([{ data: { rule: 'I-SPS-020' } }]);
  });
});

describe('a single node that the tool restarts', () => {
  const ways = (...all: string[]) => ({
    'choose-way': all.map((way) => ({ 'upgrade.way': way })),
    'send-upgrade': ['go'],
    'bundle-choice': ['skip'],
  });
  it('is watched where the call was taken and nothing proved it in time', () => {
    const { driver } = upgrade('standalone', ways('tool'), {}, { upgrade: 'not-done' });
    expect([driver.run().status, visited(driver, 'reboot-node')]).toEqual(['finished', 0]);
  });
  it('is restarted by hand where the call was refused', () => {
    const { driver } = upgrade('standalone', ways('tool', 'hand'), {}, { upgrade: 'failed' });
    expect([driver.run().status, visited(driver, 'choose-way'), visited(driver, 'reboot-node')]).toEqual([
      'finished',
      2,
      1,
    ]);
  });
  it('is asked about again where it never restarted', () => {
    const lists = { ...ways('tool', 'hand'), 'watch/never-went-down': ['not-restarted'] };
    const { driver } = upgrade('standalone', lists, {}, { upgrade: 'unknown', effect: false });
    expect([driver.run().status, visited(driver, 'choose-way')]).toEqual(['finished', 2]);
  });
});

everyBranchWalked(library, import.meta);
