import { describe, expect, test } from 'vitest';
import { deedOf, nextPackage, waitLeft } from './deed.ts';
import { AT, offered, passed, state, trip } from './testing.ts';

const done = { at: AT, result: 'done' as const };
const base = state();
const product = state({ ...offered({ name: 'product-24.1', kind: 'product', dependsOn: ['base-7.0'] }), order: 2 });

describe('at the rack', () => {
  test('the clock comes first, then the versions, then the key', () => {
    expect(deedOf(trip()).do).toBe('clock');
    expect(deedOf(trip({ state: 'clock-checked' })).do).toBe('versions');
    expect(deedOf(trip({ state: 'clock-checked', baseVersion: '6.2' })).do).toBe('key');
    expect(deedOf(trip({ state: 'key-generated' })).do).toBe('request');
    expect(deedOf(trip({ state: 'key-exported' })).do).toBe('import');
  });
  test('base packages, then the backup, then the product, by the order and not by the list', () => {
    const packages = [product, base];
    expect(deedOf(trip({ state: 'verified', packages }))).toMatchObject({ do: 'install', name: 'base-7.0' });
    const based = [product, { ...base, installed: done }];
    expect(deedOf(trip({ state: 'base-installed', packages: based })).do).toBe('backup');
    expect(deedOf(trip({ state: 'backed-up', packages: based }))).toMatchObject({
      do: 'install',
      name: 'product-24.1',
    });
  });
  test('a round without a base is backed up first', () => {
    expect(deedOf(trip({ state: 'verified', packages: [product] })).do).toBe('backup');
  });
  test('a package that failed stays the next one', () => {
    const failed = { ...base, installed: { at: AT, result: 'failed' as const } };
    expect(nextPackage([failed, product])?.name).toBe('base-7.0');
  });
  test('a round is closed when main allows it, not when the clock of the screen says so', () => {
    const waiting = trip({ state: 'client-wait', history: passed('client-wait') });
    expect(deedOf(waiting).do).toBe('wait');
    expect(deedOf({ ...waiting, next: [{ to: 'closed', allowed: true, why: null }] }).do).toBe('close');
  });
});

test('clients have 24 hours, and never less than nothing', () => {
  const waiting = trip({ state: 'client-wait', history: passed('client-wait') });
  const began = Date.parse(AT);
  expect(waitLeft(waiting, began + 3_600_000)).toBe(23 * 3_600_000);
  expect(waitLeft(waiting, began + 48 * 3_600_000)).toBe(0);
  expect(waitLeft(trip(), began)).toBeNull();
});

describe('on the connected side', () => {
  const here = (part: Parameters<typeof trip>[0]) => deedOf(trip({ side: 'connected', ...part })).do;
  test('the list is recorded before anything is taken in', () => {
    expect(here({ state: 'key-exported' })).toBe('submit');
    expect(here({ state: 'key-submitted' })).toBe('list');
    expect(here({ state: 'list-recorded' })).toBe('intake');
    expect(here({ state: 'downloaded' })).toBe('second');
    expect(here({ state: 'downloaded-twice' })).toBe('window');
  });
  test('two media are sealed before they are handed over', () => {
    const medium = { id: 'm', label: null, serial: null, role: 'primary' as const, verifiedAt: null, how: null };
    const bundle = { id: 'b', sequence: 1, tagmanifestSha256: '', signedBy: '', media: [medium] };
    expect(here({ state: 'window-confirmed' })).toBe('seal');
    expect(here({ state: 'window-confirmed', bundle })).toBe('reserve');
    const both = { ...bundle, media: [medium, { ...medium, id: 'n', role: 'reserve' as const }] };
    expect(here({ state: 'window-confirmed', bundle: both })).toBe('hop');
  });
});
