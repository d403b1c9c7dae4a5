import { Reader, u16le } from '../bytes.ts';
import { checksum } from '../wire/message.ts';

/** Power supply information (FRU Information Storage Definition v1.0, section 18.1, Table 18-1). */
export interface PowerSupplyRecord {
  kind: 'power-supply';
  /** Watts. */
  capacity: number;
  /** Volt-amperes; null when not specified. */
  peakVa: number | null;
  inrushAmperes: number | null;
  inrushMs: number;
  /** Volts, lowest and highest of each range. */
  input1: [number, number];
  input2: [number, number];
  /** Hertz. */
  frequency: [number, number];
  /** Milliseconds without input that the output survives. */
  dropoutMs: number;
  hotSwap: boolean;
  autoswitch: boolean;
  powerFactorCorrection: boolean;
  predictiveFail: boolean;
  /** Watts of both when two supplies share; null when not told. */
  combinedWatts: number | null;
}

/** DC output (section 18.2, Table 18-2). */
export interface DcOutputRecord {
  kind: 'dc-output';
  output: number;
  standby: boolean;
  /** Volts. */
  nominal: number;
  lowest: number;
  highest: number;
  /** Peak to peak, volts. */
  ripple: number;
  /** Amperes. */
  minCurrent: number;
  maxCurrent: number;
}

/** A record of a manufacturer (C0h to FFh), or of a type that this program does not decode. */
export interface OtherMultiRecord {
  kind: 'other';
  type: number;
  /** IANA enterprise number of an OEM record. */
  manufacturer: number | null;
  data: Buffer;
}

/** A record that must not be trusted, and why: its contents, or its header, so that nothing behind it can be found. */
export interface DamagedMultiRecord {
  kind: 'damaged';
  type: number;
  problem: 'header-checksum' | 'record-checksum' | 'truncated';
}

export type MultiRecord = PowerSupplyRecord | DcOutputRecord | OtherMultiRecord | DamagedMultiRecord;

export const RECORD_HEADER = 5;
const VERSION = 0x02;
const POWER_SUPPLY = 0x00;
const DC_OUTPUT = 0x01;
const FIRST_OEM = 0xc0;

/** Section 16.1, Table 16-1. Null when its checksum is wrong. */
export function decodeRecordHeader(bytes: Buffer): { type: number; last: boolean; length: number } | null {
  const r = new Reader(bytes.subarray(0, RECORD_HEADER), 'FRU record header');
  const [type, flags, length] = [r.u8(), r.u8(), r.u8()];
  r.take(2);
  if (checksum(bytes.subarray(0, RECORD_HEADER)) !== 0) return null;
  return { type, last: (flags & 0x80) !== 0, length };
}

/** All records from the start of the area on. Never fails: what is damaged is named and ends what cannot be followed. */
export function decodeMultiRecords(area: Buffer): MultiRecord[] {
  const records: MultiRecord[] = [];
  let at = 0;
  for (;;) {
    const type = area[at] ?? 0;
    if (area.length - at < RECORD_HEADER) return [...records, { kind: 'damaged', type, problem: 'truncated' }];
    const header = decodeRecordHeader(area.subarray(at));
    if (!header) return [...records, { kind: 'damaged', type, problem: 'header-checksum' }];
    const data = area.subarray(at + RECORD_HEADER, at + RECORD_HEADER + header.length);
    if (data.length < header.length) return [...records, { kind: 'damaged', type, problem: 'truncated' }];
    records.push(decodeRecord(type, data, area[at + 3] ?? 0));
    if (header.last) return records;
    at += RECORD_HEADER + header.length;
  }
}

function decodeRecord(type: number, data: Buffer, sum: number): MultiRecord {
  if (checksum(data) !== sum) return { kind: 'damaged', type, problem: 'record-checksum' };
  if (type === POWER_SUPPLY && data.length >= 24) return decodePowerSupply(data);
  if (type === DC_OUTPUT && data.length >= 13) return decodeDcOutput(data);
  const oem = type >= FIRST_OEM && data.length >= 3;
  return { kind: 'other', type, manufacturer: oem ? data.readUIntLE(0, 3) : null, data: oem ? data.subarray(3) : data };
}

/** 10 mV in this many volts; currents and times have their own units in the table. */
const TEN_MILLIVOLT = 100;
const orNull = (value: number, unspecified: number) => (value === unspecified ? null : value);

function decodePowerSupply(data: Buffer): PowerSupplyRecord {
  const r = new Reader(data, 'FRU power supply record');
  const volts = (): number => r.u16le() / TEN_MILLIVOLT;
  const capacity = r.u16le() & 0x0fff;
  const peakVa = orNull(r.u16le(), 0xffff);
  const inrushAmperes = orNull(r.u8(), 0xff);
  const inrushMs = r.u8();
  const input1: [number, number] = [volts(), volts()];
  const input2: [number, number] = [volts(), volts()];
  const frequency: [number, number] = [r.u8(), r.u8()];
  const dropoutMs = r.u8();
  const flags = r.u8();
  r.take(2); // peak wattage and hold-up time
  const combined = r.take(3);
  const watts = combined.readUInt16LE(1);
  return {
    kind: 'power-supply',
    capacity,
    peakVa,
    inrushAmperes,
    inrushMs,
    input1,
    input2,
    frequency,
    dropoutMs,
    predictiveFail: (flags & 0x01) !== 0,
    powerFactorCorrection: (flags & 0x02) !== 0,
    autoswitch: (flags & 0x04) !== 0,
    hotSwap: (flags & 0x08) !== 0,
    combinedWatts: watts === 0 ? null : watts,
  };
}

function decodeDcOutput(data: Buffer): DcOutputRecord {
  const first = data[0] ?? 0;
  const volts = (at: number) => data.readInt16LE(at) / TEN_MILLIVOLT;
  const milli = (at: number) => data.readUInt16LE(at) / 1_000;
  return {
    kind: 'dc-output',
    output: first & 0x0f,
    standby: (first & 0x80) !== 0,
    nominal: volts(1),
    lowest: volts(3),
    highest: volts(5),
    ripple: milli(7),
    minCurrent: milli(9),
    maxCurrent: milli(11),
  };
}

/** The area for these records: for the practice BMC and for tests. Damaged ones cannot be made. */
export function encodeMultiRecords(records: readonly Exclude<MultiRecord, DamagedMultiRecord>[]): Buffer {
  return Buffer.concat(
    records.map((record, i) => {
      const { type, data } = encodeRecord(record);
      const header = Buffer.from([
        type,
        (i === records.length - 1 ? 0x80 : 0) | VERSION,
        data.length,
        checksum(data),
        0,
      ]);
      header[4] = checksum(header);
      return Buffer.concat([header, data]);
    }),
  );
}

function encodeRecord(record: Exclude<MultiRecord, DamagedMultiRecord>): { type: number; data: Buffer } {
  if (record.kind === 'power-supply') return { type: POWER_SUPPLY, data: encodePowerSupply(record) };
  if (record.kind === 'dc-output') return { type: DC_OUTPUT, data: encodeDcOutput(record) };
  const { type, manufacturer, data } = record;
  if (manufacturer === null) return { type, data };
  return { type, data: Buffer.concat([u16le(manufacturer & 0xffff), Buffer.from([manufacturer >> 16]), data]) };
}

function encodePowerSupply(p: PowerSupplyRecord): Buffer {
  const flags =
    (p.predictiveFail ? 1 : 0) | (p.powerFactorCorrection ? 2 : 0) | (p.autoswitch ? 4 : 0) | (p.hotSwap ? 8 : 0);
  return Buffer.concat([
    u16le(p.capacity),
    u16le(p.peakVa ?? 0xffff),
    Buffer.from([p.inrushAmperes ?? 0xff, p.inrushMs]),
    ...[...p.input1, ...p.input2].map((v) => u16le(Math.round(v * TEN_MILLIVOLT))),
    Buffer.from([...p.frequency, p.dropoutMs, flags, 0, 0, 0]),
    u16le(p.combinedWatts ?? 0),
    Buffer.from([0]),
  ]);
}

function encodeDcOutput(d: DcOutputRecord): Buffer {
  const volts = [d.nominal, d.lowest, d.highest].map((v) => u16le(Math.round(v * TEN_MILLIVOLT)));
  const milli = [d.ripple, d.minCurrent, d.maxCurrent].map((v) => u16le(Math.round(v * 1_000)));
  return Buffer.concat([Buffer.from([(d.standby ? 0x80 : 0) | d.output]), ...volts, ...milli]);
}
