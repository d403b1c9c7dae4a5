/** Which fragments are mixed into which part: Luby transform as BCR-2020-005 fixes it, the same on both sides. */
import { Xoshiro256 } from './xoshiro.ts';

/**
 * Indexes of the fragments in part `seqNum` (from 1). The first `seqLen` parts are one fragment each. @param checksum CRC-32 of
 * the whole message
 */
export function fragmentsIn(seqNum: number, seqLen: number, checksum: number): number[] {
  if (seqNum <= seqLen) return [seqNum - 1];
  const seed = Buffer.alloc(8);
  seed.writeUInt32BE(seqNum);
  seed.writeUInt32BE(checksum, 4);
  const random = new Xoshiro256(seed);
  const degree = degreeOf(seqLen, random);
  return shuffled(seqLen, random).slice(0, degree);
}

/** How many fragments: 1 most often, n with a weight of 1/n. */
export function degreeOf(seqLen: number, random: Xoshiro256): number {
  return sample(aliasesOf(seqLen), random) + 1;
}

/** The numbers from 0 to `length` - 1 in a random order. */
export function shuffled(length: number, random: Xoshiro256): number[] {
  const left = Array.from({ length }, (_, index) => index);
  return Array.from({ length }, () => left.splice(random.nextInt(0, left.length - 1), 1)[0] ?? 0);
}

/** Walker's alias tables, built in the order of the reference, since another one would draw other numbers. */
interface Aliases {
  keep: number[];
  other: number[];
}
const tables = new Map<number, Aliases>();

function aliasesOf(length: number): Aliases {
  const known = tables.get(length);
  if (known) return known;
  const weights = Array.from({ length }, (_, index) => 1 / (index + 1));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const scaled = weights.map((weight) => (weight * length) / sum);
  const small: number[] = [];
  const large: number[] = [];
  for (let i = length - 1; i >= 0; i--) ((scaled[i] ?? 0) < 1 ? small : large).push(i);
  const made: Aliases = { keep: Array(length).fill(1), other: Array(length).fill(0) };
  for (let a = small.pop(), g = large.pop(); ; a = small.pop(), g = large.pop()) {
    // What is left over on either side keeps its 1.
    if (a === undefined || g === undefined) break;
    made.keep[a] = scaled[a] ?? 0;
    made.other[a] = g;
    const rest = (scaled[g] ?? 0) + ((scaled[a] ?? 0) - 1);
    scaled[g] = rest;
    (rest < 1 ? small : large).push(g);
  }
  tables.set(length, made);
  return made;
}

function sample({ keep, other }: Aliases, random: Xoshiro256): number {
  const [first, second] = [random.nextDouble(), random.nextDouble()];
  const index = Math.floor(keep.length * first);
  return second < (keep[index] ?? 1) ? index : (other[index] ?? 0);
}
