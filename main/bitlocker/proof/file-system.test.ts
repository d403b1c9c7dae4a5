import { describe, expect, it } from 'vitest';
import { fileSystemOf, fileTables } from './file-system.ts';

function sector(write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(512);
  bytes.set([0xeb, 0x52, 0x90]);
  bytes.writeUInt16LE(0xaa55, 510);
  write(bytes);
  return bytes;
}
const ntfs = (change: (bytes: Buffer) => void = () => {}) =>
  sector((bytes) => {
    bytes.write('NTFS    ', 3, 'latin1');
    bytes.writeUInt16LE(512, 11);
    bytes[13] = 8;
    bytes.writeBigUInt64LE(2047n, 40);
    bytes.writeBigUInt64LE(4n, 48);
    bytes.writeBigUInt64LE(2n, 56);
    change(bytes);
  });
const fat = (name: string, at: number, change: (bytes: Buffer) => void = () => {}) =>
  sector((bytes) => {
    bytes.write('MSDOS5.0', 3, 'latin1');
    bytes.writeUInt16LE(512, 11);
    bytes.set([8, 32, 0, 2], 13);
    bytes.write(name, at, 'latin1');
    change(bytes);
  });
const exfat = sector((bytes) => bytes.write('EXFAT   ', 3, 'latin1'));
const refs = sector((bytes) => {
  bytes.write('ReFS\0\0\0\0', 3, 'latin1');
  bytes.write('FSRS', 16, 'latin1');
  bytes.writeUInt32LE(512, 32);
  bytes.writeUInt16LE(0, 510);
});

describe('the file system of a first sector', () => {
  it.each([
    ['ntfs', ntfs()],
    ['fat', fat('FAT32   ', 82)],
    ['fat', fat('FAT16   ', 54)],
    ['fat', fat('FAT12   ', 54)],
    ['exfat', exfat],
    ['refs', refs],
  ])('is %s', (name, bytes) => {
    expect(fileSystemOf(bytes)).toBe(name);
    expect(fileSystemOf(Buffer.concat([bytes, Buffer.alloc(3584)]))).toBe(name);
  });

  it.each([
    ['nothing', Buffer.alloc(512)],
    ['too short', ntfs().subarray(0, 511)],
    ['no end mark', ntfs((bytes) => bytes.writeUInt16LE(0, 510))],
    ['no sector size', ntfs((bytes) => bytes.writeUInt16LE(0, 11))],
    ['an odd sector size', ntfs((bytes) => bytes.writeUInt16LE(513, 11))],
    ['clusters of three sectors', ntfs((bytes) => bytes.set([3], 13))],
    ['clusters of none', ntfs((bytes) => bytes.set([0], 13))],
    ['a table behind the end', ntfs((bytes) => bytes.writeBigUInt64LE(300n, 48))],
    ['a mirror behind the end', ntfs((bytes) => bytes.writeBigUInt64LE(2n ** 64n - 1n, 56))],
    ['a table at its own start', ntfs((bytes) => bytes.writeBigUInt64LE(0n, 48))],
    ['three file allocation tables', fat('FAT32   ', 82, (bytes) => bytes.set([3], 16))],
    ['no name', fat('', 82)],
    ['exFAT with fields of FAT', Buffer.concat([exfat.subarray(0, 11), ntfs().subarray(11)])],
    ['ReFS without sectors', Buffer.concat([refs.subarray(0, 32), Buffer.alloc(480)])],
  ])('is not taken for one: %s', (_, bytes) => {
    expect(fileSystemOf(bytes)).toBeNull();
  });

  it('of NTFS says where its tables are, also with large clusters', () => {
    expect(fileTables(ntfs())).toEqual({ table: 4 * 4096, mirror: 2 * 4096 });
    const large = ntfs((bytes) => {
      bytes[13] = 0xf8; // 2^8 sectors
      bytes.writeBigUInt64LE(2n ** 30n, 40);
    });
    expect(fileTables(large)).toEqual({ table: 4 * 131_072, mirror: 2 * 131_072 });
  });
});
