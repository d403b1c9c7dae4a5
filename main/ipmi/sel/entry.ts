import { Reader, u16le, u32le } from '../bytes.ts';
import { type SelTime, selTime } from './time.ts';

export const SEL_ENTRY_LENGTH = 16;
const SYSTEM_EVENT = 0x02;
const EVENT_REVISION = 0x04;

/** A system event as stored (IPMI 2.0 section 32.1, Table 32-1). */
export interface SystemEvent {
  kind: 'event';
  recordId: number;
  /** Raw seconds; `timeOf` tells what they mean. */
  timestamp: number;
  /** Slave address (bit 0 clear) or software id (bit 0 set); 20h is the BMC. */
  generator: number;
  lun: number;
  channel: number;
  revision: number;
  sensorType: number;
  sensorNumber: number;
  /** Event/reading type code (Table 42-1). */
  eventType: number;
  asserted: boolean;
  /** Event data 1 to 3. */
  data: [number, number, number];
}

/** An OEM record: C0h to DFh with time and manufacturer (Table 32-2), E0h to FFh without (Table 32-3); others are kept alike. */
export interface OemEntry {
  kind: 'oem';
  recordId: number;
  recordType: number;
  /** Null in records without time. */
  timestamp: number | null;
  /** IANA enterprise number; null in records without time. */
  manufacturer: number | null;
  /** 6 bytes behind a manufacturer, otherwise 13. */
  data: Buffer;
}

export type SelEntry = SystemEvent | OemEntry;

/** Null for entries without time. */
export function timeOf(entry: SelEntry): SelTime | null {
  return entry.timestamp === null ? null : selTime(entry.timestamp);
}

/** One entry of 16 bytes. DecodeError when there are fewer. */
export function decodeSelEntry(bytes: Buffer): SelEntry {
  const r = new Reader(bytes.subarray(0, SEL_ENTRY_LENGTH), 'SEL entry');
  const recordId = r.u16le();
  const recordType = r.u8();
  if (recordType !== SYSTEM_EVENT) return decodeOem(r, recordId, recordType);
  const timestamp = r.u32le();
  const generator = r.u8();
  const place = r.u8();
  const revision = r.u8();
  const sensorType = r.u8();
  const sensorNumber = r.u8();
  const event = r.u8();
  return {
    kind: 'event',
    recordId,
    timestamp,
    generator,
    lun: place & 3,
    channel: place >> 4,
    revision,
    sensorType,
    sensorNumber,
    eventType: event & 0x7f,
    asserted: (event & 0x80) === 0,
    data: [r.u8(), r.u8(), r.u8()],
  };
}

function decodeOem(r: Reader, recordId: number, recordType: number): OemEntry {
  const timed = recordType >= 0xc0 && recordType <= 0xdf;
  const timestamp = timed ? r.u32le() : null;
  const manufacturer = timed ? r.u16le() | (r.u8() << 16) : null;
  return { kind: 'oem', recordId, recordType, timestamp, manufacturer, data: r.take(timed ? 6 : 13) };
}

export function encodeSelEntry(e: SelEntry): Buffer {
  if (e.kind === 'event') {
    const event = (e.asserted ? 0 : 0x80) | e.eventType;
    const rest = [e.generator, (e.channel << 4) | e.lun, e.revision, e.sensorType, e.sensorNumber, event, ...e.data];
    return Buffer.concat([u16le(e.recordId), Buffer.from([SYSTEM_EVENT]), u32le(e.timestamp), Buffer.from(rest)]);
  }
  const front = Buffer.concat([u16le(e.recordId), Buffer.from([e.recordType])]);
  if (e.timestamp === null || e.manufacturer === null) return Buffer.concat([front, e.data]);
  const maker = Buffer.concat([u16le(e.manufacturer & 0xffff), Buffer.from([e.manufacturer >> 16])]);
  return Buffer.concat([front, u32le(e.timestamp), maker, e.data]);
}

/** A system event with the usual fields filled in: for the practice BMC and for tests. */
export function systemEvent(
  fields: Pick<SystemEvent, 'sensorType' | 'sensorNumber' | 'eventType' | 'data'> & Partial<SystemEvent>,
): SystemEvent {
  return {
    kind: 'event',
    recordId: 0,
    timestamp: 0,
    generator: 0x20,
    lun: 0,
    channel: 0,
    revision: EVENT_REVISION,
    asserted: true,
    ...fields,
  };
}
