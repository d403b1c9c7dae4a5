import { createHash } from 'node:crypto';

/** An appliance download key, as the appliance that made it remembers it. */
export interface DownloadKey {
  /** Counted from 1 by the appliance: each click makes a new one. */
  n: number;
  /** What the appliance's clock was ahead when it was made, seconds. */
  skewS: number;
  /** What was installed then. */
  base: string;
  product: string;
}

/** How wrong an appliance's clock may be for its keys. The vendor states none; this is the practice vendor's. */
export const KEY_TOLERANCE_S = 300;

/** Crockford's letters: none that are mistaken for one another. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 32;

/**
 * The text of the nth key of an appliance: eight groups of four, which nobody guesses who does not know the seed.
 * @param seed of this appliance in this rack, random
 */
export function keyText(serial: string, seed: string, n: number): string {
  const digest = createHash('sha256').update(`${serial}\n${seed}\n${n}`).digest();
  const letters = [...digest.subarray(0, LENGTH)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}

/** As it was typed or pasted: case, blanks, hyphens and line ends do not matter. */
export const sameKey = (one: string, other: string): boolean => bare(one) === bare(other);
const bare = (key: string) => key.replace(/[\s-]/g, '').toUpperCase();
