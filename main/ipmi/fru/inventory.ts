import { DecodeError, Reader } from '../bytes.ts';
import { checksum } from '../wire/message.ts';
import {
  type BoardArea,
  type ChassisArea,
  decodeBoard,
  decodeChassis,
  decodeProduct,
  encodeBoard,
  encodeChassis,
  encodeProduct,
  type ProductArea,
} from './areas.ts';
import { type DamagedMultiRecord, decodeMultiRecords, encodeMultiRecords, type MultiRecord } from './multirecord.ts';

/** Offsets in bytes of the areas, 0 when absent (FRU Information Storage Definition v1.0, section 8). */
export interface CommonHeader {
  chassis: number;
  board: number;
  product: number;
  /** MultiRecord area. */
  records: number;
}

export const HEADER_LENGTH = 8;
const VERSION = 1;

export function decodeHeader(bytes: Buffer): CommonHeader {
  const r = new Reader(bytes, 'FRU common header');
  const header = r.take(HEADER_LENGTH);
  if (((header[0] ?? 0) & 0x0f) !== VERSION) r.fail(`format version ${header[0]}`);
  if (checksum(header) !== 0) r.fail('wrong checksum');
  const at = (i: number) => (header[i] ?? 0) * 8;
  return { chassis: at(2), board: at(3), product: at(4), records: at(5) };
}

/** What the FRU says about the machine. An area that is absent is null; one that does not decode is null and named. */
export interface FruInventory {
  chassis: ChassisArea | null;
  board: BoardArea | null;
  product: ProductArea | null;
  /** Areas whose checksum or layout is wrong: their serial numbers must not be trusted. */
  damaged: ('chassis' | 'board' | 'product')[];
}

/** Decodes a whole FRU. DecodeError only when the common header is wrong. */
export function decodeFru(bytes: Buffer): FruInventory {
  const header = decodeHeader(bytes);
  const damaged: FruInventory['damaged'] = [];
  function area<T>(name: 'chassis' | 'board' | 'product', decode: (b: Buffer) => T): T | null {
    if (header[name] === 0) return null;
    try {
      return decode(bytes.subarray(header[name]));
    } catch (e) {
      if (!(e instanceof DecodeError)) throw e;
      damaged.push(name);
      return null;
    }
  }
  const chassis = area('chassis', decodeChassis);
  const board = area('board', decodeBoard);
  const product = area('product', decodeProduct);
  return { chassis, board, product, damaged };
}

/** A FRU with its MultiRecord area as well: power supplies tell their data there. */
export interface FruDetails extends FruInventory {
  records: MultiRecord[];
}

/** Decodes a whole FRU with its records. DecodeError only when the common header is wrong. */
export function decodeFruDetails(bytes: Buffer): FruDetails {
  const at = decodeHeader(bytes).records;
  return { ...decodeFru(bytes), records: at === 0 ? [] : decodeMultiRecords(bytes.subarray(at)) };
}

/** Encodes a FRU with the areas that are not null. For the practice BMC and for tests. */
export function encodeFru(
  fru: Omit<FruInventory, 'damaged'>,
  records: readonly Exclude<MultiRecord, DamagedMultiRecord>[] = [],
): Buffer {
  const areas = [
    fru.chassis ? encodeChassis(fru.chassis) : null,
    fru.board ? encodeBoard(fru.board) : null,
    fru.product ? encodeProduct(fru.product) : null,
    records.length > 0 ? encodeMultiRecords(records) : null,
  ];
  const header = Buffer.alloc(HEADER_LENGTH);
  header[0] = VERSION;
  let at = HEADER_LENGTH;
  areas.forEach((area, i) => {
    if (!area) return;
    header[2 + i] = at / 8;
    at += area.length;
  });
  header[HEADER_LENGTH - 1] = checksum(header);
  return Buffer.concat([header, ...areas.filter((a) => a !== null)]);
}
