import { BitlockerError } from '../errors.ts';
import type { FveVolume, Source } from '../fve/types.ts';
import { fileSystemOf, fileTables } from './file-system.ts';
import { type Decrypts, readSector, type Sector } from './sectors.ts';
import type { Proof } from './types.ts';

export interface SectorProof {
  sector: Proof['sector'];
  /** The cipher made it readable. */
  proven: boolean;
  notes: string[];
}

/**
 * Decrypts the first sector and looks for a file system; for NTFS also for the first record of its master file table or of the table's copy. On
 * Vista only that record speaks for the key, since the first sector is not encrypted there. Never throws BitlockerError.
 */
export async function proveSector(source: Source, volume: FveVolume, cipher: Decrypts): Promise<SectorProof> {
  if (volume.version >= 2 && !volume.relocated) {
    return { sector: null, proven: false, notes: ['The metadata does not say where the first sectors lie.'] };
  }
  const first = await attempt(() => readSector(source, volume, cipher, 0));
  if (first instanceof BitlockerError) {
    return { sector: null, proven: false, notes: [`The first sector could not be read: ${first.message}.`] };
  }
  try {
    return await judge(source, volume, cipher, first);
  } finally {
    first.plain.fill(0);
  }
}

async function judge(source: Source, volume: FveVolume, cipher: Decrypts, first: Sector): Promise<SectorProof> {
  const found = fileSystemOf(first.plain);
  if (first.deciphered && !found && fileSystemOf(first.stored)) {
    return { sector: 'in-clear', proven: false, notes: ['The first sector is not encrypted (yet).'] };
  }
  if (!found)
    return { sector: 'not-recognised', proven: false, notes: ['The first sector is of no known file system.'] };
  const tables = fileTables(first.plain);
  if (found !== 'ntfs' || !tables) return { sector: found, proven: first.deciphered, notes: [] };
  const seen = [
    await recordAt(source, volume, cipher, tables.table),
    await recordAt(source, volume, cipher, tables.mirror),
  ];
  const byTable = seen.includes('deciphered');
  const notes = byTable ? [] : [`The master file table ${TABLE_NOTES[seen[0] ?? 'strange']}.`];
  return { sector: found, proven: first.deciphered || byTable, notes };
}

/** NTFS file records begin with "FILE" (Linux NTFS documentation, "File Record"). */
const RECORD = Buffer.from('FILE');
const TABLE_NOTES = {
  deciphered: '',
  clear: 'is not encrypted (yet)',
  empty: 'was not written to this image',
  strange: 'was not recognised',
  missing: 'lies behind the end of this image',
  unreadable: 'could not be read',
} as const;

/** What lies where a file record should begin. */
async function recordAt(
  source: Source,
  volume: FveVolume,
  cipher: Decrypts,
  at: number,
): Promise<keyof typeof TABLE_NOTES> {
  const within = at % volume.sectorSize;
  const record = await attempt(() => readSector(source, volume, cipher, at - within));
  if (record instanceof BitlockerError) return record.code === 'bitlocker.truncated' ? 'missing' : 'unreadable';
  const begins = (sector: Buffer) => sector.subarray(within, within + RECORD.length).equals(RECORD);
  const deciphered = record.deciphered && begins(record.plain);
  record.plain.fill(0);
  if (deciphered) return 'deciphered';
  if (begins(record.stored)) return 'clear';
  return record.stored.every((byte) => byte === 0) ? 'empty' : 'strange';
}

async function attempt<T>(work: () => Promise<T>): Promise<T | BitlockerError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BitlockerError) return error;
    throw error;
  }
}
