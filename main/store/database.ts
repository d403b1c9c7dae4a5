import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { explain, StoreError } from './error.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './schema.ts';

/** How long a process waits for the write lock of another one, milliseconds. A transaction takes a few. */
const BUSY_MS = 10_000;
const RETRY_MS = 10;

export type Row = Record<string, SQLInputValue>;

/** Runs around the commit of the transaction in which it was registered. */
export interface CommitHook {
  before?(): void;
  after?(): void;
}

/**
 * One SQLite file, shared by every process that works with this data folder. All failures surface as `StoreError`.
 * Statements are prepared once and kept.
 */
export class Database {
  readonly file: string;
  readonly #sqlite: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #listeners = new Set<() => void>();
  #hooks: CommitHook[] = [];
  #telling = false;

  /** Use `openDatabase`; this alone neither checks nor migrates. */
  constructor(file: string) {
    this.file = file;
    this.#sqlite = this.#explained(
      () => new DatabaseSync(file, { timeout: BUSY_MS, enableForeignKeyConstraints: true }),
    );
  }

  get isOpen(): boolean {
    return this.#sqlite.isOpen;
  }

  get inTransaction(): boolean {
    return this.#sqlite.isTransaction;
  }

  exec(sql: string): void {
    this.#explained(() => this.#sqlite.exec(sql));
  }

  /** Changes rows; returns how many. Outside of a transaction it is one of its own. */
  run(sql: string, ...values: SQLInputValue[]): number {
    if (!this.inTransaction) return this.transaction(() => this.run(sql, ...values));
    return this.#explained(() => Number(this.#prepared(sql).run(...values).changes));
  }

  /** The first row, or undefined. `T` describes the columns of our own strict tables. */
  get<T = Row>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return this.#explained(() => this.#prepared(sql).get(...values) as T | undefined);
  }

  all<T = Row>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#explained(() => this.#prepared(sql).all(...values) as T[]);
  }

  /** Rows as arrays in the order of their columns: less than two thirds of the time, where there are 100,000 of them. */
  tuples<T extends SQLInputValue[]>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#explained(() => this.#prepared(sql, 'tuples').all(...values) as unknown as T[]);
  }

  /** Rows one by one, for tables that may not fit into memory. */
  *iterate<T = Row>(sql: string, ...values: SQLInputValue[]): Generator<T> {
    // A statement of its own: a kept one would be reset by its next user.
    const rows = this.#explained(() => this.#sqlite.prepare(sql).iterate(...values));
    for (;;) {
      const next = this.#explained(() => rows.next());
      if (next.done) return;
      yield next.value as T;
    }
  }

  /** Several reads that see one and the same state, whatever other processes write meanwhile. */
  snapshot<T>(read: () => T): T {
    if (this.inTransaction) return read();
    this.exec('BEGIN');
    try {
      return read();
    } finally {
      this.exec('COMMIT');
    }
  }

  /** Only inside a transaction; forgotten when that is rolled back. */
  onCommit(hook: CommitHook): void {
    if (!this.inTransaction) throw new TypeError('onCommit outside of a transaction');
    this.#hooks.push(hook);
  }

  /** Calls back soon after transactions of this very connection; several may come as one. Returns its unsubscribe. */
  onOwnChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** See `transaction`. */
  transaction<T>(change: () => T): T {
    const nested = this.inTransaction;
    const hooksBefore = this.#hooks.length;
    this.exec(nested ? 'SAVEPOINT inner' : 'BEGIN IMMEDIATE');
    try {
      const result = change();
      if (result instanceof Promise) throw new TypeError('a transaction must not be asynchronous');
      if (!nested) for (const hook of this.#hooks) hook.before?.();
      this.exec(nested ? 'RELEASE inner' : 'COMMIT');
      if (!nested) this.#afterCommit();
      return result;
    } catch (error) {
      this.#hooks.length = hooksBefore;
      // A full disk makes SQLite roll back by itself.
      if (this.inTransaction) this.exec(nested ? 'ROLLBACK TO inner; RELEASE inner' : 'ROLLBACK');
      throw error;
    }
  }

  /** Grows whenever ANOTHER connection has committed. Costs no disk access. */
  foreignVersion(): number {
    return this.get<{ data_version: number }>('PRAGMA data_version')?.data_version ?? 0;
  }

  close(): void {
    this.#statements.clear();
    if (this.#sqlite.isOpen) this.#explained(() => this.#sqlite.close());
  }

  #afterCommit(): void {
    const hooks = this.#hooks;
    this.#hooks = [];
    for (const hook of hooks) hook.after?.();
    if (this.#telling || this.#listeners.size === 0) return;
    this.#telling = true;
    // Later, so that a listener that fails cannot make a change look undone that is on the disk.
    queueMicrotask(() => {
      this.#telling = false;
      if (this.#sqlite.isOpen) for (const listener of [...this.#listeners]) listener();
    });
  }

  #prepared(sql: string, as: 'objects' | 'tuples' = 'objects'): StatementSync {
    const key = `${as} ${sql}`;
    let statement = this.#statements.get(key);
    if (!statement) {
      statement = this.#sqlite.prepare(sql);
      statement.setReturnArrays(as === 'tuples');
      this.#statements.set(key, statement);
    }
    return statement;
  }

  #explained<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw explain(error, this.file);
    }
  }
}

/**
 * Runs `change` as one transaction: all of it is durable on return, or none of it is stored and the error comes through.
 * Takes the write lock at once (BEGIN IMMEDIATE), so that what `change` reads cannot be outdated by another process when
 * it writes. Inside another transaction it is a savepoint of that one. `change` must be synchronous.
 */
export function transaction<T>(db: Database, change: () => T): T {
  return db.transaction(change);
}

/**
 * Opens `rackhand.db` in the data folder `home` and brings it up to date; creates both if need be, readable by the owner
 * only. Several processes may have it open at once, and any of them may die at any instant.
 *
 * Throws `StoreError`: `store.read-only`, `store.full`, `store.corrupt`, `store.busy`, `store.io` or `store.newer`.
 */
export function openDatabase(home: string): Database {
  const file = path.join(home, 'rackhand.db');
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    restrict(home, 0o700);
    createOnce(file);
    restrict(file, 0o600);
  } catch (error) {
    throw explain(error, file);
  }
  const db = new Database(file);
  try {
    configure(db);
    migrate(db, MIGRATIONS);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Sets what belongs to a connection; see sqlite.org/pragma.html. */
function configure(db: Database): void {
  // FULL: a commit is on the disk when it returns, also after a power cut. Journal writes stand on it.
  db.exec('PRAGMA synchronous = FULL');
  // Overwrites deleted rows, so that a wrapped key does not outlive its passphrase in a free page.
  db.exec('PRAGMA secure_delete = ON');
  // Without this, INSERT OR REPLACE would delete behind the back of the delete triggers.
  db.exec('PRAGMA recursive_triggers = ON');
  const mode = writeAheadMode(db);
  if (mode !== 'wal') {
    throw new StoreError(
      'store.io',
      `The disk of ${db.file} does not support shared access (journal mode ${mode ?? 'unknown'}).`,
      'Put the data folder on a local disk, not on a network share.',
      { params: { file: db.file } },
    );
  }
}

/**
 * Only the very first switch of a new file changes anything, and for that one SQLite wants the file for itself without
 * the patience of `timeout`: two processes that create the same data folder would get in each other's way.
 */
function writeAheadMode(db: Database): string | undefined {
  for (let waited = 0; ; waited += RETRY_MS) {
    try {
      return db.get<{ journal_mode: string }>('PRAGMA journal_mode = WAL')?.journal_mode;
    } catch (error) {
      if (!(error instanceof StoreError && error.code === 'store.busy') || waited >= BUSY_MS) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}

/** SQLite gives its -wal and -shm files the mode of the main file, which therefore has to be right from the start. */
function createOnce(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    // Never open an existing one here: closing any descriptor of it drops all POSIX locks this process holds on it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function restrict(target: string, mode: number): void {
  if (process.platform !== 'win32' && (statSync(target).mode & 0o777) !== mode) chmodSync(target, mode);
}
