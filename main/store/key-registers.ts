import { EMPTY, type Register } from '../bitlocker/register/register.ts';
import type { Database } from './database.ts';

/** One register of recovery keys for each device; no digits. */
export class KeyRegisters {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get(siteId: string, deviceId: string): Register {
    const row = this.#db.get<{ body: string }>(
      'SELECT body FROM key_registers WHERE site = ? AND device = ?',
      siteId,
      deviceId,
    );
    return row ? JSON.parse(row.body) : EMPTY;
  }

  /** Changes it as one step, so that two processes do not undo each other. */
  update(siteId: string, deviceId: string, change: (register: Register) => Register): Register {
    return this.#db.transaction(() => {
      const register = change(this.get(siteId, deviceId));
      this.#db.run(
        'INSERT INTO key_registers (site, device, body) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
        ...[siteId, deviceId, JSON.stringify(register)],
      );
      return register;
    });
  }

  /** Of one device, or of a whole site. */
  remove(siteId: string, deviceId: string | null = null): void {
    if (deviceId === null) this.#db.run('DELETE FROM key_registers WHERE site = ?', siteId);
    else this.#db.run('DELETE FROM key_registers WHERE site = ? AND device = ?', siteId, deviceId);
  }
}
