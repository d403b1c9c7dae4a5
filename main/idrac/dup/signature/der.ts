import * as asn1js from 'asn1js';

/** One value of ASN.1 in DER (X.690), with its exact bytes: signatures are over those, not over an equal encoding. */
export interface Der {
  /** The identifier octet: 30h SEQUENCE, 31h SET, 02h INTEGER, 04h OCTET STRING, 06h OBJECT IDENTIFIER, A0h [0] … */
  tag: number;
  /** Identifier, length and content. */
  bytes: Buffer;
  content: Buffer;
  /** Empty for primitive values. */
  children: Der[];
}

export const TAG = { integer: 0x02, octets: 0x04, null: 0x05, oid: 0x06, sequence: 0x30, set: 0x31 } as const;

/** Anything that is not DER, or not the structure that was looked for. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

const DEEPEST = 40;

/** Exactly one value, all of `bytes`. asn1js decodes; BER's freedoms (indefinite or long-winded lengths) are refused. */
export function parseDer(bytes: Buffer): Der {
  const { offset, result } = asn1js.fromBER(bytes);
  if (offset !== bytes.length || result.error !== '') throw new DerError('no ASN.1, or more than one value');
  return derOf(result, 0);
}

function derOf(block: asn1js.AsnType, depth: number): Der {
  if (depth > DEEPEST) throw new DerError('nested too deep');
  const bytes = Buffer.from(block.valueBeforeDecodeView);
  const tag = bytes[0] ?? 0;
  if ((tag & 0x1f) === 0x1f) throw new DerError('a tag of several octets');
  const header = headerOf(bytes);
  const content = bytes.subarray(header);
  if ((tag & 0x20) === 0) return { tag, bytes, content, children: [] };
  const inner: unknown = block.valueBlock && 'value' in block.valueBlock ? block.valueBlock.value : [];
  const children = (Array.isArray(inner) ? inner : []).map((child: asn1js.AsnType) => derOf(child, depth + 1));
  // What asn1js skipped or invented would be signed by nobody.
  if (!Buffer.concat(children.map((child) => child.bytes)).equals(content)) throw new DerError('a damaged structure');
  return { tag, bytes, content, children };
}

/** Bytes of identifier and length; the length must be definite, minimal and right. */
function headerOf(bytes: Buffer): number {
  const first = bytes[1] ?? 0x80;
  const more = first & 0x80 ? first & 0x7f : 0;
  const length = more === 0 ? first : more <= 4 && bytes.length >= 2 + more ? bytes.readUIntBE(2, more) : -1;
  const minimal = first < 0x80 || (more > 0 && length >= 0x80 && (bytes[2] ?? 0) !== 0);
  if (!minimal || bytes.length !== 2 + more + length) throw new DerError('a length that is not DER');
  return 2 + more;
}

/** The child at `index`, which must have that tag. */
export function child(node: Der, index: number, tag: number): Der {
  const found = node.children[index];
  if (found?.tag !== tag) throw new DerError(`element ${index} is not of type ${tag.toString(16)}h`);
  return found;
}

/** An object identifier in dots. */
export function oidOf(node: Der): string {
  if (node.tag !== TAG.oid || node.content.length === 0) throw new DerError('not an object identifier');
  const numbers: number[] = [];
  let value = 0;
  for (const byte of node.content) {
    if (value > 2 ** 40) throw new DerError('an object identifier too long');
    value = value * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    numbers.push(value);
    value = 0;
  }
  const [first = 0, ...rest] = numbers;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - top * 40, ...rest].join('.');
}

/** An AlgorithmIdentifier without parameters, or with NULL as such. */
export function algorithmOf(node: Der | undefined): string {
  if (node?.tag !== TAG.sequence) throw new DerError('not an algorithm');
  const [oid, parameters, ...more] = node.children;
  const empty = !parameters || (parameters.tag === TAG.null && parameters.content.length === 0);
  if (!oid || !empty || more.length > 0) throw new DerError('an algorithm with parameters');
  return oidOf(oid);
}

/** UTCTime and GeneralizedTime in Z (RFC 5280 §4.1.2.5, RFC 3161 with fractions). */
export function timeOf(node: Der): Date {
  const text = node.content.toString('latin1');
  const short = node.tag === 0x17;
  const match = (
    short ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/
  ).exec(text);
  if (!match || (!short && node.tag !== 0x18)) throw new DerError('not a time');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const full = short ? (year < 50 ? 2000 : 1900) + year : year;
  return new Date(Date.UTC(full, month - 1, day, hour, minute, second));
}
