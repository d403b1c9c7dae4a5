import { describe, expect, it } from 'vitest';
import { phase2, repaired, type SessionDatabase } from '../practice/sps/session-database.ts';
import { Driver } from './testing/driver.ts';
import { everyBranchWalked } from './testing/every-branch.ts';
import { loaded } from './testing/fixture.ts';
import { practiceAnswers, Rack, type RackOptions, Reader, shippedFiles, startedShipped } from './testing/sps.ts';
import { onPair, operator, type Said } from './testing/sps-pair.ts';

// Both upgrades through their failure branches, the two weeks after them, and the small procedures on their own.

const library = loaded(shippedFiles());
const HASH = '5e1f0c2a9b7d4386e1a05c9f7b3d2864f0a1c5e98d7b6342190fedcba9876543';
const SUPPORT = {
  'supportCase.decidedBy': 'Support Engineer',
  'supportCase.secondPerson': 'Second Person',
};
const NAMES = { standalone: 'sps-upgrade-standalone', 'ha-cluster': 'sps-upgrade-ha-cluster' } as const;
const REBOOT = { standalone: 'reboot-node', 'ha-cluster': 'reboot-master' } as const;
type Umbrella = keyof typeof NAMES;

/** Gives the answers of a list one after the other, then the last one for ever. */
class InTurn extends Reader {
  readonly #lists: Record<string, unknown[]>;
  constructor(answers: Record<string, unknown>, lists: Record<string, unknown[]>) {
    super(answers);
    this.#lists = lists;
  }
  override answer(path: string, asks: readonly { fact: string }[]) {
    const list = this.#lists[path];
    if (!list) return super.answer(path, asks);
    const value = list.length > 1 ? list.shift() : list[0];
    return new Reader({ [path]: value }).answer(path, asks);
  }
}
function upgrade(which: Umbrella, lists: Record<string, unknown[]> = {}, options: RackOptions = {}) {
  const rack = new Rack(options);
  const answers = practiceAnswers(which);
  const plain = startedShipped(library, NAMES[which], rack, answers);
  const driver = new Driver(rack, new InTurn(answers, lists), plain.now);
  driver.takeOver(plain.events);
  return { driver, rack, reboot: REBOOT[which] };
}
const visited = (driver: Driver, path: string) =>
  driver.events.filter(({ type, data }) => type === 'step.begun' && data.path === path).length;

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
      { ...rolledBack('repeat-upgrade'), 'see-version': ['5.0.11', '5.8.0'] },
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
});

describe('two weeks of phase 2', () => {
  const DAY = 86_400_000;
  function watch(failsAt: number | null) {
    let database: SessionDatabase = { since: 0, failsAt };
    let zero = Number.NaN;
    const now = () => (driver.now - zero) / 1000;
    const seen = () => phase2(database, now()) ?? { state: 'running', percent: 0 };
    const said: Said = {
      'phase2.notice': 'mail to all auditors',
      'phase2.progress': () => `${seen().percent} %`,
      'phase2.state': () => seen().state,
      'supportCase.number': () => {
        database = repaired(database, now());
        return '4711';
      },
    };
    const run = onPair(library, 'sps-session-db-phase2-watch', said);
    const { driver } = run;
    zero = driver.now;
    return { ...run, said, database: () => database };
  }
  const readings = ({ events }: Driver) =>
    events.flatMap((event) =>
      event.type === 'fact.recorded' ? event.data.facts.filter(({ name }) => name === 'phase2.progress') : [],
    ).length;

  it('are followed day by day to the end, in simulated time', () => {
    const { driver } = watch(null);
    const began = driver.now;
    const state = driver.run();
    expect([state.status, state.facts['phase2.progress']?.value]).toEqual(['finished', '100 %']);
    expect(readings(driver)).toBe(15);
    expect(driver.now - began).toBeGreaterThanOrEqual(14 * DAY);
  });
  it('survive a restart of the tool in the middle', () => {
    const first = watch(null);
    first.driver.run(() => first.driver.now > Date.parse('2026-03-08T21:00:00Z'));
    expect(first.driver.state?.position).toMatchObject({ path: 'day' });
    const second: Driver = new Driver(
      first.world,
      operator(first.said, () => first.driver.now),
    );
    second.takeOver(first.driver.events);
    const state = second.run((_, what) => {
      // One clock for both.
      first.driver.now = second.now;
      return what.do === 'nothing';
    });
    expect([state.status, state.facts['phase2.progress']?.value]).toEqual(['finished', '100 %']);
  });
  it('go on after an error that support repaired', () => {
    const { driver } = watch(5 * 86_400);
    const state = driver.run();
    expect([state.status, visited(driver, 'fault')]).toEqual(['finished', 1]);
    expect(state.facts['supportCase.number']?.value).toBe('4711');
  });
});

describe('the small procedures on their own', () => {
  const files = { 'export.hash': HASH, 'export.copyHash': HASH };
  const all: Record<string, Said> = {
    'sps-web-ui-cache-reload': { 'stuck.page': 'login' },
    'sps-config-backup-export': {
      ...{ 'backup.file': 'b', 'backup.hash': HASH, 'backup.dataResult': 'OK', 'export.file': 'e' },
      ...files,
    },
    'sps-core-files-download': {
      'coreFiles.count': 2,
      'coreFiles.state': 'saved',
      'coreFiles.saved': 'core.1, core.2',
    },
    'sps-vm-snapshot-console': {
      'vm.lastChange': '2026-03-01T10:00:00Z',
      'vm.snapshotName': 'before',
      'vm.snapshotTime': '2026-03-01T11:00:00Z',
      'vm.consoleRedirection': 'enabled',
    },
    'sps-upgrade-rehearsal': {
      'rehearsal.choice': 'now',
      'rehearsal.imageHash': HASH,
      'rehearsal.exportHash': HASH,
      'rehearsal.messages': 'no errors',
      'rehearsal.version': '5.8.0',
      'rehearsal.result': 'ok',
      'rehearsal.decidedBy': 'Owner',
      'rehearsal.decision': 'go',
    },
    'sps-impact-review': {
      startVersion: '5.7.0',
      targetVersion: '5.8.0',
      'sshKeys.short': 0,
      'browsers.withoutTls12': 0,
      'indexers.external': 0,
      'player.before': 'none',
      'impact.screenContent': 'nobody needs it',
      'contentPolicies.total': 1,
      'contentPolicies.reviewed': 1,
    },
    'sps-debug-bundle': {
      'debugBundle.file': 'd.zip',
      'debugBundle.hash': HASH,
      'debugBundle.moment': 'before',
      'debugBundle.place': 'share',
      'debugBundle.copyHash': HASH,
    },
    'sps-hardware-type-check': { 'hardware.family': 'T10', 'hardware.evidence': 'bought in 2016' },
    'sps-metadb-import-check': {
      'metadbImport.reboot': '2026-03-01T18:00:00Z',
      'metadbImport.line': 'systemd[1]: Started Run metadb_importer.py',
      'metadbImport.lineTime': '2026-03-01T18:40:00Z',
    },
    'sps-watch-upgrade-progress': {},
    'sps-domain-membership-recheck': { 'domain.after': 'joined' },
    'sps-desktop-player-upgrade': { 'player.state': 'newest', 'player.hosts': 'ws-1', 'player.replay': 'shown' },
    'sps-licence-renewal': {
      'licence.expiresBefore': '2026-04-01T00:00:00Z',
      'licence.guide': 'Administration Guide 6.0',
      'licence.file': 'licence.txt',
      'licence.hash': HASH,
      'licence.expiresAfter': '2027-04-01T00:00:00Z',
    },
    'sps-config-import-and-ssh-update': {
      'ha.status': 'standalone',
      'external.kind': 'import',
      'external.guide': 'Administration Guide 6.0',
      'external.result': 'imported',
      'external.transcript': HASH,
      'version.shown': '5.8.0',
      ...files,
    },
  };
  it.each(Object.keys(all))('%s comes to its end', (procedure) => {
    expect(onPair(library, procedure, all[procedure] ?? {}).driver.run().status).toBe('finished');
  });
  it.each([
    ['sps-config-backup-export', 'export.copyHash', 'f'.repeat(64)],
    ['sps-core-files-download', 'coreFiles.state', 'needed'],
    ['sps-core-files-download', 'coreFiles.state', 'none'],
    ['sps-vm-snapshot-console', 'vm.snapshotTime', '2026-03-01T09:00:00Z'],
    ['sps-upgrade-rehearsal', 'rehearsal.result', 'not-done'],
    ['sps-impact-review', 'targetVersion', '5.6.0'],
    ['sps-impact-review', 'contentPolicies.reviewed', 2],
    ['sps-debug-bundle', 'debugBundle.copyHash', 'f'.repeat(64)],
    ['sps-metadb-import-check', 'metadbImport.lineTime', '2026-03-01T17:00:00Z'],
    ['sps-desktop-player-upgrade', 'player.replay', 'error'],
    ['sps-licence-renewal', 'licence.expiresAfter', '2026-03-31T00:00:00Z'],
    ['sps-config-import-and-ssh-update', 'export.copyHash', 'f'.repeat(64)],
  ])('%s refuses %s %s', (procedure, fact, value) => {
    const { driver } = onPair(library, procedure, { ...all[procedure], [fact]: value });
    expect(() => driver.run()).toThrow(expect.objectContaining({ code: 'answer', fact }));
  });
  it('a pair is never updated over SSH', () => {
    const said = { ...all['sps-config-import-and-ssh-update'], 'ha.status': 'ha', 'external.kind': 'ssh-update' };
    const { driver } = onPair(library, 'sps-config-import-and-ssh-update', said);
    expect(() => driver.run()).toThrow(expect.objectContaining({ code: 'answer', fact: 'external.kind' }));
  });
  it('a node that does not come back leads from the watch to support', () => {
    const { driver, world } = onPair(library, 'sps-watch-upgrade-progress', { 'stuck.page': 'nothing' });
    world.silentUntil = Number.POSITIVE_INFINITY;
    const state = driver.run();
    expect(state.position).toMatchObject({ path: 'stuck/read-console' });
  });
});

everyBranchWalked(library, import.meta);
