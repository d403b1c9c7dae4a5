/**
 * Reading a key to somebody on the phone, as a state machine: the ID first, then one group at a time, each confirmed by
 * what the listener reads back. It holds no digit.
 */
export type Place = { at: 'id' } | { at: 'group'; group: number } | { at: 'end' };
export interface Reading {
  place: Place;
  /** Groups that were read back and agreed. */
  agreed: boolean[];
}
export type Word =
  /** What was read back agrees with what stands here. */
  | 'agrees'
  /** It does not: the same group once more. */
  | 'differs'
  | 'back'
  | 'restart';

export const groupCount = 8;
export const begin = (): Reading => ({ place: { at: 'id' }, agreed: Array.from({ length: groupCount }, () => false) });

const group = (n: number): Place => ({ at: 'group', group: n });
const withAgreed = (agreed: boolean[], n: number, yes: boolean) => agreed.map((was, i) => (i === n ? yes : was));

export function turn(reading: Reading, word: Word): Reading {
  const { place, agreed } = reading;
  if (word === 'restart') return begin();
  if (place.at === 'id') return word === 'agrees' ? { place: group(0), agreed } : reading;
  if (place.at === 'end') return word === 'back' ? { place: group(groupCount - 1), agreed } : reading;
  const n = place.group;
  if (word === 'back') return { place: n === 0 ? { at: 'id' } : group(n - 1), agreed };
  if (word === 'differs') return { place, agreed: withAgreed(agreed, n, false) };
  const now = withAgreed(agreed, n, true);
  // Back and forth may have left a gap: the end is reached only when every group was agreed on.
  if (now.every(Boolean) && n === groupCount - 1) return { place: { at: 'end' }, agreed: now };
  return { place: group(n === groupCount - 1 ? now.indexOf(false) : n + 1), agreed: now };
}

/** How what the listener read back compares, while it is typed. `wrongAt` is the first character that differs, from 1. */
export type Echo = { is: 'nothing' | 'partly' | 'same' } | { is: 'wrong'; wrongAt: number };
const bare = (text: string) => [...text.replace(/[\s-]/g, '').toUpperCase()];
/** Spaces, dashes and upper or lower case do not count. Nothing of it is kept. */
export function compare(typed: string, expected: string): Echo {
  const [own, other] = [bare(typed), bare(expected)];
  if (own.length === 0) return { is: 'nothing' };
  const wrong = own.findIndex((c, i) => c !== other[i]);
  if (wrong >= 0) return { is: 'wrong', wrongAt: Math.min(wrong, other.length) + 1 };
  return { is: own.length === other.length ? 'same' : 'partly' };
}
