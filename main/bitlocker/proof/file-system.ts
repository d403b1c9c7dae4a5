import type { FileSystem } from './types.ts';

/** Offset of the signature 55 AA, which all but ReFS end with. */
const SIGNATURE_AT = 510;

/**
 * Which file system begins with this sector (512 bytes or more), by its signature and by fields that random bytes would not
 * have; null for none. NTFS: Linux NTFS documentation "$Boot"; FAT: Microsoft FAT specification 1.03, section 3; exFAT:
 * Microsoft exFAT specification, section 3.1; ReFS: libyal libfsrefs, "Volume header".
 */
export function fileSystemOf(sector: Buffer): FileSystem | null {
  if (sector.length < 512) return null;
  if (isRefs(sector)) return 'refs';
  if (sector.readUInt16LE(SIGNATURE_AT) !== 0xaa55) return null;
  if (fileTables(sector)) return 'ntfs';
  if (isExfat(sector)) return 'exfat';
  return isFat(sector) ? 'fat' : null;
}

/** Bytes from the start of the volume where the master file table and the copy of its first records begin. */
export interface FileTables {
  table: number;
  mirror: number;
}

/** Null when these are no plausible fields of an NTFS boot sector. */
export function fileTables(sector: Buffer): FileTables | null {
  if (sector.toString('latin1', 3, 11) !== 'NTFS    ') return null;
  const bytes = sector.readUInt16LE(11);
  const perCluster = sectorsPerCluster(sector.readUInt8(13));
  const sectors = Number(sector.readBigUInt64LE(40));
  const clusters = [48, 56].map((at) => Number(sector.readBigUInt64LE(at)));
  if (!isSectorSize(bytes) || !isPowerOfTwo(perCluster)) return null;
  if (clusters.some((cluster) => cluster < 1 || cluster * perCluster > sectors)) return null;
  const [table = 0, mirror = 0] = clusters.map((cluster) => cluster * perCluster * bytes);
  return Number.isSafeInteger(table) && Number.isSafeInteger(mirror) ? { table, mirror } : null;
}

/** Above 0x80 it is an exponent, negative (clusters larger than 64 KiB). */
const sectorsPerCluster = (byte: number) => (byte <= 0x80 ? byte : 2 ** (256 - byte));

function isExfat(sector: Buffer): boolean {
  return sector.toString('latin1', 3, 11) === 'EXFAT   ' && sector.subarray(11, 64).every((byte) => byte === 0);
}

function isFat(sector: Buffer): boolean {
  const named = sector.toString('latin1', 82, 87) === 'FAT32' || /^FAT1[26]/.test(sector.toString('latin1', 54, 59));
  const fats = sector.readUInt8(16);
  return named && isSectorSize(sector.readUInt16LE(11)) && isPowerOfTwo(sector.readUInt8(13)) && fats >= 1 && fats <= 2;
}

function isRefs(sector: Buffer): boolean {
  const signed = sector.toString('latin1', 3, 11) === 'ReFS\0\0\0\0' && sector.toString('latin1', 16, 20) === 'FSRS';
  return signed && isSectorSize(sector.readUInt32LE(32));
}

const isSectorSize = (bytes: number) => bytes >= 256 && bytes <= 4096 && isPowerOfTwo(bytes);
const isPowerOfTwo = (n: number) => n >= 1 && Number.isInteger(Math.log2(n));
