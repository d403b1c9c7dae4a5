/** Backups, the cold spare and the remote database, each walked to its end, and held where it must be. */
import { describe, expect, it } from 'vitest';
import { type RunState, start } from './engine.ts';
import type { Binding } from './events.ts';
import { Driver } from './testing/driver.ts';
import { loaded } from './testing/fixture.ts';
import { Dell, SERVER, type Table, Technician, uSeriesFiles } from './testing/u-series.ts';

const library = loaded(uSeriesFiles());
const HASH = 'ab'.repeat(32);
const SOURCE: Binding = {
  ...SERVER,
  role: 'source',
  deviceId: 'us-2',
  serial: 'B7K2Q13',
  bmc: '127.0.0.1:6240',
  idrac: '127.0.0.1:8444',
};

/** What somebody enters to whom nothing goes wrong, by the last part of the path. */
const ANSWERS: Record<string, Table> = {
  'us-backup-location': {
    place: { 'us.backup.path': 'share 3', 'us.backup.share': 'secured' },
    retention: { 'us.backup.retention': 5, 'us.backup.needed': 1 },
    create: { 'us.backup.writeTest': 'created' },
  },
  'us-backup-import': { scan: { 'us.backup.name': 'b1', 'us.backup.found': 3 } },
  'us-backup-schedule': {
    plan: {
      'us.backup.path': 'share 3',
      'us.backup.when': 'Sunday 03:00',
      'us.backup.custodian': 'Ms Berg, safe 2',
      'us.backup.sessionFiles': 'no',
    },
    schedule: { 'us.backup.scheduled': 'Sunday 03:00' },
  },
  'us-backup-now': {
    choose: {
      'us.backup.path': 'share 3',
      'us.backup.custodian': 'Ms Berg, safe 2',
      'us.backup.sessionFiles': 'no',
      'us.database.where': 'local',
    },
    create: { 'us.backup.result': 'success' },
    size: { 'us.backup.name': 'b1', 'us.backup.sizeGb': 1.4 },
    browser: { 'us.backup.place': 'offBox', 'us.backup.sha256': HASH },
    share: { 'us.backup.place': 'offBox', 'us.backup.sha256': HASH },
  },
  'us-backup-restore': {
    identify: {
      'us.backup.name': 'b1',
      'us.backup.sha256': HASH,
      'us.backup.origin': 'other',
      'us.backup.password': 'atHand',
      'us.backup.pair': 'off',
    },
    restore: { 'us.backup.restored': 'message' },
  },
  'us-backup-delete': {
    newer: {
      'us.backup.name': 'b1',
      'us.backup.another': 'b2',
      'us.backup.anotherSha256': HASH,
      'us.backup.dependants': 'none',
    },
    delete: { 'us.backup.deletedBy': 'b1, Mr Kern' },
  },
  'us-cold-spare-setup': {
    compare: {
      'coldSpare.sourceVersion': '24.1',
      'coldSpare.version': '24.1',
      'coldSpare.analytics': 'yes',
      'coldSpare.sourceSql': '13.0',
      'coldSpare.sql': '13.0',
      'coldSpare.sourceName': 'us-berlin-1',
      'coldSpare.name': 'us-berlin-1',
      'coldSpare.updates': 'current',
      'us.database.where': 'local',
    },
    role: {
      'coldSpare.place': 'share 3',
      'coldSpare.shareTest': 'passed',
      'coldSpare.when': 'Sunday 05:00',
      'coldSpare.custodian': 'Ms Berg, safe 2',
    },
    name: { 'coldSpare.temporaryName': 'us-spare-1', 'coldSpare.temporaryNameAgain': 'us-spare-1' },
    apply: { 'coldSpare.restarted': 'us-spare-1' },
  },
  'us-cold-spare-activate': {
    age: { 'coldSpare.dataAge': 'today 05:00', 'coldSpare.ageAcceptedBy': 'Mr Kern' },
    look: { 'coldSpare.sourceSeen': 'disconnected', 'coldSpare.sourcePing': 'silent' },
    leave: { 'coldSpare.nameShown': 'us-berlin-1', 'coldSpare.services': 'started' },
  },
  'us-remote-database': {
    target: {
      'us.database.appliance': 'other',
      'us.database.address': 'sql-1, BeyondInsight',
      'us.database.login': 'bi-setup',
    },
    test: { 'us.database.timeout': 360, 'us.database.multiSubnet': 'on', 'us.database.test': 'passed' },
    create: { 'us.database.created': 'created' },
  },
};

function walked(procedure: string, table: Table = {}): RunState {
  const known = ANSWERS[procedure] ?? ANSWERS['us-backup-now'] ?? {};
  const merged = { ...known };
  for (const [step, values] of Object.entries(table)) merged[step] = { ...known[step], ...values };
  const driver = new Driver(new Dell(), new Technician(merged));
  const roles = library.procedures[procedure]?.roles.map(({ role }) => role) ?? [];
  const bindings = [SERVER, SOURCE].filter(({ role }) => roles.includes(role));
  driver.append(start(library, { runId: 'run-1', procedure, siteId: 'practice', scale: 1, bindings }));
  return driver.run();
}

describe('backups, cold spare and remote database', () => {
  it.each([...Object.keys(ANSWERS), 'us-backup-download'])('%s reaches its end', (procedure) => {
    expect(walked(procedure).status).toBe('finished');
  });
  it.each([
    [1.4, 'browser', 'share'],
    [4.5, 'share', 'browser'],
  ])('a backup of %s GB goes by %s and not by %s', (size, way, other) => {
    const { steps, status } = walked('us-backup-now', { size: { 'us.backup.sizeGb': size } });
    expect(status).toBe('finished');
    expect([steps[`copy/${way}`]?.status, steps[`copy/${other}`]?.status]).toEqual(['done', undefined]);
  });
  it.each([
    ['us-backup-location', 'place', 'us.backup.share', 'open'],
    ['us-backup-location', 'create', 'us.backup.writeTest', 'failed'],
    ['us-backup-import', 'scan', 'us.backup.found', 0],
    ['us-backup-now', 'create', 'us.backup.result', 'failed'],
    ['us-backup-now', 'size', 'us.backup.sizeGb', 0],
    ['us-backup-now', 'browser', 'us.backup.place', 'appliance'],
    ['us-backup-restore', 'identify', 'us.backup.password', 'missing'],
    ['us-backup-restore', 'identify', 'us.backup.pair', 'running'],
    ['us-backup-restore', 'restore', 'us.backup.restored', 'neither'],
    ['us-cold-spare-setup', 'compare', 'coldSpare.version', '23.9'],
    ['us-cold-spare-setup', 'compare', 'coldSpare.name', 'us-berlin-2'],
    ['us-cold-spare-setup', 'role', 'coldSpare.shareTest', 'failed'],
    ['us-cold-spare-setup', 'name', 'coldSpare.temporaryNameAgain', 'us-spare-2'],
    ['us-cold-spare-setup', 'apply', 'coldSpare.restarted', 'us-berlin-1'],
    ['us-cold-spare-activate', 'look', 'coldSpare.sourceSeen', 'on'],
    ['us-cold-spare-activate', 'look', 'coldSpare.sourcePing', 'answers'],
    ['us-cold-spare-activate', 'leave', 'coldSpare.services', 'starting'],
    ['us-remote-database', 'target', 'us.database.appliance', 'sqlFree'],
    ['us-remote-database', 'test', 'us.database.test', 'failed'],
    ['us-remote-database', 'create', 'us.database.created', 'failed'],
  ])('%s holds at %s: %s = %s', (procedure, step, fact, value) => {
    expect(() => walked(procedure, { [step]: { [fact]: value } })).toThrow(
      expect.objectContaining({ code: 'answer', fact }),
    );
  });
  it.each([...'{}~[\\]^\':;<=>?@!"#$%`()+/.,*&', ' '].map((character) => `a${character}b`))(
    'a spare is not named %s',
    (name) => {
      const table = { name: { 'coldSpare.temporaryName': name, 'coldSpare.temporaryNameAgain': name } };
      expect(() => walked('us-cold-spare-setup', table)).toThrow(expect.objectContaining({ code: 'answer' }));
    },
  );
  it.each(['abcdefghijklmnop', '予備機予備機', 'us-berlin-1'])('nor %s, which is too long or taken', (name) => {
    const table = { name: { 'coldSpare.temporaryName': name, 'coldSpare.temporaryNameAgain': name } };
    expect(() => walked('us-cold-spare-setup', table)).toThrow(expect.objectContaining({ code: 'answer' }));
  });
  it('a spare may be named in another script, up to 15 bytes', () => {
    const table = {
      name: { 'coldSpare.temporaryName': '予備機予備', 'coldSpare.temporaryNameAgain': '予備機予備' },
      apply: { 'coldSpare.restarted': '予備機予備' },
    };
    expect(walked('us-cold-spare-setup', table).status).toBe('finished');
  });
});
