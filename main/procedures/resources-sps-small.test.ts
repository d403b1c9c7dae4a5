import { describe, expect, it } from 'vitest';
import { phase2, repaired, type SessionDatabase } from '../practice/sps/session-database.ts';
import { Driver } from './testing/driver.ts';
import { loaded } from './testing/fixture.ts';
import { shippedFiles } from './testing/sps.ts';
import { onPair, operator, type Said } from './testing/sps-pair.ts';

// The two weeks after an SPS upgrade, and its small procedures on their own.

const library = loaded(shippedFiles());
const HASH = '5e1f0c2a9b7d4386e1a05c9f7b3d2864f0a1c5e98d7b6342190fedcba9876543';
const visited = (driver: Driver, path: string) =>
  driver.events.filter(({ type, data }) => type === 'step.begun' && data.path === path).length;

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
