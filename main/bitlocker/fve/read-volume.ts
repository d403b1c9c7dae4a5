import type { Failure } from '../../../preload/contract.ts';
import { driveEnd, refuseContainer } from '../disk/container.ts';
import { partitionsOf } from '../disk/partitions.ts';
import { tryRead } from '../disk/try-read.ts';
import { BitlockerError } from '../errors.ts';
import {
  BLOCK_AREA_BYTES,
  BLOCK_HEAD_BYTES,
  type Block,
  blockBytes,
  copyOffsets,
  decodeBlock,
  VALIDATION_BYTES,
  VALIDATION_HEADER_BYTES,
} from './block.ts';
import { BOOT_SECTOR_BYTES, type BootSector, decodeBootSector } from './boot-sector.ts';
import type { FveVolume, Source } from './types.ts';
import { volumeOf } from './volume.ts';

/** Three, and those that damaged ones name. */
const MAX_COPIES = 12;

/**
 * Reads the BitLocker volume that begins at `offset`, from the first good copy of its metadata.
 * @throws BitlockerError `bitlocker.none`, `bitlocker.damaged`, `bitlocker.truncated`, `bitlocker.unreadable`
 */
export async function readVolume(source: Source, offset = 0): Promise<FveVolume> {
  const boot = bootSector(source, await source.read(offset, BOOT_SECTOR_BYTES));
  if (!boot) throw new BitlockerError('bitlocker.none', `${source.name}: no BitLocker volume begins at byte ${offset}`);
  const tried = await readCopies(source, offset, boot);
  const block = tried.find((copy) => copy.block)?.block;
  const copies = tried.map(({ offset, state }) => ({ offset, state }));
  if (block) return volumeOf(boot, block, offset, copies);
  const missing = tried.find(({ failure }) => failure)?.failure;
  if (missing) throw missing;
  const found = copies.map((copy) => `${copy.state} at ${copy.offset}`).join(', ');
  throw new BitlockerError('bitlocker.damaged', `${source.name}: no copy of the metadata is intact (${found})`);
}

/** Its errors do not know yet whose first sector it is. */
function bootSector(source: Source, sector: Buffer): BootSector | null {
  try {
    return decodeBootSector(sector);
  } catch (error) {
    if (!(error instanceof BitlockerError)) throw error;
    throw new BitlockerError(error.code, `${source.name}: ${error.message}`, error);
  }
}

export interface ListedVolume {
  /** Null for partitions that begin behind the end of the image. */
  offset: number | null;
  volume: FveVolume | null;
  failure: Failure | null;
}

/**
 * Every BitLocker volume of an image or a drive, in its order; one that is damaged does not hide the others, and where a
 * partition is cut off or its first sector cannot be read, that is a failure in the list: it may be a volume as well.
 * @throws BitlockerError `bitlocker.none`, `bitlocker.truncated` (ends before the partitions), `bitlocker.unreadable`,
 * `bitlocker.unsupported` (a virtual disk that has to be unpacked first)
 */
export async function listVolumes(source: Source): Promise<ListedVolume[]> {
  await refuseContainer(source);
  if (isBitlocker(await source.read(0, BOOT_SECTOR_BYTES))) {
    return [await listed(source, 0, await driveEnd(source))];
  }
  const { partitions, missing } = await partitionsOf(source);
  const volumes: ListedVolume[] = [];
  for (const { offset, length } of partitions) {
    const sector = await firstSector(source, offset);
    if (sector instanceof BitlockerError) volumes.push({ offset, volume: null, failure: sector.toFailure() });
    else if (sector && isBitlocker(sector)) volumes.push(await listed(source, offset, length));
  }
  if (missing > 0 && volumes.length > 0) {
    volumes.push({ offset: null, volume: null, failure: cutOff(source, missing).toFailure() });
  }
  if (volumes.length > 0) return volumes;
  if (missing > 0) throw cutOff(source, missing);
  throw new BitlockerError('bitlocker.none', `${source.name}: there is no BitLocker volume in it`);
}

const cutOff = ({ name }: Source, missing: number) =>
  new BitlockerError('bitlocker.truncated', `${name} ends before ${missing} of its partitions begin`);

/** Null behind an end that nobody knows, where a table that was read in the wrong sector size leads as well. */
async function firstSector(source: Source, offset: number): Promise<Buffer | BitlockerError | null> {
  if (source.size === null) return tryRead(source, offset, BOOT_SECTOR_BYTES);
  return orError(() => source.read(offset, BOOT_SECTOR_BYTES));
}

async function orError<T>(work: () => Promise<T>): Promise<T | BitlockerError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BitlockerError) return error;
    throw error;
  }
}

/** Also one whose first sector is damaged. */
function isBitlocker(sector: Buffer): boolean {
  try {
    return decodeBootSector(sector) !== null;
  } catch {
    return true;
  }
}

/** `length` is that of the partition, for layouts whose boot sector does not tell. */
async function listed(source: Source, offset: number, length: number | null): Promise<ListedVolume> {
  try {
    const volume = await readVolume(source, offset);
    // A cut image or a stale table must not make a volume smaller than what is encrypted of it.
    const told = length !== null && length >= volume.encryptedBytes ? length : null;
    return { offset, volume: { ...volume, volumeBytes: volume.volumeBytes ?? told }, failure: null };
  } catch (error) {
    if (error instanceof BitlockerError) return { offset, volume: null, failure: error.toFailure() };
    throw error;
  }
}

interface Copy {
  offset: number;
  state: FveVolume['copies'][number]['state'];
  block?: Block;
  failure?: BitlockerError;
}

/** The copies that the boot sector names, then those that these name. */
async function readCopies(source: Source, base: number, boot: BootSector): Promise<Copy[]> {
  const queue = [...boot.metadata];
  const tried = new Map<number, Copy>();
  for (const offset of queue) {
    if (tried.has(offset) || tried.size === MAX_COPIES) continue;
    const area = await readArea(source, base + offset);
    if (area instanceof BitlockerError) {
      tried.set(offset, { offset, state: 'unreadable', failure: area });
      continue;
    }
    const block = decodeBlock(area);
    tried.set(offset, typeof block === 'string' ? { offset, state: block } : { offset, state: 'good', block });
    queue.push(...copyOffsets(area));
  }
  return [...tried.values()];
}

/** A block with its validation, as far as its head says it goes. */
const readArea = (source: Source, at: number): Promise<Buffer | BitlockerError> =>
  orError(async () => {
    const head = await source.read(at, BLOCK_HEAD_BYTES);
    const size = blockBytes(head);
    if (typeof size === 'string') return head;
    const wanted = Math.min(size + VALIDATION_BYTES, BLOCK_AREA_BYTES);
    return (await tryRead(source, at, wanted)) ?? (await source.read(at, size + VALIDATION_HEADER_BYTES));
  });
