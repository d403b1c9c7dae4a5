import type { Database } from './database.ts';
import { StoreError } from './error.ts';

/**
 * Applies what is missing, in order; each step and its new `user_version` are one transaction. Safe against another
 * process that does the same at the same time. Throws `store.newer` for a file that a later Rackhand has written.
 */
export function migrate(db: Database, migrations: readonly string[]): void {
  while (versionOf(db) !== migrations.length) {
    db.transaction(() => {
      // Read again under the write lock: another process may have been faster.
      const version = versionOf(db);
      if (version > migrations.length) {
        throw new StoreError(
          'store.newer',
          `${db.file} was written by a newer Rackhand (data version ${version}, this one knows ${migrations.length}).`,
          'Use the newer Rackhand for this data folder, or choose another folder (--home).',
          { params: { file: db.file, version } },
        );
      }
      const step = migrations[version];
      if (step === undefined) return;
      db.exec(step);
      db.exec(`PRAGMA user_version = ${version + 1}`);
    });
  }
}

function versionOf(db: Database): number {
  return db.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
}
