import { createHash } from 'node:crypto';

const MASK = (1n << 64n) - 1n;
const rotate = (value: bigint, by: bigint): bigint => ((value << by) | (value >> (64n - by))) & MASK;

/**
 * xoshiro256** (Blackman and Vigna) seeded by the SHA-256 of some bytes, as BCR-2020-005 wants it: sender and receiver draw
 * the same numbers. Not for secrets.
 */
export class Xoshiro256 {
  readonly #s: [bigint, bigint, bigint, bigint];

  constructor(seed: Uint8Array) {
    const digest = createHash('sha256').update(seed).digest();
    const word = (at: number) => digest.readBigUInt64BE(at * 8);
    this.#s = [word(0), word(1), word(2), word(3)];
  }

  /** 64 bits. */
  next(): bigint {
    const s = this.#s;
    const result = (rotate((s[1] * 5n) & MASK, 7n) * 9n) & MASK;
    const shifted = (s[1] << 17n) & MASK;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45n);
    return result;
  }

  /** From 0 to, rarely, 1: the reference rounds to 53 bits like this. */
  nextDouble(): number {
    return Number(this.next()) / 2 ** 64;
  }

  /** A whole number from `low` to `high`, both included. */
  nextInt(low: number, high: number): number {
    return Math.floor(this.nextDouble() * (high - low + 1)) + low;
  }
}
