import path from 'node:path';
import { expect, test } from 'vitest';
import { SettingsStore } from './settings.ts';
import { scratchDatabase } from './testing/scratch.ts';

test('settings have defaults, change one by one and are shared', () => {
  const db = scratchDatabase();
  const settings = new SettingsStore(db, { language: 'de', theme: 'system', operator: 'ada' });
  expect(settings.get()).toEqual({ language: 'de', theme: 'system', operator: 'ada' });
  expect(settings.set({ theme: 'dark' })).toEqual({ language: 'de', theme: 'dark', operator: 'ada' });
  expect(settings.set({ operator: 'Grace', theme: 'light' })).toMatchObject({ theme: 'light', operator: 'Grace' });
  const elsewhere = new SettingsStore(scratchDatabase(path.dirname(db.file)));
  expect(elsewhere.get()).toEqual({ language: 'en', theme: 'light', operator: 'Grace' });
});

test('what is no setting is refused as a whole, and what is stored but unknown is ignored', () => {
  const db = scratchDatabase();
  const settings = new SettingsStore(db);
  expect(() => settings.set({ language: 'de', theme: 'neon' as 'dark' })).toThrow();
  expect(settings.get().language).toBe('en');
  db.run("INSERT INTO settings (name, value) VALUES ('theme', 'neon'), ('wings', 'yes')");
  expect(settings.get()).toEqual({ language: 'en', theme: 'system', operator: '' });
});
