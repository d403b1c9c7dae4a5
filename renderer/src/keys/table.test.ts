import { expect, test } from 'vitest';
import { lastPlace, splitId, tableOf } from './table.ts';
import { key, volume } from './testing.ts';

test('keys stand with their volume, best proven first; those of no volume and void ones stand apart', () => {
  const weak = key({ ref: 'weak', volumeId: 'V', grade: 'listed' });
  const strong = key({ ref: 'strong', volumeId: 'V', grade: 'sector' });
  const lost = key({ ref: 'lost', volumeId: null });
  const elsewhere = key({ ref: 'elsewhere', volumeId: 'W' });
  const stale = key({ ref: 'stale', stale: true });
  const dead = key({ ref: 'dead', volumeId: 'V', dead: { at: '2026-01-01T00:00:00Z', reason: 'image' } });
  const table = tableOf({ volumes: [volume({ id: 'V' })], keys: [weak, stale, strong, lost, dead, elsewhere] });
  expect(table.volumes.map((v) => v.keys.map((k) => k.ref))).toEqual([['strong', 'weak']]);
  expect(table.homeless.map((k) => k.ref)).toEqual(['lost', 'elsewhere']);
  expect(table.void.map((k) => k.ref)).toEqual(['stale', 'dead']);
});

test('a dead volume is no row, and volumes that were not read are none', () => {
  expect(tableOf({ volumes: [volume({ id: 'V', dead: true })], keys: [] }).volumes).toEqual([]);
  expect(tableOf({ volumes: null, keys: [key({ volumeId: 'V' })] }).homeless).toHaveLength(1);
});

test('the first eight characters of an ID are what the screen is compared with', () => {
  expect(splitId('E7E48BAE-FF13-4F14-8222-971D469FAE0D')).toEqual({
    first: 'E7E48BAE',
    rest: '-FF13-4F14-8222-971D469FAE0D',
  });
});

test('the drive read last is offered again, a listing or a dead volume is no drive', () => {
  const at = (place: string, readAt: string, dead = false) => volume({ place, readAt, dead });
  const [old, fresh] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'];
  expect(lastPlace({ volumes: [at('/dev/sdb', old), at('\\\\.\\PhysicalDrive1', fresh)] })).toBe(
    '\\\\.\\PhysicalDrive1',
  );
  expect(lastPlace({ volumes: [at('manage-bde', fresh), at('E:\\disk.vhd', old)] })).toBe('E:\\disk.vhd');
  expect(lastPlace({ volumes: [at('/dev/sdb', old, true), at('192.0.2.9', old)] })).toBeNull();
  expect(lastPlace({ volumes: null })).toBeNull();
});
