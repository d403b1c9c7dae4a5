import { DecodeError, Reader } from '../bytes.ts';
import { checksum } from '../wire/message.ts';
import { decodeText, END_OF_FIELDS, encodeText, type FruEncoding, typeLength } from './text.ts';

/** The three areas that identify a machine (FRU Information Storage Definition v1.0, sections 10 to 12). */
export interface ChassisArea {
  chassisType: number;
  partNumber: string | null;
  serial: string | null;
  custom: string[];
}

export interface BoardArea {
  language: number;
  /** Minutes since 1996-01-01T00:00Z; 0 is "not given". */
  manufactured: number;
  manufacturer: string | null;
  product: string | null;
  serial: string | null;
  partNumber: string | null;
  fileId: string | null;
  custom: string[];
}

export interface ProductArea {
  language: number;
  manufacturer: string | null;
  product: string | null;
  partNumber: string | null;
  version: string | null;
  serial: string | null;
  assetTag: string | null;
  fileId: string | null;
  custom: string[];
}

const VERSION = 1;
const ENGLISH = 0;

/** Opens an area: checks format version, length and checksum, and gives a reader behind the two header bytes. */
function openArea(bytes: Buffer, what: string): Reader {
  if (((bytes[0] ?? 0) & 0x0f) !== VERSION) throw new DecodeError(`${what}: format version ${bytes[0]}`);
  const length = (bytes[1] ?? 0) * 8;
  if (length < 8 || length > bytes.length) throw new DecodeError(`${what}: length ${length} of ${bytes.length} bytes`);
  const area = bytes.subarray(0, length);
  if (checksum(area) !== 0) throw new DecodeError(`${what}: wrong checksum`);
  return new Reader(area.subarray(2, length - 1), what);
}

/** The fields up to the end mark. A missing end mark is tolerated: the area's length is checked already. */
function fields(r: Reader, language: number): string[] {
  const found: string[] = [];
  while (r.left > 0) {
    const byte = r.u8();
    if (byte === END_OF_FIELDS) break;
    const { encoding, length } = typeLength(byte);
    found.push(decodeText(encoding, r.take(length), language));
  }
  return found;
}

const orNull = (text: string | undefined): string | null => (text ? text : null);

export function decodeChassis(bytes: Buffer): ChassisArea {
  const r = openArea(bytes, 'FRU chassis area');
  const chassisType = r.u8();
  const [partNumber, serial, ...custom] = fields(r, ENGLISH);
  return { chassisType, partNumber: orNull(partNumber), serial: orNull(serial), custom };
}

export function decodeBoard(bytes: Buffer): BoardArea {
  const r = openArea(bytes, 'FRU board area');
  const language = r.u8();
  const manufactured = r.u16le() | (r.u8() << 16);
  const [manufacturer, product, serial, partNumber, fileId, ...custom] = fields(r, language);
  return {
    language,
    manufactured,
    manufacturer: orNull(manufacturer),
    product: orNull(product),
    serial: orNull(serial),
    partNumber: orNull(partNumber),
    fileId: orNull(fileId),
    custom,
  };
}

export function decodeProduct(bytes: Buffer): ProductArea {
  const r = openArea(bytes, 'FRU product area');
  const language = r.u8();
  const [manufacturer, product, partNumber, version, serial, assetTag, fileId, ...custom] = fields(r, language);
  return {
    language,
    manufacturer: orNull(manufacturer),
    product: orNull(product),
    partNumber: orNull(partNumber),
    version: orNull(version),
    serial: orNull(serial),
    assetTag: orNull(assetTag),
    fileId: orNull(fileId),
    custom,
  };
}

function closeArea(front: number[], texts: (string | null)[], encoding: FruEncoding, language: number): Buffer {
  const parts = texts.map((t) => encodeText(t ?? '', t === null ? 'text' : encoding, language));
  const body = Buffer.concat([Buffer.from(front), ...parts, Buffer.from([END_OF_FIELDS])]);
  const units = Math.ceil((body.length + 3) / 8);
  const area = Buffer.alloc(units * 8);
  area[0] = VERSION;
  area[1] = units;
  body.copy(area, 2);
  area[area.length - 1] = checksum(area);
  return area;
}

export function encodeChassis(a: ChassisArea, encoding: FruEncoding = 'text'): Buffer {
  return closeArea([a.chassisType], [a.partNumber, a.serial, ...a.custom], encoding, ENGLISH);
}

export function encodeBoard(a: BoardArea, encoding: FruEncoding = 'text'): Buffer {
  const m = a.manufactured;
  const texts = [a.manufacturer, a.product, a.serial, a.partNumber, a.fileId, ...a.custom];
  return closeArea([a.language, m & 0xff, (m >> 8) & 0xff, (m >> 16) & 0xff], texts, encoding, a.language);
}

export function encodeProduct(a: ProductArea, encoding: FruEncoding = 'text'): Buffer {
  const texts = [a.manufacturer, a.product, a.partNumber, a.version, a.serial, a.assetTag, a.fileId, ...a.custom];
  return closeArea([a.language], texts, encoding, a.language);
}
