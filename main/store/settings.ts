import * as z from 'zod';
import type { Settings } from '../../preload/contract.ts';
import type { Database } from './database.ts';

const SHAPES: { [K in keyof Settings]: z.ZodType<Settings[K]> } = {
  language: z.enum(['en', 'de']),
  theme: z.enum(['system', 'light', 'dark', 'contrast']),
  operator: z.string().max(200),
  collector: z.string().max(200),
  vaultLockMinutes: z.coerce.number().int().min(1).max(240), // stored as text
  timeServer: z.string().max(260),
};
const DEFAULTS: Settings = {
  ...{ language: 'en', theme: 'system', operator: '', collector: '' },
  ...{ vaultLockMinutes: 15, timeServer: '' },
};
const NAMES = Object.keys(SHAPES) as (keyof Settings)[];

/** The operator's choices, one row each, shared by all shells. */
export class SettingsStore {
  readonly #db: Database;
  readonly #defaults: Settings;

  constructor(db: Database, defaults: Settings = DEFAULTS) {
    this.#db = db;
    this.#defaults = defaults;
  }

  /** What was never set, or was set to something this version does not know, has its default. */
  get(): Settings {
    const rows = this.#db.all<{ name: string; value: string }>('SELECT name, value FROM settings');
    const stored = Object.fromEntries(rows.map(({ name, value }) => [name, value]));
    const settings = { ...this.#defaults };
    const read = <K extends keyof Settings>(name: K): void => {
      const parsed = SHAPES[name].safeParse(stored[name]);
      if (parsed.success) settings[name] = parsed.data;
    };
    for (const name of NAMES) read(name);
    return settings;
  }

  /** Changes what is given, leaves the rest. Returns all of them. Throws a ZodError for a value that is none. */
  set(change: Partial<Settings>): Settings {
    return this.#db.transaction(() => {
      for (const name of NAMES) {
        const value = change[name];
        if (value === undefined) continue;
        const text = String(SHAPES[name].parse(value));
        this.#db.run('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)', name, text);
      }
      return this.get();
    });
  }
}
