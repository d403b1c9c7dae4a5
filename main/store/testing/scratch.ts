import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../database.ts';

/** A data folder for one test, gone after it. */
export function scratchHome(): string {
  const home = mkdtempSync(path.join(os.tmpdir(), 'rackhand-store-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** The database of `home`, closed after the test. */
export function scratchDatabase(home = scratchHome()): Database {
  const db = openDatabase(home);
  onTestFinished(() => db.close());
  return db;
}
