import { Reader, u16le } from '../bytes.ts';
import { type RawThresholds, THRESHOLDS, type ThresholdName } from '../commands/get-sensor-thresholds.ts';
import { decodeFactors, encodeFactors, type Factors } from './convert.ts';
import { decodeEntity, type Entity, encodeEntity } from './entities.ts';
import { decodeIdString, encodeIdString } from './text.ts';
import { decodeUnits, encodeUnits, type UnitFields } from './units.ts';

export const FULL = 0x01;
export const COMPACT = 0x02;
export const EVENT_ONLY = 0x03;

/** Several equal sensors in one compact or event-only record. */
export interface Sharing {
  /** Sensor numbers follow each other from the record's own on. */
  count: number;
  /** What is put behind the id string: numbers or letters, from `offset` on. */
  modifier: 'numeric' | 'alpha';
  offset: number;
  /** Each sensor belongs to the next entity instance; otherwise all belong to one. */
  entityIncrements: boolean;
}

/** Raw values in a full record; null where its flag says "not specified". */
export interface Limits {
  nominal: number | null;
  normalMax: number | null;
  normalMin: number | null;
  max: number;
  min: number;
}

/** A full, compact or event-only sensor record (IPMI 2.0 sections 43.1 to 43.3, Tables 43-1 to 43-3). */
export interface SensorSdr {
  kind: 'sensor';
  form: 'full' | 'compact' | 'event-only';
  recordId: number;
  /** Slave address (bit 0 clear) or software id (bit 0 set) as on the wire; 20h is the BMC. */
  owner: number;
  lun: number;
  channel: number;
  number: number;
  entity: Entity;
  /** Table 42-3. */
  sensorType: number;
  /** Event/reading type code, Table 42-1: 1 threshold, 2 to 0Ch generic, 6Fh sensor-specific, 70h to 7Fh OEM. */
  eventType: number;
  /** Bytes 11 and 12 of the record. */
  initialization: number;
  capabilities: number;
  /** Assertion event mask, deassertion event mask, and readable states or thresholds. */
  assertions: number;
  deassertions: number;
  readings: number;
  /** Null in event-only records. */
  units: UnitFields | null;
  /** Full records only. */
  factors: Factors | null;
  limits: Limits | null;
  /** Initial thresholds of a full record, as far as its mask says that they can be read. */
  thresholds: RawThresholds;
  hysteresis: { positive: number; negative: number };
  sharing: Sharing | null;
  name: string | null;
}

/** Order in the record; the command has another one. */
const RECORD_ORDER: readonly ThresholdName[] = ['unr', 'uc', 'unc', 'lnr', 'lc', 'lnc'];

/** How thresholds can be had (Table 43-1, byte 12, bits 3:2). `fixed`: only the record tells them. */
export function thresholdAccess(s: SensorSdr): 'none' | 'readable' | 'settable' | 'fixed' {
  if (s.form === 'event-only' || s.eventType !== 1) return 'none';
  return (['none', 'readable', 'settable', 'fixed'] as const)[(s.capabilities >> 2) & 3] ?? 'none';
}

/** `body` starts behind the five header bytes. DecodeError when it is too short. */
export function decodeSensorSdr(recordId: number, type: number, body: Buffer): SensorSdr {
  const form = type === FULL ? 'full' : type === COMPACT ? 'compact' : 'event-only';
  const r = new Reader(body, `${form} sensor record ${recordId}`);
  const owner = r.u8();
  const place = r.u8();
  const number = r.u8();
  const entity = decodeEntity(r.u8(), r.u8());
  const whole = form !== 'event-only';
  const initialization = whole ? r.u8() : 0;
  const capabilities = whole ? r.u8() : 0;
  const sensorType = r.u8();
  const eventType = r.u8() & 0x7f;
  const assertions = whole ? r.u16le() : 0;
  const deassertions = whole ? r.u16le() : 0;
  const readings = whole ? r.u16le() : 0;
  const units = whole ? decodeUnits(r.u8(), r.u8(), r.u8()) : null;
  const rest =
    form === 'full'
      ? decodeFullPart(r, eventType === 1 ? readings & 0x3f : 0)
      : decodeSharedPart(r, form === 'compact');
  r.u8(); // OEM
  const typeLength = r.u8();
  return {
    kind: 'sensor',
    form,
    recordId,
    owner,
    lun: place & 3,
    channel: place >> 4,
    number,
    entity,
    sensorType,
    eventType,
    initialization,
    capabilities,
    assertions,
    deassertions,
    readings,
    units,
    ...rest,
    name: decodeIdString(typeLength, r.rest()),
  };
}

type Rest = Pick<SensorSdr, 'factors' | 'limits' | 'thresholds' | 'hysteresis' | 'sharing'>;

function decodeFullPart(r: Reader, readable: number): Rest {
  const factors = decodeFactors(r);
  const given = r.u8();
  const ifGiven = (bit: number, value: number) => ((given & (1 << bit)) === 0 ? null : value);
  const limits = {
    nominal: ifGiven(0, r.u8()),
    normalMax: ifGiven(1, r.u8()),
    normalMin: ifGiven(2, r.u8()),
    max: r.u8(),
    min: r.u8(),
  };
  const thresholds: RawThresholds = {};
  for (const name of RECORD_ORDER) {
    const value = r.u8();
    if ((readable & (1 << THRESHOLDS.indexOf(name))) !== 0) thresholds[name] = value;
  }
  const hysteresis = { positive: r.u8(), negative: r.u8() };
  r.take(2); // reserved
  return { factors, limits, thresholds, hysteresis, sharing: null };
}

function decodeSharedPart(r: Reader, compact: boolean): Rest {
  const first = r.u8();
  const second = r.u8();
  const count = first & 0x0f;
  const sharing: Sharing | null =
    count <= 1
      ? null
      : {
          count,
          modifier: ((first >> 4) & 3) === 1 ? 'alpha' : 'numeric',
          offset: second & 0x7f,
          entityIncrements: (second & 0x80) !== 0,
        };
  const hysteresis = compact ? { positive: r.u8(), negative: r.u8() } : { positive: 0, negative: 0 };
  r.take(compact ? 3 : 1); // reserved
  return { factors: null, limits: null, thresholds: {}, hysteresis, sharing };
}

/** The record's body. Throws RangeError when the name is too long, TypeError when a full record lacks its factors. */
export function encodeSensorSdr(s: SensorSdr): { type: number; body: Buffer } {
  const whole = s.form !== 'event-only';
  const key = [s.owner, (s.channel << 4) | s.lun, s.number, ...encodeEntity(s.entity)];
  const kind = [s.sensorType, s.eventType];
  const front = whole ? [...key, s.initialization, s.capabilities, ...kind] : [...key, ...kind];
  const masks = whole ? [u16le(s.assertions), u16le(s.deassertions), u16le(s.readings)] : [];
  const units = s.units ? encodeUnits(s.units) : Buffer.alloc(0);
  const rest = s.form === 'full' ? encodeFullPart(s) : encodeSharedPart(s);
  const name = encodeIdString(s.name ?? '');
  const type = s.form === 'full' ? FULL : s.form === 'compact' ? COMPACT : EVENT_ONLY;
  return { type, body: Buffer.concat([Buffer.from(front), ...masks, units, rest, Buffer.from([0]), name]) };
}

function encodeFullPart(s: SensorSdr): Buffer {
  if (!s.factors || !s.limits) throw new TypeError('a full record needs its factors and limits');
  const { nominal, normalMax, normalMin, max, min } = s.limits;
  const optional = [nominal, normalMax, normalMin];
  const given = optional.reduce<number>((byte, value, bit) => byte | (value === null ? 0 : 1 << bit), 0);
  const values = [...optional.map((v) => v ?? 0), max, min];
  const thresholds = RECORD_ORDER.map((name) => s.thresholds[name] ?? 0);
  const hysteresis = [s.hysteresis.positive, s.hysteresis.negative];
  return Buffer.concat([encodeFactors(s.factors), Buffer.from([given, ...values, ...thresholds, ...hysteresis, 0, 0])]);
}

function encodeSharedPart(s: SensorSdr): Buffer {
  const { sharing } = s;
  const first = sharing ? ((sharing.modifier === 'alpha' ? 1 : 0) << 4) | sharing.count : 1;
  const second = sharing ? (sharing.entityIncrements ? 0x80 : 0) | sharing.offset : 0;
  const rest = s.form === 'compact' ? [s.hysteresis.positive, s.hysteresis.negative, 0, 0, 0] : [0];
  return Buffer.from([first, second, ...rest]);
}
