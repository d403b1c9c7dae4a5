import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Database, transaction } from './database.ts';
import { migrate } from './migrate.ts';
import type { Processes, ProcessId } from './processes.ts';
import { type NewRun, Runs } from './runs.ts';
import { MIGRATIONS } from './schema.ts';
import { nextLine, startChild } from './testing/child.ts';
import { scratchDatabase, scratchHome } from './testing/scratch.ts';

const run = (id: string, change: Partial<NewRun> = {}): NewRun => ({
  id,
  procedure: 'sps-upgrade-ha',
  site: 'vienna',
  startedAt: '2026-11-21T08:00:00.000Z',
  author: 'Ada',
  bindings: [
    { role: 'primary', deviceId: 'sps-a', serial: 'ABC123', bmc: '10.0.0.1:623' },
    { role: 'secondary', deviceId: 'sps-b', serial: null, bmc: null },
  ],
  ...change,
});
/** A machine on which the test says who lives. */
function machine(self: ProcessId, alive: ProcessId[] = []): Processes {
  return { self: () => self, isAlive: (p) => alive.some((other) => other.pid === p.pid && other.start === p.start) };
}
const ME = { pid: 10, start: 'morning' };
const OTHER = { pid: 20, start: 'noon' };
const ids = (runs: { id: string }[]) => runs.map(({ id }) => id);

test('a run comes back as it was inserted, open and driven by nobody', () => {
  const runs = new Runs(scratchDatabase());
  runs.insert(run('r1'));
  expect(runs.get('r1')).toEqual({ ...run('r1'), status: 'open', driver: null });
  expect(runs.get('r2')).toBe(null);
  expect(() => runs.insert(run('r1'))).toThrow(expect.objectContaining({ code: 'store.constraint' }));
});

test('a run is part of the transaction it is inserted in', () => {
  const db = scratchDatabase();
  const runs = new Runs(db);
  expect(() =>
    transaction(db, () => {
      runs.insert(run('r1'));
      throw new Error('the journal is full');
    }),
  ).toThrow();
  expect(runs.list()).toEqual([]);
  const twice = run('r2', { bindings: [run('').bindings[0], run('').bindings[0]].filter((b) => b !== undefined) });
  expect(() => runs.insert(twice)).toThrow();
  expect(runs.list()).toEqual([]);
});

test('the latest run is listed first', () => {
  const runs = new Runs(scratchDatabase());
  runs.insert(run('old', { startedAt: '2025-01-01T00:00:00.000Z' }));
  runs.insert(run('new'));
  expect(ids(runs.list())).toEqual(['new', 'old']);
});

test('any one sign of identity finds the runs that bind a target', () => {
  const runs = new Runs(scratchDatabase());
  runs.insert(run('r1'));
  runs.insert(run('r2', { site: 'graz', bindings: [{ role: 'x', deviceId: 'sps-b', serial: 'XYZ', bmc: null }] }));
  expect(ids(runs.bindingRuns({ serial: 'abc123' }))).toEqual(['r1']);
  expect(ids(runs.bindingRuns({ bmc: '10.0.0.1:623' }))).toEqual(['r1']);
  expect(ids(runs.bindingRuns({ device: { siteId: 'vienna', id: 'sps-b' } }))).toEqual(['r1']);
  expect(ids(runs.bindingRuns({ device: { siteId: 'graz', id: 'sps-b' }, serial: 'ABC123' }))).toEqual(['r1', 'r2']);
  expect(runs.bindingRuns({ serial: null, bmc: null, device: null })).toEqual([]);
  expect(runs.bindingRuns({ serial: 'ABC12', bmc: '10.0.0.1:624' })).toEqual([]);
});

test('stopped and aborted runs still bind, finished ones do not', () => {
  const runs = new Runs(scratchDatabase());
  for (const status of ['finished', 'stopped', 'aborted'] as const) {
    runs.insert(run(status));
    runs.setStatus(status, status);
  }
  runs.insert(run('open'));
  const found = runs.bindingRuns({ serial: 'ABC123' });
  expect(new Set(found.map(({ status }) => status))).toEqual(new Set(['open', 'stopped', 'aborted']));
  expect(() => runs.setStatus('nobody', 'open')).toThrow(expect.objectContaining({ code: 'run.unknown' }));
});

test('one living process drives a run; who died is taken over from', () => {
  const db = scratchDatabase();
  const mine = new Runs(db, machine(ME, [ME, OTHER]));
  const others = new Runs(db, machine(OTHER, [ME, OTHER]));
  mine.insert(run('r1'));
  expect(mine.drivenElsewhere('r1')).toBe(false);
  expect(others.takeDriver('r1')).toBe('taken');
  expect(others.takeDriver('r1')).toBe('kept');
  expect(mine.drivenElsewhere('r1')).toBe(true);
  expect(() => mine.takeDriver('r1')).toThrow(
    expect.objectContaining({ code: 'run.driven', params: { run: 'r1', pid: OTHER.pid } }),
  );
  mine.releaseDriver('r1');
  expect(mine.get('r1')?.driver).toEqual(OTHER);

  const later = new Runs(db, machine(ME, [ME, { ...OTHER, start: 'evening' }]));
  expect(later.drivenElsewhere('r1')).toBe(false);
  expect(later.takeDriver('r1')).toBe('taken-over');
  expect(later.get('r1')?.driver).toEqual(ME);
  later.releaseDriver('r1');
  expect(later.get('r1')?.driver).toBe(null);
  expect(() => mine.takeDriver('r2')).toThrow(expect.objectContaining({ code: 'run.unknown' }));
});

test('a run whose process was killed can be taken over, not before', async () => {
  const db = scratchDatabase();
  const runs = new Runs(db);
  runs.insert(run('r1'));
  const child = startChild(new URL('./testing/drive.child.ts', import.meta.url), [path.dirname(db.file), 'r1']);
  expect(await nextLine(child)).toBe('taken');
  expect(runs.get('r1')?.driver?.pid).toBe(child.process.pid);
  expect(() => runs.takeDriver('r1')).toThrow(expect.objectContaining({ code: 'run.driven' }));
  child.process.kill('SIGKILL');
  expect((await child.ended).signal).toBe('SIGKILL');
  expect(runs.takeDriver('r1')).toBe('taken-over');
}, 30_000);

test('runs and bindings of an older data folder are kept when the tables are made anew', () => {
  const db = new Database(path.join(scratchHome(), 'old.db'));
  onTestFinished(() => db.close());
  migrate(db, MIGRATIONS.slice(0, 2));
  const old = new Runs(db);
  old.insert(run('r1'));
  old.setStatus('r1', 'stopped');
  expect(() => old.setStatus('r1', 'handed-over')).toThrow(expect.objectContaining({ code: 'store.constraint' }));
  migrate(db, MIGRATIONS);
  expect(new Runs(db).get('r1')).toEqual({ ...run('r1'), status: 'stopped', driver: null });
  old.setStatus('r1', 'handed-over');
  expect(ids(new Runs(db).bindingRuns({ serial: 'ABC123' }))).toEqual(['r1']);
});

test('a run that comes from elsewhere takes its place, with the devices here', () => {
  const runs = new Runs(scratchDatabase());
  runs.move(run('r1'), 'aborted');
  expect(runs.get('r1')).toMatchObject({ site: 'vienna', status: 'aborted' });
  const moved = run('r1', { site: 'graz', bindings: [{ role: 'x', deviceId: 'g', serial: 'ABC123', bmc: null }] });
  runs.move(moved, 'open');
  expect(runs.get('r1')).toEqual({ ...moved, status: 'open', driver: null });
});
