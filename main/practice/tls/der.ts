/** The few DER types (X.690) that a certificate needs. Every function returns one complete tag-length-value. */

const length = (n: number): Buffer => {
  if (n < 0x80) return Buffer.of(n);
  const bytes = n < 0x100 ? [n] : n < 0x1_0000 ? [n >> 8, n & 0xff] : [n >> 16, (n >> 8) & 0xff, n & 0xff];
  return Buffer.of(0x80 | bytes.length, ...bytes);
};

const tlv = (tag: number, ...content: Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.of(tag), length(body.length), body]);
};

export const sequence = (...items: Buffer[]): Buffer => tlv(0x30, ...items);
export const set = (...items: Buffer[]): Buffer => tlv(0x31, ...items);
export const octetString = (bytes: Buffer): Buffer => tlv(0x04, bytes);
export const utf8String = (text: string): Buffer => tlv(0x0c, Buffer.from(text, 'utf8'));
export const boolean = (value: boolean): Buffer => tlv(0x01, Buffer.of(value ? 0xff : 0));
/** A bit string without unused bits. */
export const bitString = (bytes: Buffer): Buffer => tlv(0x03, Buffer.of(0), bytes);
/** Context-specific tag [n], constructed (EXPLICIT). */
export const explicit = (n: number, item: Buffer): Buffer => tlv(0xa0 | n, item);
/** Context-specific tag [n] over primitive content (IMPLICIT). */
export const implicit = (n: number, bytes: Buffer): Buffer => tlv(0x80 | n, bytes);

/** Context-specific tag [n] over the contents of a sequence or set (IMPLICIT). */
export const implicitList = (n: number, ...items: Buffer[]): Buffer => tlv(0xa0 | n, ...items);
export const nothing = (): Buffer => tlv(0x05);

/** A non-negative integer from its big-endian bytes, in the shortest form (X.690 §8.3.2). */
export function integer(bytes: Buffer): Buffer {
  let first = 0;
  while (first < bytes.length - 1 && bytes[first] === 0) first += 1;
  const rest = bytes.subarray(first);
  return tlv(0x02, (rest[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), rest]) : rest);
}

/** An object identifier from its dotted form (X.690 §8.19). */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const septets = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      septets.unshift((left & 0x7f) | 0x80);
    bytes.push(...septets);
  }
  return tlv(0x06, Buffer.from(bytes));
}

/** UTCTime up to 2049, GeneralizedTime from 2050 on (RFC 5280 §4.1.2.5). */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  return date.getUTCFullYear() < 2050
    ? tlv(0x17, Buffer.from(digits.slice(2), 'latin1'))
    : tlv(0x18, Buffer.from(digits, 'latin1'));
}
