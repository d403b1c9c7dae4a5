import path from 'node:path';
import { expect, test } from 'vitest';
import { SettingsStore } from './settings.ts';
import { scratchDatabase } from './testing/scratch.ts';

const MINE = {
  language: 'de',
  theme: 'system',
  operator: 'ada',
  collector: '',
  vaultLockMinutes: 30,
  timeServer: '',
} as const;

test('settings have defaults, change one by one and are shared', () => {
  const db = scratchDatabase();
  const settings = new SettingsStore(db, MINE);
  expect(settings.get()).toEqual(MINE);
  expect(settings.set({ theme: 'dark' })).toEqual({ ...MINE, theme: 'dark' });
  expect(settings.set({ operator: 'Grace', theme: 'light' })).toMatchObject({ theme: 'light', operator: 'Grace' });
  const elsewhere = new SettingsStore(scratchDatabase(path.dirname(db.file)));
  expect(elsewhere.get()).toEqual({
    language: 'en',
    theme: 'light',
    operator: 'Grace',
    collector: '',
    vaultLockMinutes: 15,
    timeServer: '',
  });
});

test('what is no setting is refused as a whole, and what is stored but unknown is ignored', () => {
  const db = scratchDatabase();
  const settings = new SettingsStore(db);
  expect(() => settings.set({ language: 'de', theme: 'neon' as 'dark' })).toThrow();
  expect(settings.get().language).toBe('en');
  db.run("INSERT INTO settings (name, value) VALUES ('theme', 'neon'), ('wings', 'yes')");
  expect(settings.get()).toEqual({
    language: 'en',
    theme: 'system',
    operator: '',
    collector: '',
    vaultLockMinutes: 15,
    timeServer: '',
  });
});

test('a number stays a number, within its bounds', () => {
  const db = scratchDatabase();
  const settings = new SettingsStore(db);
  expect(settings.set({ vaultLockMinutes: 240 }).vaultLockMinutes).toBe(240);
  expect(new SettingsStore(scratchDatabase(path.dirname(db.file))).get().vaultLockMinutes).toBe(240);
  for (const wrong of [0, 241, 1.5, -1, Number.NaN]) expect(() => settings.set({ vaultLockMinutes: wrong })).toThrow();
  for (const stored of ['', 'never', '0', '1e9']) {
    db.run("INSERT OR REPLACE INTO settings (name, value) VALUES ('vaultLockMinutes', ?)", stored);
    expect(settings.get().vaultLockMinutes, stored).toBe(15);
  }
});
