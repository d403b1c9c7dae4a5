/** Master boot record (the table at 446 of a boot sector) and the chain of extended boot records. */
import type { Source } from '../fve/types.ts';
import { tryRead } from './try-read.ts';

/** In sectors. */
export interface Entry {
  type: number;
  first: number;
  count: number;
}

const TABLE = 446;
const SIGNATURE = 0xaa55;
const EXTENDED = new Set([0x05, 0x0f, 0x85]);
/** More logical partitions than any system makes; ends a chain that goes in circles. */
const MAX_LOGICAL = 128;

/** The entries in use of the 512 bytes of a boot record; null when it has no signature. Little endian. */
export function decodeMbr(sector: Buffer): Entry[] | null {
  if (sector.length < 512 || sector.readUInt16LE(510) !== SIGNATURE) return null;
  const entries = [0, 1, 2, 3].map((n) => ({
    type: sector.readUInt8(TABLE + 16 * n + 4),
    first: sector.readUInt32LE(TABLE + 16 * n + 8),
    count: sector.readUInt32LE(TABLE + 16 * n + 12),
  }));
  return entries.filter(({ type, first, count }) => type !== 0 && first > 0 && count > 0);
}

/** Primary and logical partitions, in sectors of `sectorSize` bytes; empty where there is no MBR. */
export async function readMbr(source: Source, sectorSize: number): Promise<Entry[]> {
  const first = await tryRead(source, 0, 512);
  const primary = first && decodeMbr(first);
  if (!primary) return [];
  const extended = primary.find(({ type }) => EXTENDED.has(type));
  const logical = extended ? await readLogical(source, extended.first, sectorSize) : [];
  return [...primary.filter(({ type }) => !EXTENDED.has(type)), ...logical];
}

/** Each extended boot record names one partition (from itself) and the next record (from the extended partition). */
async function readLogical(source: Source, start: number, sectorSize: number): Promise<Entry[]> {
  const found: Entry[] = [];
  const seen = new Set<number>();
  let at = start;
  while (!seen.has(at) && seen.size < MAX_LOGICAL) {
    seen.add(at);
    const record = await tryRead(source, at * sectorSize, 512);
    const entries = (record && decodeMbr(record)) || [];
    const next = entries.find(({ type }) => EXTENDED.has(type));
    const here = at;
    found.push(...entries.filter((e) => e !== next).map((e) => ({ ...e, first: e.first + here })));
    if (!next) break;
    at = start + next.first;
  }
  return found;
}
