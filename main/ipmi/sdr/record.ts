import { DecodeError, Reader, u16le } from '../bytes.ts';
import {
  decodeFruLocator,
  decodeMcLocator,
  encodeFruLocator,
  encodeMcLocator,
  FRU_LOCATOR,
  type FruLocator,
  MC_LOCATOR,
  type McLocator,
} from './locators.ts';
import { COMPACT, decodeSensorSdr, EVENT_ONLY, encodeSensorSdr, FULL, type SensorSdr } from './sensor-record.ts';

/** A record of another type, or one that does not hold what its type promises: kept as it came. */
export interface OtherSdr {
  kind: 'other';
  recordId: number;
  type: number;
  bytes: Buffer;
  /** Why a record of a known type could not be decoded; null for types that this program does not need. */
  damage: string | null;
}

export type SdrRecord = SensorSdr | FruLocator | McLocator | OtherSdr;

export const SDR_HEADER = 5;
const VERSION = 0x51;

/** The five bytes in front of every record (IPMI 2.0 section 43, "record header"). `length`: bytes behind it. */
export function decodeSdrHeader(bytes: Buffer): { recordId: number; type: number; length: number } {
  const r = new Reader(bytes, 'sensor record header');
  const recordId = r.u16le();
  r.u8(); // version: BMCs of all ages write 51h here, or anything else
  return { recordId, type: r.u8(), length: r.u8() };
}

/** One whole record. DecodeError when it is too short for its type. */
export function decodeSdr(bytes: Buffer): SdrRecord {
  const { recordId, type, length } = decodeSdrHeader(bytes);
  const body = bytes.subarray(SDR_HEADER, SDR_HEADER + length);
  if (type === FULL || type === COMPACT || type === EVENT_ONLY) return decodeSensorSdr(recordId, type, body);
  if (type === FRU_LOCATOR) return decodeFruLocator(recordId, body);
  if (type === MC_LOCATOR) return decodeMcLocator(recordId, body);
  return { kind: 'other', recordId, type, bytes, damage: null };
}

/** All records; a damaged one is kept as such and does not hide the others. */
export function decodeSdrs(records: readonly Buffer[]): SdrRecord[] {
  return records.map((bytes) => {
    try {
      return decodeSdr(bytes);
    } catch (e) {
      if (!(e instanceof DecodeError)) throw e;
      const recordId = bytes.length >= 2 ? bytes.readUInt16LE(0) : 0;
      return { kind: 'other', recordId, type: bytes[3] ?? 0, bytes, damage: e.message };
    }
  });
}

/** One whole record with its header. */
export function encodeSdr(record: SdrRecord): Buffer {
  if (record.kind === 'other') return record.bytes;
  const { type, body } =
    record.kind === 'sensor'
      ? encodeSensorSdr(record)
      : record.kind === 'fru-locator'
        ? { type: FRU_LOCATOR, body: encodeFruLocator(record) }
        : { type: MC_LOCATOR, body: encodeMcLocator(record) };
  return Buffer.concat([u16le(record.recordId), Buffer.from([VERSION, type, body.length]), body]);
}
