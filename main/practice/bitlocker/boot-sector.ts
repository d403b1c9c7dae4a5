import { guidBytes } from '../../bitlocker/fve/guid.ts';
import type { Room } from './room.ts';

/** Where a reader finds the metadata from; the names are those of `FveVolume.layout`. */
export type FveLayout = 'vista' | 'windows7' | 'to-go' | 'used-space-only';

const METADATA = '4967D63B-2E29-4AD8-8399-F6A339E3D001';
/** Encrypt on write: only used space is encrypted, and it is still going on. */
const ENCRYPT_ON_WRITE = '92A84D3B-DD80-4D0E-9E4E-B1E3284EAED8';

const SIGNATURE = '-FVE-FS-';

/**
 * Sector 0 of a volume since Windows 7: a FAT32 lookalike, with a GUID and the offsets of the three metadata copies at 160,
 * or at 424 behind the BPB of a stick (To Go). The area from 512 on is left zero.
 */
export function bootSector(layout: Exclude<FveLayout, 'vista'>, sectorSize: number, { copies }: Room): Buffer {
  const boot = Buffer.alloc(sectorSize);
  boot.set([0xeb, 0x58, 0x90]);
  boot.write(layout === 'to-go' ? 'MSWIN4.1' : SIGNATURE, 3, 'latin1');
  boot.writeUInt16LE(sectorSize, 11);
  boot.writeUInt8(4096 / sectorSize, 13); // sectors of a cluster
  boot.writeUInt8(0xf8, 21); // fixed medium
  boot.write('FAT32   ', 82, 'latin1');
  const table = layout === 'to-go' ? 424 : 160;
  guidBytes(layout === 'used-space-only' ? ENCRYPT_ON_WRITE : METADATA).copy(boot, table);
  for (const [index, offset] of copies.entries()) boot.writeBigUInt64LE(BigInt(offset), table + 16 + 8 * index);
  boot.writeUInt16LE(0xaa55, 510);
  return boot;
}

/** Vista keeps the NTFS boot sector, but for the name and the cluster of $MFTMirr, where it puts that of its metadata. */
export function vistaBootSector(plain: Buffer, { copies }: Room): Buffer {
  const boot = Buffer.from(plain);
  boot.write(SIGNATURE, 3, 'latin1');
  boot.writeBigUInt64LE(BigInt(copies[0] / clusterSize(plain)), 56);
  return boot;
}

/** $MFTMirr's cluster, which the metadata keeps for Vista. */
export function mirrorCluster(plain: Buffer): bigint {
  return plain.readBigUInt64LE(56);
}

function clusterSize(ntfs: Buffer): number {
  return ntfs.readUInt16LE(11) * ntfs.readUInt8(13);
}
