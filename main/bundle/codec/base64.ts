/** Base64 (RFC 4648, 4) that takes one spelling only, and for secrets one that never makes a string. */
import { secretBytes } from '../../ports/secret-bytes.ts';

/** The bytes of canonical base64; null for anything else (blanks, missing padding, stray last bits). */
export function fromBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Int8Array(256).fill(-1);
for (let value = 0; value < ALPHABET.length; value++) VALUES[ALPHABET.charCodeAt(value)] = value;
const PAD = '='.charCodeAt(0);

/** As `fromBase64`, from bytes of ASCII into memory that can be wiped: strings cannot be. */
export function secretFromBase64(ascii: Uint8Array): Buffer | null {
  let pads = 0;
  while (pads < 2 && ascii[ascii.length - 1 - pads] === PAD) pads++;
  if (ascii.length % 4 !== 0) return null;
  const bytes = secretBytes((ascii.length / 4) * 3 - pads);
  let [held, bits, at] = [0, 0, 0];
  for (let i = 0; i < ascii.length - pads; i++) {
    const value = VALUES[ascii[i] ?? 0] ?? -1;
    if (value < 0) {
      bytes.fill(0);
      return null;
    }
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 0xff;
  }
  if ((held & ((1 << bits) - 1)) !== 0) {
    bytes.fill(0);
    return null;
  }
  return bytes;
}
