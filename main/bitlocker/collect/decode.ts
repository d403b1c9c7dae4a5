/**
 * Text of any encoding as bytes in which ASCII stands as ASCII: what Windows writes into key files (UTF-16LE), what a prompt
 * redirects (any OEM code page), what an editor saves. Digits and hexadecimal IDs are ASCII in all of them.
 */

const NUL = 0;
const BLANK = 0x20;
/** Stands for a character beyond ASCII. */
const OTHER = 0xff;
/** Zero bytes at every second place that are no accident: half of a key's digits. */
const ENOUGH_ZEROS = 24;

/**
 * A view of a text, never longer than it: full-width forms (U+FF01 to U+FF5E) as the ASCII they stand for, NUL as a blank
 * (Windows writes one behind the title), all else beyond ASCII as bytes of 0x80 and more. The caller wipes it.
 */
export function decode(bytes: Uint8Array): Buffer {
  const { wide, mixed, start } = encodingOf(bytes);
  const view = Buffer.alloc(bytes.length - start);
  let length = 0;
  if (wide) {
    for (let at = start; at + 1 < bytes.length; at += 2) view[length++] = narrow(unit(bytes, at, wide));
  } else {
    for (let at = start; at < bytes.length; at++) {
      if (mixed && bytes[at] === NUL) continue;
      const full = fullWidth(bytes, at);
      view[length++] = full ?? (bytes[at] || BLANK);
      if (full !== null) at += 2;
    }
  }
  view.fill(0, length);
  return view.subarray(0, length);
}

type Wide = 'le' | 'be';

interface Encoding {
  wide: Wide | null;
  /** UTF-16 that was saved as something else, so that its zero bytes stand at even and odd places: they are left out. */
  mixed: boolean;
  start: number;
}

/** By the byte order mark; without one by the zero bytes of UTF-16. */
function encodingOf(bytes: Uint8Array): Encoding {
  const [a, b, c] = bytes;
  if (a === 0xff && b === 0xfe) return { wide: 'le', mixed: false, start: 2 };
  if (a === 0xfe && b === 0xff) return { wide: 'be', mixed: false, start: 2 };
  let [even, odd] = [0, 0];
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== NUL) continue;
    if (at % 2 === 0) even++;
    else odd++;
  }
  const [many, few] = [Math.max(even, odd) >= ENOUGH_ZEROS, Math.min(even, odd) >= ENOUGH_ZEROS];
  if (many && !few) return { wide: odd > even ? 'le' : 'be', mixed: false, start: 0 };
  return { wide: null, mixed: few, start: a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0 };
}

function unit(bytes: Uint8Array, at: number, order: Wide): number {
  const [first = 0, second = 0] = [bytes[at], bytes[at + 1]];
  return order === 'le' ? first | (second << 8) : (first << 8) | second;
}

function narrow(code: number): number {
  if (code === NUL) return BLANK;
  if (code < 0x80) return code;
  return code >= 0xff01 && code <= 0xff5e ? code - 0xfee0 : OTHER;
}

/** The ASCII character of a full-width form in UTF-8 (EF BC 81 to EF BD 9E); null where there is none. */
function fullWidth(bytes: Uint8Array, at: number): number | null {
  if (bytes[at] !== 0xef) return null;
  const [, second = 0, third = 0] = bytes.subarray(at, at + 3);
  if (second === 0xbc && third >= 0x81 && third <= 0xbf) return third - 0x60;
  return second === 0xbd && third >= 0x80 && third <= 0x9e ? third - 0x20 : null;
}

/** JSON's `\u00XX` as the ASCII it stands for, in place. What becomes free at the end is wiped. */
export function unescaped(view: Buffer): Buffer {
  let out = 0;
  for (let at = 0; at < view.length; at++) {
    const escaped = at + 6 <= view.length ? escapedAt(view, at) : null;
    view[out++] = escaped ?? view[at] ?? 0;
    if (escaped !== null) at += 5;
  }
  view.fill(0, out);
  return view.subarray(0, out);
}

function escapedAt(view: Buffer, at: number): number | null {
  if (view[at] !== 0x5c || !textAt(view, at + 1, 'u00')) return null;
  const [high = 0, low = 0] = view.subarray(at + 4, at + 6);
  const value = hexValue(high) * 16 + hexValue(low);
  return value >= BLANK && value < 0x7f ? value : null;
}

/** 0 to 15; NaN for what is no hexadecimal digit. */
export function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : Number.NaN;
}

/** An ASCII letter or digit. */
export function isWord(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const letter = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (letter >= 0x61 && letter <= 0x7a);
}

/** Whether an ASCII text stands at a place, in capitals or small letters. @param text in small letters */
export function textAt(view: Uint8Array, at: number, text: string): boolean {
  if (at < 0 || at + text.length > view.length) return false;
  for (let i = 0; i < text.length; i++) {
    const byte = view[at + i] ?? 0;
    const small = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (small !== text.charCodeAt(i)) return false;
  }
  return true;
}
