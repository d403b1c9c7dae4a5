/**
 * The recovery password: 8 groups of 6 digits, each a multiple of 11 up to 720885, whose quotients are the eight 16-bit
 * words of the key (MS-FVE is unpublished; libyal/libbde "BitLocker Drive Encryption format" §5, checked exhaustively here).
 * Digits are ASCII bytes in a Buffer that its owner wipes; `groupsForDisplay` alone makes strings of them.
 */
import { timingSafeEqual } from 'node:crypto';
import { secretBytes } from '../ports/secret-bytes.ts';

export const GROUPS = 8;
export const GROUP_DIGITS = 6;
export const DIGITS = GROUPS * GROUP_DIGITS;
/** `?`: a digit that nobody can read. */
export const UNREADABLE = 0x3f;
const ZERO = 0x30;
const MAX_QUOTIENT = 0xffff;

/** A group divided by 11: the 16-bit word it stands for. Null when it is none. @param group six ASCII bytes */
export function quotientOf(group: Uint8Array): number | null {
  let value = 0;
  for (const byte of group) {
    if (!isDigit(byte)) return null;
    value = value * 10 + byte - ZERO;
  }
  const right = group.length === GROUP_DIGITS && value % 11 === 0 && value / 11 <= MAX_QUOTIENT;
  return right ? value / 11 : null;
}

/**
 * Numbers (1 to 8) of the groups that cannot be right: unreadable, no multiple of 11, or above 720885. Where a digit too few
 * or too many was written (47 or 49 in all), those in which it may have happened; all where no single one explains it.
 */
export function badGroups(digits: Uint8Array): number[] {
  const surplus = digits.length - DIGITS;
  const all = Array.from({ length: GROUPS }, (_, index) => index);
  const right = (index: number, shift: number) => quotientOf(groupAt(digits, index, shift)) !== null;
  const bad =
    surplus === 0
      ? all.filter((index) => !right(index, 0))
      : all.filter((at) => all.every((index) => index === at || right(index, index > at ? surplus : 0)));
  return (surplus !== 0 && bad.length === 0 ? all : bad).map((index) => index + 1);
}

/** The six bytes of a group, as a view. @param index from 0 @param shift bytes to look further on */
export function groupAt(digits: Uint8Array, index: number, shift = 0): Uint8Array {
  const start = Math.max(0, index * GROUP_DIGITS + shift);
  return digits.subarray(start, start + GROUP_DIGITS);
}

/** The key: eight 16-bit words, little endian. Null when a group is bad. The caller wipes it. */
export function keyOf(digits: Uint8Array): Buffer | null {
  if (digits.length !== DIGITS) return null;
  const key = secretBytes(GROUPS * 2);
  for (let index = 0; index < GROUPS; index++) {
    const quotient = quotientOf(groupAt(digits, index));
    if (quotient === null) {
      key.fill(0);
      return null;
    }
    key.writeUInt16LE(quotient, index * 2);
  }
  return key;
}

/** The 48 digits of a key of 16 bytes. The caller wipes them. */
export function digitsOf(key: Uint8Array): Buffer {
  if (key.length !== GROUPS * 2) throw new RangeError('a recovery key has 16 bytes');
  const digits = secretBytes(DIGITS);
  for (let index = 0; index < GROUPS; index++) {
    let value = ((key[index * 2] ?? 0) | ((key[index * 2 + 1] ?? 0) << 8)) * 11;
    for (let place = GROUP_DIGITS - 1; place >= 0; place--) {
      digits[index * GROUP_DIGITS + place] = ZERO + (value % 10);
      value = Math.floor(value / 10);
    }
  }
  return digits;
}

/**
 * A check digit per group, as eight ASCII bytes: ISO/IEC 7064 MOD 11,10 over the group's place (1 to 8) and its six digits.
 * The groups' own check (a multiple of 11) does not notice a whole group at the wrong place; this does. `?` where the group
 * has an unreadable digit.
 */
export function checkDigits(digits: Uint8Array): Buffer {
  mustBeWhole(digits);
  const checks = secretBytes(GROUPS);
  for (let index = 0; index < GROUPS; index++) {
    const group = groupAt(digits, index);
    checks[index] = group.every(isDigit) ? ZERO + mod1110(index + 1, group) : UNREADABLE;
  }
  return checks;
}

/** ISO/IEC 7064 §9 (hybrid system MOD 11,10). */
function mod1110(place: number, group: Uint8Array): number {
  let product = 10;
  const take = (digit: number) => {
    product = (((product + digit) % 10 || 10) * 2) % 11;
  };
  take(place);
  for (const byte of group) take(byte - ZERO);
  return (11 - product) % 10;
}

/** Whether two keys (or two rows of digits) are the same, in a time that does not tell where they differ. */
export function sameKey(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Eight strings of six digits, for the moment they are shown. The one place where digits become strings. */
export function groupsForDisplay(digits: Uint8Array): string[] {
  mustBeWhole(digits);
  return Array.from({ length: GROUPS }, (_, index) => String.fromCharCode(...groupAt(digits, index)));
}

export function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

function mustBeWhole(digits: Uint8Array): void {
  if (digits.length !== DIGITS) throw new RangeError(`a recovery password has ${DIGITS} digits`);
}
