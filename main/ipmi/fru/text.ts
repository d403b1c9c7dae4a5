import { DecodeError } from '../bytes.ts';

/** Text encodings of the type/length byte (IPMI Platform Management FRU Information Storage Definition v1.0, section 13). */
export type FruEncoding = 'binary' | 'bcd' | 'ascii6' | 'text';

const ENCODINGS: readonly FruEncoding[] = ['binary', 'bcd', 'ascii6', 'text'];
/** The definition ends at the period; sensor records (IPMI 2.0 section 43.15) go on, and so do BMCs in their FRUs. */
const BCD = '0123456789 -.:,_';
export const END_OF_FIELDS = 0xc1;

/** Language codes whose `text` is 8-bit Latin 1; all others use UTF-16, least significant byte first. */
const isLatin = (language: number) => language === 0 || language === 25;

/** Reads one field (type/length byte already split off). Trailing blanks and NULs are dropped; no text is "0x…". */
export function decodeText(encoding: FruEncoding, bytes: Buffer, language: number): string {
  if (encoding === 'binary') return bytes.toString('hex');
  if (encoding === 'bcd') return decodeBcdPlus(bytes);
  if (encoding === 'ascii6') return trim(decodeAscii6(bytes));
  if (isLatin(language)) return latin1OrUtf8(bytes) ?? `0x${bytes.toString('hex')}`;
  if (bytes.length % 2 !== 0) throw new DecodeError(`FRU text: UTF-16 in ${bytes.length} bytes`);
  return readable(bytes.toString('utf16le')) ?? `0x${bytes.toString('hex')}`;
}

/** A field with its type/length byte. Throws RangeError when the text does not fit the encoding or 63 bytes. */
export function encodeText(text: string, encoding: FruEncoding, language: number): Buffer {
  const bytes = encodeBytes(text, encoding, language);
  // Type 3 with length 1 would read as the end mark C1h, so one Latin character gets a blank.
  const body = encoding === 'text' && bytes.length === 1 ? Buffer.concat([bytes, Buffer.from(' ')]) : bytes;
  if (body.length > 63) throw new RangeError('FRU field longer than 63 bytes');
  return Buffer.concat([Buffer.from([(ENCODINGS.indexOf(encoding) << 6) | body.length]), body]);
}

/** Splits a type/length byte. */
export function typeLength(byte: number): { encoding: FruEncoding; length: number } {
  return { encoding: ENCODINGS[byte >> 6] ?? 'binary', length: byte & 0x3f };
}

/** Two characters a byte, high nibble first. */
export function decodeBcdPlus(bytes: Buffer): string {
  return trim([...bytes].map((b) => `${BCD[b >> 4] ?? ''}${BCD[b & 15] ?? ''}`).join(''));
}

function trim(text: string): string {
  return text.replace(/[\0 ]+$/u, '');
}

/**
 * 8-bit text as BMCs write it: cut at the first NUL, trailing blanks dropped, UTF-8 where it is valid UTF-8 and Latin 1
 * otherwise. Null when it holds control characters and so is no text.
 */
export function latin1OrUtf8(bytes: Buffer): string | null {
  const end = bytes.indexOf(0);
  const body = end < 0 ? bytes : bytes.subarray(0, end);
  const utf8 = body.toString('utf8');
  return readable(utf8.includes('\ufffd') ? body.toString('latin1') : utf8);
}

/** The text without trailing blanks and NULs, or null when a person could not read it. */
export function readable(text: string): string | null {
  const trimmed = trim(text);
  return /[\p{Cc}\p{Cs}\p{Cn}\p{Co}]/u.test(trimmed) ? null : trimmed;
}

/** Three bytes hold four characters, least significant bits first, each 20h below its ASCII code. */
export function decodeAscii6(bytes: Buffer): string {
  let bits = 0;
  let held = 0;
  let text = '';
  for (const b of bytes) {
    held |= b << bits;
    bits += 8;
    while (bits >= 6) {
      text += String.fromCharCode((held & 0x3f) + 0x20);
      held >>= 6;
      bits -= 6;
    }
  }
  return text;
}

function encodeBytes(text: string, encoding: FruEncoding, language: number): Buffer {
  if (encoding === 'binary') return Buffer.from(text, 'hex');
  if (encoding === 'text') return Buffer.from(text, isLatin(language) ? 'latin1' : 'utf16le');
  if (encoding === 'bcd') {
    const nibbles = [...(text.length % 2 === 0 ? text : `${text} `)].map((c) => BCD.indexOf(c));
    if (nibbles.includes(-1)) throw new RangeError('not a BCD plus text');
    return Buffer.from(nibbles.flatMap((n, i) => (i % 2 === 0 ? [(n << 4) | (nibbles[i + 1] ?? 0)] : [])));
  }
  return encodeAscii6(text);
}

/** The reverse. Throws RangeError for characters outside 20h to 5Fh. */
export function encodeAscii6(text: string): Buffer {
  const out: number[] = [];
  let bits = 0;
  let held = 0;
  for (const c of text) {
    const code = c.charCodeAt(0) - 0x20;
    if (code < 0 || code > 0x3f) throw new RangeError('not a 6-bit ASCII text');
    held |= code << bits;
    bits += 6;
    while (bits >= 8) {
      out.push(held & 0xff);
      held >>= 8;
      bits -= 8;
    }
  }
  if (bits > 0) out.push(held & 0xff);
  return Buffer.from(out);
}
