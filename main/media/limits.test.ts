import { expect, test } from 'vitest';
import { FAT_MAX_FILE, fitsOn, isPortableName, limitsOf, PART_BYTES, partsOf } from './limits.ts';

const one = (sizeBytes: number, name = 'a.bin') => [{ name, sizeBytes }];
const codes = (...args: Parameters<typeof fitsOn>) => fitsOn(...args).map(({ code, file }) => [code, file]);

test.each([
  ['vfat', FAT_MAX_FILE, true],
  ['vfat', FAT_MAX_FILE + 1, false],
  ['FAT32', 5e9, false],
  ['msdos', 5e9, false],
  ['MS-DOS FAT32', 5e9, false],
  [null, 5e9, false],
  ['exfat', 5e9, true],
  ['NTFS', 5e9, true],
  ['ext4', 5e9, true],
])('%s, a file of %i bytes: %s', (fileSystem, sizeBytes, fits) =>
  expect(codes(fileSystem, one(sizeBytes), null)).toEqual(fits ? [] : [['media.too-big-for-fs', 'a.bin']]),
);

test('5 GB are two parts, and each of them fits on FAT', () => {
  const parts = partsOf('a.tar', 5e9);
  expect(parts).toEqual([
    { name: 'a.tar.001', offset: 0, sizeBytes: PART_BYTES },
    { name: 'a.tar.002', offset: PART_BYTES, sizeBytes: 1e9 },
  ]);
  expect(fitsOn('vfat', parts, 6e9)).toEqual([]);
  expect(partsOf('b', 0)).toEqual([{ name: 'b.001', offset: 0, sizeBytes: 0 }]);
  expect(partsOf('b', PART_BYTES)).toHaveLength(1);
  expect(fitsOn('vfat', one(5e9), null)[0]?.remedy.en).toContain('2 parts');
});

test('room is counted in clusters, folders too', () => {
  expect(codes('vfat', one(4096), 4096, 4096)).toEqual([]);
  expect(codes('vfat', one(4097), 8191, 4096)).toEqual([['media.full', null]]);
  expect(codes('vfat', one(1, 'a/b/c'), 3 * 4096 - 1, 4096)).toEqual([['media.full', null]]);
  expect(codes('vfat', one(1, 'a/b/c'), 3 * 4096, 4096)).toEqual([]);
  expect(fitsOn('exfat', one(10, 'a'), 1, 1)[0]?.text).toEqual({
    en: '10 bytes are needed, and 1 are free.',
    de: '10 Bytes werden gebraucht, und 1 sind frei.',
  });
});

test('names that are one and the same where case does not count', () => {
  const names = (...list: string[]) =>
    codes(
      'ext4',
      list.map((name) => ({ name, sizeBytes: 0 })),
      null,
    );
  expect(names('a', 'A')).toEqual([['media.name', 'A']]);
  expect(names('a/b', 'A')).toEqual([['media.name', 'A']]);
  expect(names('a/b', 'a/c', 'ab')).toEqual([]);
});

test.each([
  ['Firmware-1.2.3_x+y.bin', true],
  ['.hidden', true],
  ['console.txt', true],
  ['a/b/c', true],
  ['..', false],
  ['a/./b', false],
  ['com1.txt', false],
  ['LPT9', false],
  ['a\\b', false],
  ['a\0', false],
  ['a\n', false],
  [`${'x/'.repeat(100)}x`, false],
])('%j is a name for every system: %s', (name, is) => expect(isPortableName(name)).toBe(is));

test('FAT keeps the time in steps of two seconds', () => {
  expect(['vfat', 'exfat', 'hfs', 'NTFS'].map((name) => limitsOf(name).timeStepMs)).toEqual([2_000, 10, 1_000, 1]);
});
