import type { FveVolume, Source } from '../fve/types.ts';

/** What decrypts sectors of a volume: `byteOffset` is where the ciphertext lies, from the start of the volume. */
export interface Decrypts {
  decrypt(byteOffset: number, data: Buffer): Buffer;
}

/** Vista leaves this much at the start of a volume as it is, but for two fields. */
const VISTA_PLAIN_BYTES = 0x2000;

/** One sector of the volume's file system, as it lies there, and decrypted. */
export interface Sector {
  stored: Buffer;
  plain: Buffer;
  /** It came out of the cipher, so that what it says speaks for the key. */
  deciphered: boolean;
}

/**
 * Reads the sector that the file system has at `logical` (bytes, at a sector's start): the first ones were moved, and Vista
 * has them in place (reference §2.4). @throws BitlockerError when it cannot be read
 */
export async function readSector(
  source: Source,
  volume: FveVolume,
  cipher: Decrypts,
  logical: number,
): Promise<Sector> {
  const physical = placeOf(volume, logical);
  const stored = await source.read(volume.offset + physical, volume.sectorSize);
  if (volume.version < 2 && logical < VISTA_PLAIN_BYTES) {
    return { stored, plain: logical === 0 ? vistaBootSector(stored, volume.block) : stored, deciphered: false };
  }
  return { stored, plain: cipher.decrypt(physical, stored), deciphered: true };
}

function placeOf({ relocated }: FveVolume, logical: number): number {
  return relocated && logical < relocated.length ? relocated.offset + logical : logical;
}

/** Vista writes its name over that of NTFS and its metadata's cluster over that of $MFTMirr, which the metadata keeps. */
function vistaBootSector(stored: Buffer, block: Buffer): Buffer {
  const sector = Buffer.from(stored);
  sector.write('NTFS    ', 3, 'latin1');
  block.copy(sector, 56, 56, 64);
  return sector;
}
