import type { TrustedKey } from '../../preload/contract.ts';
import type { Database } from './database.ts';

/** Public keys whose signatures count here, in the order they were agreed to. */
export class TrustedKeys {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  list(): TrustedKey[] {
    return this.#db
      .all<{ body: string }>('SELECT body FROM trusted_keys ORDER BY rowid')
      .map(({ body }) => JSON.parse(body) as TrustedKey);
  }

  /** Changes the list as one step, so that two processes do not undo each other. */
  update(change: (keys: TrustedKey[]) => TrustedKey[]): TrustedKey[] {
    return this.#db.transaction(() => {
      const keys = change(this.list());
      this.#db.run('DELETE FROM trusted_keys');
      for (const key of keys)
        this.#db.run(
          'INSERT INTO trusted_keys (fingerprint, body) VALUES (?, ?)',
          key.fingerprint,
          JSON.stringify(key),
        );
      return keys;
    });
  }
}
