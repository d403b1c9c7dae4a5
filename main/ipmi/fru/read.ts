import { DecodeError } from '../bytes.ts';
import { decodeFru, decodeHeader, type FruInventory, HEADER_LENGTH } from './inventory.ts';

/** Reads `count` bytes at `offset`; null when the BMC refuses that length. Throws for everything else. */
export type FruSource = (offset: number, count: number) => Promise<Buffer | null>;

const FIRST_LENGTH = 64;
const SHORTEST = 8;

/**
 * Reads what is needed of a FRU of `size` bytes, front to back: the common header and the three areas that identify the
 * machine. Refused lengths are halved (quirk `fru-short-reads`). DecodeError when the common header is wrong.
 */
export async function readFru(size: number, source: FruSource): Promise<FruInventory> {
  let bytes = Buffer.alloc(0);
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
  return decodeFru(bytes);
}
