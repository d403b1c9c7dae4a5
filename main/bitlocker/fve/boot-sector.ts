import { BitlockerError } from '../errors.ts';
import { u64 } from './fields.ts';
import { guidBytes } from './guid.ts';
import type { FveVolume } from './types.ts';

/** What the first sector of a BitLocker volume tells (reference §2.1). */
export interface BootSector {
  layout: FveVolume['layout'];
  /** Bytes. */
  sectorSize: number;
  /** Where the copies of the metadata lie, in bytes from the start of the volume: three, one for Vista. */
  metadata: number[];
  /** Size of the volume in bytes; null where the sector does not tell (Windows 7 and later). */
  volumeBytes: number | null;
}

export const BOOT_SECTOR_BYTES = 512;

/** Both stand in front of three offsets. Where in the sector depends on the file system, so they are searched. */
const METADATA_GUID = guidBytes('4967D63B-2E29-4AD8-8399-F6A339E3D001');
const USED_SPACE_GUID = guidBytes('92A84D3B-DD80-4D0E-9E4E-B1E3284EAED8');
const SECTOR_SIZES = [512, 1024, 2048, 4096];

/**
 * Reads the first 512 bytes of a volume; null when it is none of BitLocker.
 * @throws BitlockerError `bitlocker.damaged` when it is one of BitLocker, and names no sector size or no metadata
 */
export function decodeBootSector(sector: Buffer): BootSector | null {
  if (sector.length < BOOT_SECTOR_BYTES) return null;
  const bytes = sector.subarray(0, BOOT_SECTOR_BYTES);
  const oem = bytes.toString('latin1', 3, 11);
  const usedSpace = offsetsBehind(bytes, USED_SPACE_GUID);
  const usual = offsetsBehind(bytes, METADATA_GUID);
  if (!usedSpace && !usual && oem !== '-FVE-FS-') return null;

  const sectorSize = bytes.readUInt16LE(11);
  if (!SECTOR_SIZES.includes(sectorSize)) throw damaged(`names sectors of ${sectorSize} bytes`);
  const metadata = (usedSpace ?? usual ?? vistaOffsets(bytes, sectorSize)).filter(isPlace);
  if (metadata.length === 0) throw damaged('does not say where the metadata lies');
  const layout = usedSpace ? 'used-space-only' : !usual ? 'vista' : oem === 'MSWIN4.1' ? 'to-go' : 'windows7';
  return { layout, sectorSize, metadata, volumeBytes: volumeBytes(bytes, layout, sectorSize) };
}

function offsetsBehind(bytes: Buffer, guid: Buffer): number[] | null {
  const at = bytes.indexOf(guid);
  if (at < 0 || at + 40 > bytes.length) return null;
  return [16, 24, 32].map((offset) => u64(bytes, at + offset));
}

/** Windows Vista: the cluster of the first copy, in place of the cluster of $MFTMirr in an NTFS boot sector. */
function vistaOffsets(bytes: Buffer, sectorSize: number): number[] {
  return [u64(bytes, 56) * sectorSize * bytes.readUInt8(13)];
}

const isPlace = (offset: number) => offset > 0 && Number.isSafeInteger(offset);

/** NTFS counts sectors at 40, one less than there are; FAT at 32 (or, in 16 bits, at 19). Newer layouts leave both empty. */
function volumeBytes(bytes: Buffer, layout: BootSector['layout'], sectorSize: number): number | null {
  const fat = bytes.readUInt16LE(19) || bytes.readUInt32LE(32);
  const sectors = layout === 'vista' ? u64(bytes, 40) + 1 : fat;
  const size = sectors * sectorSize;
  return sectors > 1 && Number.isSafeInteger(size) ? size : null;
}

function damaged(how: string): BitlockerError {
  return new BitlockerError('bitlocker.damaged', `the first sector of the volume ${how}`);
}
