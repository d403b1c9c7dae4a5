/**
 * Two check characters per line: a Reed-Solomon code over GF(32) (x^5 + x^2 + 1) of length 31 with distance 3. A line is up
 * to 28 characters, 2 check characters, and its own number, which is never written. So every line with one or two wrong
 * characters is noticed, every two that changed places, and every line in the place of another one; a single wrong character
 * can even be pointed at. More than two are missed once in 1024 lines, and then the signature decides.
 */
const ORDER = 31;
/** Powers of the generator 2, and their logarithms. */
const POWER: number[] = [];
const LOG: number[] = [];
for (let i = 0, value = 1; i < ORDER; i++) {
  POWER.push(value);
  LOG[value] = i;
  value = value & 16 ? (value << 1) ^ 0x25 : value << 1;
}

export const LINE_DATA = 28;
export const LINE_CHECKS = 2;
/** Lines that can be told apart. */
export const MAX_LINES = 32;
/** Place of the unwritten line number; the check characters have 0 and 1, the rest follows. */
const NUMBER_AT = 30;

const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : power(log(a) + log(b)));
const over = (a: number, b: number): number => (a === 0 ? 0 : power(log(a) - log(b) + ORDER));
const power = (exponent: number): number => POWER[exponent % ORDER] ?? 0;
const log = (value: number): number => LOG[value] ?? 0;

/**
 * The line as a polynomial at 2 and at 4: both are 0 for a right one. (At 1 it would be a mere sum, which does not see that
 * whole groups changed places.)
 */
function syndromes(data: readonly number[], checks: readonly number[], index: number): [number, number] {
  let first = times(index, power(NUMBER_AT));
  let second = times(index, power(2 * NUMBER_AT));
  const add = (value: number, place: number) => {
    first ^= times(value, power(place));
    second ^= times(value, power(2 * place));
  };
  checks.forEach(add);
  data.forEach((value, i) => void add(value, LINE_CHECKS + i));
  return [first, second];
}

/** The two check values of a line. @param data up to 28 values of 5 bits @param index of the line, from 0 to 31 */
export function checksOf(data: readonly number[], index: number): [number, number] {
  const [first, second] = syndromes(data, [], index);
  // c0 + 2·c1 = first and c0 + 4·c1 = second (in GF(32), where + and - are the same).
  const check = over(first ^ second, 2 ^ 4);
  return [first ^ times(2, check), check];
}

/** What a line says about itself: right; if one value only is wrong, which; if it is another line's, whose. */
export type LineVerdict = { right: true } | { right: false; suspect: number | null; belongsTo: number | null };

/** `suspect` counts in the order of writing, checks last; `belongsTo` is an index. Both are guesses that a person checks. */
export function checkLine(data: readonly number[], checks: readonly number[], index: number): LineVerdict {
  const [first, second] = syndromes(data, checks, index);
  if (first === 0 && second === 0) return { right: true };
  const guess = { right: false as const, suspect: null, belongsTo: null };
  if (first === 0 || second === 0) return guess;
  const place = log(over(second, first));
  if (place === NUMBER_AT) return { ...guess, belongsTo: index ^ over(first, power(NUMBER_AT)) };
  const suspect = place < LINE_CHECKS ? data.length + place : place - LINE_CHECKS;
  return suspect < data.length + LINE_CHECKS ? { ...guess, suspect } : guess;
}
