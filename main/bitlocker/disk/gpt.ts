/** GUID partition table (UEFI 2.10 §5.3.2 header, §5.3.3 entries; little endian). */
import { crc32 } from 'node:zlib';
import type { Source } from '../fve/types.ts';
import type { Entry } from './mbr.ts';
import { tryRead } from './try-read.ts';

export interface GptHeader {
  entriesAt: number;
  count: number;
  entryBytes: number;
  entriesCrc: number;
  /** The header's own CRC fits. */
  intact: boolean;
}

const HEADER_BYTES = 92;
/** Eight times what every system writes. */
const MAX_ENTRIES = 1024;
const MAX_ENTRY_BYTES = 1024;
const NO_TYPE = Buffer.alloc(16);

/** The header out of its sector; null when it is none or names a table of a size that nobody writes. */
export function decodeGptHeader(sector: Buffer): GptHeader | null {
  if (sector.length < HEADER_BYTES || sector.toString('latin1', 0, 8) !== 'EFI PART') return null;
  const bytes = sector.readUInt32LE(12);
  const header = {
    entriesAt: Number(sector.readBigUInt64LE(72)),
    count: sector.readUInt32LE(80),
    entryBytes: sector.readUInt32LE(84),
    entriesCrc: sector.readUInt32LE(88),
  };
  if (header.count < 1 || header.count > MAX_ENTRIES) return null;
  if (header.entryBytes < 128 || header.entryBytes > MAX_ENTRY_BYTES) return null;
  const inSector = bytes >= HEADER_BYTES && bytes <= sector.length;
  return { ...header, intact: inSector && headerCrc(sector.subarray(0, bytes)) === sector.readUInt32LE(16) };
}

/** Over the header with its CRC field as zeros. */
function headerCrc(header: Buffer): number {
  const copy = Buffer.from(header);
  copy.writeUInt32LE(0, 16);
  return crc32(copy);
}

/** The entries in use of the table. */
export function decodeGptEntries(table: Buffer, { count, entryBytes }: GptHeader): Entry[] {
  const found: Entry[] = [];
  for (let at = 0; at + entryBytes <= Math.min(table.length, count * entryBytes); at += entryBytes) {
    if (table.subarray(at, at + 16).equals(NO_TYPE)) continue;
    const first = Number(table.readBigUInt64LE(at + 32));
    const last = Number(table.readBigUInt64LE(at + 40));
    if (first > 0 && last >= first) found.push({ type: 0, first, count: last - first + 1 });
  }
  return found;
}

/**
 * The partitions in sectors and the size of these, from the first of primary and backup table whose checksums fit, else
 * from what there is. `end` is where the drive ends, for the backup. Null where there is no GPT.
 */
export async function readGpt(
  source: Source,
  end: number | null,
): Promise<{ sectorSize: number; entries: Entry[] } | null> {
  let doubtful: { sectorSize: number; entries: Entry[] } | null = null;
  for (const sectorSize of [512, 4096]) {
    for (const at of end === null ? [sectorSize] : [sectorSize, end - sectorSize]) {
      const found = await readTable(source, at, sectorSize);
      if (found?.intact) return found;
      doubtful ??= found;
    }
  }
  return doubtful;
}

async function readTable(source: Source, at: number, sectorSize: number) {
  const sector = await tryRead(source, at, sectorSize);
  const header = sector && decodeGptHeader(sector);
  if (!header) return null;
  const table = await tryRead(source, header.entriesAt * sectorSize, header.count * header.entryBytes);
  if (!table) return null;
  const intact = header.intact && crc32(table) === header.entriesCrc;
  return { sectorSize, entries: decodeGptEntries(table, header), intact };
}
