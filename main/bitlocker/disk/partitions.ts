import type { Source } from '../fve/types.ts';
import { driveEnd } from './container.ts';
import { readGpt } from './gpt.ts';
import { type Entry, readMbr } from './mbr.ts';

/** A part of a drive, in bytes. */
export interface Partition {
  offset: number;
  length: number;
}
export interface Partitions {
  /** In the order of the drive, each offset once. All begin inside the source where its size is known. */
  partitions: Partition[];
  /** How many the table names that begin behind the end: the image was cut off. */
  missing: number;
}

/**
 * The partitions of an image or a drive: GPT with sectors of 512 or 4096 bytes (its backup where the primary is damaged),
 * else MBR with logical partitions. None for a volume without a partition table. Reads a bounded number of sectors.
 */
export async function partitionsOf(source: Source): Promise<Partitions> {
  const end = await driveEnd(source);
  const gpt = await readGpt(source, end);
  if (gpt) return within(end, inBytes(gpt.entries, gpt.sectorSize));
  const small = within(end, inBytes(await readMbr(source, 512), 512));
  // An MBR does not tell its sector size: drives with 4096 bytes count in these.
  const large = within(end, inBytes(await readMbr(source, 4096), 4096));
  return { partitions: unique([...small.partitions, ...large.partitions]), missing: small.missing };
}

const inBytes = (entries: Entry[], sectorSize: number): Partition[] =>
  entries.map(({ first, count }) => ({ offset: first * sectorSize, length: count * sectorSize }));

function within(end: number | null, all: Partition[]): Partitions {
  const inside = all.filter(({ offset }) => Number.isSafeInteger(offset) && (end === null || offset < end));
  return { partitions: unique(inside), missing: all.length - inside.length };
}

function unique(partitions: Partition[]): Partition[] {
  const byOffset = new Map(partitions.map((p) => [p.offset, p]));
  return [...byOffset.values()].sort((a, b) => a.offset - b.offset);
}
