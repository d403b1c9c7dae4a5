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

/**
 * Exactly one value, all of `bytes`. Stricter than the ASN.1 libraries, which take BER (indefinite and long-winded lengths)
 * and hand back another encoding than was signed.
 */
export function parseDer(bytes: Buffer): Der {
  const value = valueAt(bytes, 0, 0);
  if (value.bytes.length !== bytes.length) throw new DerError('more than one value');
  return value;
}

/** Identifier, definite length in the fewest octets, content (X.690 §8.1, §10.1). */
function valueAt(bytes: Buffer, at: number, depth: number): Der {
  if (depth > DEEPEST) throw new DerError('nested too deep');
  const tag = bytes[at] ?? 0;
  const first = bytes[at + 1];
  if (first === undefined || (tag & 0x1f) === 0x1f) throw new DerError('no ASN.1, or a tag of several octets');
  const more = first < 0x80 ? 0 : first & 0x7f;
  const start = at + 2 + more;
  if (first === 0x80 || more > 4 || start > bytes.length) throw new DerError('a length that is not DER');
  const length = more === 0 ? first : bytes.readUIntBE(at + 2, more);
  if (more > 0 && (length < 0x80 || bytes[at + 2] === 0)) throw new DerError('a length that is not DER');
  const end = start + length;
  if (end > bytes.length) throw new DerError('it is cut off');
  const children: Der[] = [];
  const constructed = (tag & 0x20) !== 0;
  const content = bytes.subarray(start, end);
  for (let next = 0; constructed && next < length; next += children.at(-1)?.bytes.length ?? length) {
    children.push(valueAt(content, next, depth + 1));
  }
  return { tag, bytes: bytes.subarray(at, end), content, children };
}

/** The first value; what follows it is not looked at. */
export const firstDer = (bytes: Buffer): Der => valueAt(bytes, 0, 0);

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
