import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Database, openDatabase, transaction } from './database.ts';
import { explain, StoreError } from './error.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './schema.ts';
import { nextLine, startChild } from './testing/child.ts';
import { scratchDatabase, scratchHome } from './testing/scratch.ts';

/** The StoreError that `work` throws. */
function failure(work: () => unknown): StoreError {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
const put = (db: Database, name: string, value = 'x') =>
  db.run('INSERT INTO settings (name, value) VALUES (?, ?)', name, value);
const names = (db: Database) => db.all<{ name: string }>('SELECT name FROM settings ORDER BY name').map((r) => r.name);

test.skipIf(process.platform === 'win32')('folder and files are for the owner only, also those that were not', () => {
  const home = path.join(scratchHome(), 'deep', 'home');
  mkdirSync(home, { recursive: true, mode: 0o755 });
  writeFileSync(path.join(home, 'rackhand.db'), '', { mode: 0o644 });
  const db = scratchDatabase(home);
  put(db, 'a');
  expect(statSync(home).mode & 0o777).toBe(0o700);
  expect(readdirSync(home).sort()).toEqual(['rackhand.db', 'rackhand.db-shm', 'rackhand.db-wal']);
  for (const file of readdirSync(home)) expect(statSync(path.join(home, file)).mode & 0o777, file).toBe(0o600);
});

test('a commit is on the disk when it returns', () => {
  const db = scratchDatabase();
  expect(db.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
  expect(db.get('PRAGMA synchronous')).toEqual({ synchronous: 2 });
  expect(db.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 });
});

test('every table is strict', () => {
  const tables = scratchDatabase().all<{ name: string; strict: number }>(
    "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  );
  expect(tables.length).toBeGreaterThan(6);
  expect(tables.filter((table) => !table.strict)).toEqual([]);
});

test('processes that create the same data folder at the same instant all succeed', async () => {
  const home = path.join(scratchHome(), 'new');
  const script = new URL('./testing/open.child.ts', import.meta.url);
  const children = ['a', 'b', 'c', 'd'].map((name) => startChild(script, [home, name]));
  for (const child of children) expect(await nextLine(child)).toBe('ready');
  for (const child of children) child.process.stdin?.write('go\n');
  for (const child of children) expect(await child.ended).toEqual({ code: 0, signal: null });
  expect(names(scratchDatabase(home))).toEqual(['a', 'b', 'c', 'd']);
}, 30_000);

test('a file of a newer Rackhand is refused and left alone', () => {
  const home = scratchHome();
  const db = openDatabase(home);
  db.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
  db.close();
  const error = failure(() => openDatabase(home));
  expect(error.code).toBe('store.newer');
  expect(error.toFailure()).toMatchObject({ code: 'store.newer', params: { version: MIGRATIONS.length + 1 } });
  expect(error.message).toContain(path.join(home, 'rackhand.db'));
});

test('migrations apply in order, and one that fails leaves nothing of itself', () => {
  const db = new Database(path.join(scratchHome(), 'm.db'));
  const steps = ['CREATE TABLE a (x INTEGER) STRICT', 'CREATE TABLE b (x INTEGER) STRICT; INSERT INTO a VALUES (1)'];
  expect(() => migrate(db, [...steps, 'CREATE TABLE c (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1)'])).toThrow();
  expect(db.get('PRAGMA user_version')).toEqual({ user_version: 2 });
  expect(db.all("SELECT name FROM sqlite_schema WHERE type = 'table'")).toEqual([{ name: 'a' }, { name: 'b' }]);
  migrate(db, [...steps, 'DROP TABLE b']);
  expect(db.all("SELECT name FROM sqlite_schema WHERE type = 'table'")).toEqual([{ name: 'a' }]);
  db.close();
});

test('a full disk says so, stores nothing of the change, and works again when there is space', () => {
  const db = scratchDatabase();
  put(db, 'before');
  db.exec(`PRAGMA max_page_count = ${db.get<{ page_count: number }>('PRAGMA page_count')?.page_count}`);
  const change = () =>
    transaction(db, () => {
      put(db, 'first');
      put(db, 'second', 'x'.repeat(100_000));
    });
  const error = failure(change);
  expect(error.code).toBe('store.full');
  expect(error.advice).toContain('space');
  expect(db.inTransaction).toBe(false);
  expect(names(db)).toEqual(['before']);
  db.exec('PRAGMA max_page_count = 100000');
  change();
  expect(names(db)).toEqual(['before', 'first', 'second']);
});

test('a full disk inside an inner transaction ends the outer one too', () => {
  const db = scratchDatabase();
  db.exec(`PRAGMA max_page_count = ${db.get<{ page_count: number }>('PRAGMA page_count')?.page_count}`);
  const error = failure(() =>
    transaction(db, () => {
      put(db, 'outer');
      transaction(db, () => put(db, 'inner', 'x'.repeat(100_000)));
    }),
  );
  expect(error.code).toBe('store.full');
  expect(names(db)).toEqual([]);
});

test('a folder that cannot be made and a file that cannot be written say so', () => {
  const file = path.join(scratchHome(), 'file');
  writeFileSync(file, '');
  expect(failure(() => openDatabase(path.join(file, 'home'))).code).toBe('store.read-only');
  const db = scratchDatabase();
  db.exec('PRAGMA query_only = ON');
  const error = failure(() => put(db, 'a'));
  expect(error.code).toBe('store.read-only');
  expect(error.message).toContain(db.file);
});

test('a file that is no database, or no longer one, says so and is not touched', () => {
  const home = scratchHome();
  const file = path.join(home, 'rackhand.db');
  writeFileSync(file, 'this is a letter to my aunt, and not a database at all'.repeat(100));
  const letter = readFileSync(file);
  expect(failure(() => openDatabase(home)).code).toBe('store.corrupt');
  expect(readFileSync(file).equals(letter)).toBe(true);

  const other = scratchHome();
  const db = openDatabase(other);
  for (let i = 0; i < 200; i += 1) put(db, `name-${i}`, 'v'.repeat(200));
  db.close();
  const bytes = readFileSync(db.file);
  writeFileSync(db.file, bytes.fill(0xa5, 8192));
  expect(failure(() => names(scratchDatabase(other))).code).toBe('store.corrupt');
});

test('a lock that another program keeps says so', () => {
  const home = scratchHome();
  const [mine, other] = [scratchDatabase(home), scratchDatabase(home)];
  mine.exec('PRAGMA busy_timeout = 0');
  transaction(other, () => expect(failure(() => put(mine, 'a')).code).toBe('store.busy'));
  put(mine, 'a');
  expect(names(other)).toEqual(['a']);
});

test('a broken rule of the data is a StoreError, a fault in SQL is not', () => {
  const db = scratchDatabase();
  put(db, 'a');
  expect(failure(() => put(db, 'a')).code).toBe('store.constraint');
  expect(() => db.all('SELEKT')).toThrow(/syntax/);
});

test('a transaction is all or nothing, and an inner one can fail alone', () => {
  const db = scratchDatabase();
  expect(() =>
    transaction(db, () => {
      put(db, 'lost');
      throw new Error('no');
    }),
  ).toThrow('no');
  transaction(db, () => {
    put(db, 'outer');
    expect(() =>
      transaction(db, () => {
        put(db, 'inner');
        throw new Error('inner');
      }),
    ).toThrow('inner');
    transaction(db, () => put(db, 'second'));
  });
  expect(names(db)).toEqual(['outer', 'second']);
});

test('a transaction that would wait is refused and undone', () => {
  const db = scratchDatabase();
  const change = async () => {
    put(db, 'a');
  };
  expect(() => transaction(db, change)).toThrow(TypeError);
  expect(names(db)).toEqual([]);
});

test('commit hooks run around the outermost commit, and not for what was undone', () => {
  const db = scratchDatabase();
  const other = scratchDatabase(path.dirname(db.file));
  const heard: string[] = [];
  const hook = (name: string) => ({
    before: () => heard.push(`${name} before, ${names(other).length} seen`),
    after: () => heard.push(`${name} after, ${names(other).length} seen`),
  });
  transaction(db, () => {
    transaction(db, () => {
      put(db, 'a');
      db.onCommit(hook('inner'));
    });
    expect(() =>
      transaction(db, () => {
        db.onCommit(hook('undone'));
        throw new Error('no');
      }),
    ).toThrow('no');
    db.onCommit(hook('outer'));
    expect(heard).toEqual([]);
  });
  transaction(db, () => put(db, 'b'));
  expect(heard).toEqual(['inner before, 0 seen', 'outer before, 0 seen', 'inner after, 1 seen', 'outer after, 1 seen']);
  expect(() => db.onCommit({})).toThrow(TypeError);
});

test('the same question is answered in objects or in tuples, as it is asked', () => {
  const db = scratchDatabase();
  put(db, 'a', '1');
  const sql = 'SELECT name, value FROM settings';
  for (let time = 0; time < 2; time++) {
    expect(db.all(sql)).toEqual([{ name: 'a', value: '1' }]);
    expect(db.tuples(sql)).toEqual([['a', '1']]);
  }
});

test('a snapshot does not see what is written meanwhile', () => {
  const db = scratchDatabase();
  const other = scratchDatabase(path.dirname(db.file));
  db.snapshot(() => {
    expect(names(db)).toEqual([]);
    put(other, 'a');
    expect(names(db)).toEqual([]);
  });
  expect(names(db)).toEqual(['a']);
});

test('a disk too full for the shared memory of a database is called full, not broken', () => {
  const error = Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 4874 });
  expect(explain(error, 'x.db')).toMatchObject({ code: 'store.full' });
  expect(explain(Object.assign(error, { errcode: 778 }), 'x.db')).toMatchObject({ code: 'store.io' });
  expect(explain(Object.assign(error, { errcode: 1 }), 'x.db')).toBe(error);
});
