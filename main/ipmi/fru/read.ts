import type { Reads } from '../bmc.ts';
import { DecodeError } from '../bytes.ts';
import { getFruAreaInfo } from '../commands/get-fru-area-info.ts';
import { readFruData } from '../commands/read-fru-data.ts';
import { IpmiError, isAbsent, present } from '../errors.ts';
import {
  decodeFru,
  decodeFruDetails,
  decodeHeader,
  type FruDetails,
  type FruInventory,
  HEADER_LENGTH,
} from './inventory.ts';
import { decodeRecordHeader, RECORD_HEADER } from './multirecord.ts';

/** Reads `count` bytes at `offset`; null when the BMC refuses that length. Throws for everything else. */
export type FruSource = (offset: number, count: number) => Promise<Buffer | null>;

const FIRST_LENGTH = 64;
const SHORTEST = 8;

/**
 * Reads what is needed of a FRU of `size` bytes, front to back: the common header and the three areas that identify the
 * machine. Refused lengths are halved (quirk `fru-short-reads`). DecodeError when the common header is wrong.
 */
export async function readFru(size: number, source: FruSource): Promise<FruInventory> {
  return decodeFru(await readAreas(size, source, false));
}

/** Like `readFru`, with the MultiRecord area. */
export async function readFruDetails(size: number, source: FruSource): Promise<FruDetails> {
  return decodeFruDetails(await readAreas(size, source, true));
}

async function readAreas(size: number, source: FruSource, withRecords: boolean): Promise<Buffer> {
  let bytes: Buffer = Buffer.alloc(0);
  let step = FIRST_LENGTH;
  async function upTo(end: number): Promise<void> {
    while (bytes.length < Math.min(end, size)) {
      const part = await source(bytes.length, Math.min(step, size - bytes.length));
      if (part && part.length > 0) bytes = Buffer.concat([bytes, part]);
      else if (step > SHORTEST) step /= 2;
      else throw new DecodeError('FRU: the BMC gives no data');
    }
  }
  await upTo(HEADER_LENGTH);
  const header = decodeHeader(bytes);
  for (const at of [header.chassis, header.board, header.product]
    .filter((offset) => offset > 0)
    .sort((a, b) => a - b)) {
    await upTo(at + 2);
    await upTo(at + (bytes[at + 1] ?? 0) * 8);
  }
  // A list of records ends where one of them says so, or where one cannot be trusted.
  for (let at = withRecords ? header.records : 0; at > 0 && at < size; ) {
    await upTo(at + RECORD_HEADER);
    const record = bytes.length >= at + RECORD_HEADER ? decodeRecordHeader(bytes.subarray(at)) : null;
    if (!record) break;
    await upTo(at + RECORD_HEADER + record.length);
    at = record.last ? 0 : at + RECORD_HEADER + record.length;
  }
  return bytes;
}

/** Answers to Read FRU Data that mean "not so long" (quirk `fru-short-reads`). */
const TOO_LONG: ReadonlySet<number> = new Set([0xc7, 0xc8, 0xca, 0xff]);

/** A FRU of a BMC, decoded; null when the BMC has none, or when its common header is damaged. Throws IpmiError. */
export function readFruOf(bmc: Reads, fruId: number): Promise<FruInventory | null> {
  return readWith(bmc, fruId, readFru);
}

/** Like `readFruOf`, with the MultiRecord area. */
export function readFruDetailsOf(bmc: Reads, fruId: number): Promise<FruDetails | null> {
  return readWith(bmc, fruId, readFruDetails);
}

async function readWith<T>(
  bmc: Reads,
  fruId: number,
  read: (size: number, source: FruSource) => Promise<T>,
): Promise<T | null> {
  const info = await present(bmc.read(getFruAreaInfo, fruId));
  if (!info || info.size === 0) return null;
  const unit = info.words ? 2 : 1;
  try {
    return await read(info.size, async (offset, count) => {
      try {
        return await bmc.read(readFruData, { fruId, offset: offset / unit, count: Math.ceil(count / unit) });
      } catch (e) {
        if (e instanceof IpmiError && e.status !== null && TOO_LONG.has(e.status)) return null;
        throw e;
      }
    });
  } catch (e) {
    if (e instanceof DecodeError || isAbsent(e)) return null;
    throw e;
  }
}
