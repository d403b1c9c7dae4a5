/** What a request says, as a CBOR map with small numbers for names, because every byte of it may have to be typed. */
import { bytesOf, fromCbor, toCbor } from './cbor.ts';
import { RequestError } from './errors.ts';

/** The appliance facts of a request, without its download key. */
export interface RequestFields {
  /** 32 hexadecimal digits, random: the nonce that a bundle answers to. */
  id: string;
  tripId: string;
  /** Of this device, from 1. */
  round: number;
  product: string;
  serial: string;
  host: string;
  baseVersion: string | null;
  productVersion: string | null;
  /** Of the appliance's clock, seconds, carried to the millisecond. */
  skewS: number | null;
  /** ISO 8601, carried to the second. */
  madeAt: string;
}

/** The download key as it lies in a request: readable by anybody, or an age file without what every age file has. */
export type CarriedKey = { how: 'clear'; bytes: Buffer } | { how: 'sealed'; bytes: Buffer };

export interface RequestDocument {
  fields: RequestFields;
  key: CarriedKey;
}

const FORMAT = 1;
/** Names of the map. A new meaning gets a new number, never an old one. */
const LABEL = {
  format: 0,
  id: 1,
  tripId: 2,
  round: 3,
  product: 4,
  serial: 5,
  host: 6,
  baseVersion: 7,
  productVersion: 8,
  skewMs: 9,
  madeAt: 10,
  clear: 11,
  sealed: 12,
} as const;
/** UTF-8 bytes of one text. */
const MAX_TEXT = 100;
const MAX_KEY = 2048;
/** Year 9999: what ISO 8601 writes with four digits. */
const MAX_TIME_S = 253_402_300_799;
/** A hundred years: a clock that was never set may be decades behind. */
const MAX_SKEW_MS = 100 * 366 * 86_400_000;
// Control characters and those that turn the direction of writing: a serial number that reads as another one.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

/** Throws RequestError `request.field`, which names the field. */
export function encodeDocument({ fields, key }: RequestDocument): Buffer {
  const map = new Map<number, unknown>([
    [LABEL.format, FORMAT],
    [LABEL.id, Buffer.from(fields.id, 'hex')],
    // Half as long as its text.
    [LABEL.tripId, UUID.test(fields.tripId) ? Buffer.from(fields.tripId.replaceAll('-', ''), 'hex') : fields.tripId],
    [LABEL.round, fields.round],
    [LABEL.product, fields.product],
    [LABEL.serial, fields.serial],
    [LABEL.host, fields.host],
    [LABEL.madeAt, Math.floor(Date.parse(fields.madeAt) / 1000)],
    [key.how === 'clear' ? LABEL.clear : LABEL.sealed, key.bytes],
  ]);
  if (fields.baseVersion !== null) map.set(LABEL.baseVersion, fields.baseVersion);
  if (fields.productVersion !== null) map.set(LABEL.productVersion, fields.productVersion);
  if (fields.skewS !== null) map.set(LABEL.skewMs, Math.round(fields.skewS * 1000));
  documentOf(map, (field) => {
    throw new RequestError('request.field', `A request cannot carry this ${field}.`, { field });
  });
  return toCbor(map);
}

/** Throws RequestError `request.unreadable`. */
export function decodeDocument(bytes: Uint8Array): RequestDocument {
  const map = fromCbor(bytes);
  const refuse: Refuse = (field) => {
    throw new RequestError('request.unreadable', `This is no request: its ${field} cannot be right.`, { field });
  };
  return map instanceof Map ? documentOf(map, refuse) : refuse('shape');
}

type Refuse = (field: string) => never;

function documentOf(map: Map<unknown, unknown>, refuse: Refuse): RequestDocument {
  const known: unknown[] = Object.values(LABEL);
  if ([...map.keys()].some((name) => !known.includes(name))) refuse('shape');
  if (map.get(LABEL.format) !== FORMAT) refuse('version of format');
  const text = (name: 'product' | 'serial' | 'host' | 'tripId' | 'baseVersion' | 'productVersion'): string => {
    const value = map.get(LABEL[name]);
    const fits = typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= MAX_TEXT;
    return fits && !UNSEEN.test(value) ? value : refuse(name);
  };
  const whole = (name: 'round' | 'madeAt' | 'skewMs', least: number, most: number): number => {
    const value = map.get(LABEL[name]);
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
      ? value
      : refuse(name);
  };
  const id = bytesOf(map.get(LABEL.id));
  const tripId = bytesOf(map.get(LABEL.tripId));
  if (id?.length !== 16) return refuse('id');
  if (tripId && tripId.length !== 16) refuse('tripId');
  return {
    fields: {
      id: id.toString('hex'),
      tripId: tripId ? uuidOf(tripId) : text('tripId'),
      round: whole('round', 1, 0xffff),
      product: text('product'),
      serial: text('serial'),
      host: text('host'),
      baseVersion: map.has(LABEL.baseVersion) ? text('baseVersion') : null,
      productVersion: map.has(LABEL.productVersion) ? text('productVersion') : null,
      skewS: map.has(LABEL.skewMs) ? whole('skewMs', -MAX_SKEW_MS, MAX_SKEW_MS) / 1000 : null,
      madeAt: new Date(whole('madeAt', 0, MAX_TIME_S) * 1000).toISOString(),
    },
    key: carriedKey(map, refuse),
  };
}

function carriedKey(map: Map<unknown, unknown>, refuse: Refuse): CarriedKey {
  const clear = bytesOf(map.get(LABEL.clear));
  const sealed = bytesOf(map.get(LABEL.sealed));
  const bytes = clear ?? sealed;
  const one = map.has(LABEL.clear) !== map.has(LABEL.sealed);
  if (!bytes || !one || bytes.length === 0 || bytes.length > MAX_KEY) return refuse('download key');
  return { how: clear ? 'clear' : 'sealed', bytes };
}

const uuidOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
