/**
 * The stretching of a BitLocker key as one WebAssembly program: SHA-256 (FIPS 180-4) over 88 bytes, again and again,
 *
 *     last[32] | initial[32] | salt[16] | count, 64 bits little endian
 *
 * `last` being the digest before. That is two blocks of SHA-256, the same ones every time, and the program is cut to them:
 * - All 128 rounds stand one after the other, so that the eight words of state never move; only their names go round.
 * - The message schedule of the first block runs beside its rounds in vectors of four words, which a processor computes in
 *   units that the rounds leave idle.
 * - The second block holds the salt, the count and the padding, and nothing of the digests. So its schedule is worked out
 *   for four counts at once, one in each word of a vector, before their turn comes.
 * It is as fast as it is because it is short: with both schedules in plain words it takes between 4 and 65 % longer,
 * depending on whether the processor's cache of decoded instructions still holds it (measured on a Zen 5).
 */
import {
  add,
  add4,
  and,
  bytesOf,
  type Code,
  call,
  get,
  i32,
  isZero,
  less,
  load,
  load4,
  rotr,
  set,
  shl4,
  shr2x64,
  shr4,
  shuffle,
  splat,
  store,
  store4,
  vector,
  wasmModule,
  when,
  whileLoop,
  withWord,
  xor,
  xor4,
} from './wasm.ts';

/** Where things lie in the memory, in bytes. All words are the big-endian ones of SHA-256, stored as numbers. */
export const LAST = 0; // 8 words
export const INITIAL = 32; // 8 words
export const SALT = 64; // 4 words
const FIRST = 128; // schedule of the first block with the round constants added: 64 words
const SECOND = 512; // schedules of four second blocks, likewise: 64 vectors

const range = (length: number): number[] => [...Array(length).keys()];
const times = (length: number, code: (index: number) => Code): Code =>
  range(length).map((index) => bytesOf(code(index)));
/** FIPS 180-4 §4.2.2 and §5.3.3: 32 bits of the fractional parts of the roots of the first primes. */
const PRIMES: number[] = [];
for (let n = 2; PRIMES.length < 64; n++) if (PRIMES.every((prime) => n % prime !== 0)) PRIMES.push(n);
const fraction = (root: number): number => Math.floor((root % 1) * 2 ** 32) | 0;
const K = PRIMES.map((prime) => fraction(Math.cbrt(prime)));
const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const at = <T>(items: readonly T[], index: number): T => items[index % items.length] as T;

const MEMORY = i32(0);
const fourK = (t: number): Code => vector(at(K, t), at(K, t + 1), at(K, t + 2), at(K, t + 3));

// §4.1.2: the functions of the schedule for four words at once; a vector has no rotation, only shifts
const sigma0 = (x: Code): Code => xor4(xor4(xor4(shr4(x, 7), shl4(x, 25)), xor4(shr4(x, 18), shl4(x, 14))), shr4(x, 3));
const sigma1 = (x: Code): Code =>
  xor4(xor4(xor4(shr4(x, 17), shl4(x, 15)), xor4(shr4(x, 19), shl4(x, 13))), shr4(x, 10));

/** `expand(count)`: the schedules of the second blocks of this count and the three after it (§6.2.2 step 1). */
function expand(): Code {
  const count = 0;
  const words = (t: number): number => 1 + (t % 16);
  const counts = add4(splat(get(count)), vector(0, 1, 2, 3));
  const bigEndian = range(16).map((byte) => byte ^ 3);
  const message = (t: number): Code => {
    if (t < 4) return splat(load(MEMORY, SALT + 4 * t));
    if (t === 4) return shuffle(counts, counts, bigEndian);
    return splat(i32(t === 6 ? 0x80000000 : t === 15 ? 88 * 8 : 0)); // end of the message, zeros, its length in bits
  };
  const word = (t: number): Code => get(words(t));
  const next = (t: number): Code =>
    add4(add4(word(t - 16), sigma0(word(t - 15))), add4(word(t - 7), sigma1(word(t - 2))));
  return times(64, (t) => [
    set(words(t), t < 16 ? message(t) : next(t)),
    store4(MEMORY, SECOND + 16 * t, add4(word(t), splat(i32(at(K, t))))),
  ]);
}

// Locals of `run`
const COUNT = 0;
const END = 1;
const STATE = range(8).map((n) => 2 + n);
const LINK = range(8).map((n) => 10 + n); // digest of the first block
const DIGEST = range(8).map((n) => 18 + n);
const T1 = 26;
const PAIRS = [27, 28];
const LANE = 29; // which of the four second blocks is next, times 4
const QUADS = range(4).map((n) => 30 + n); // the last 16 words of the first block's schedule
const SUM = 34;
const HALF = 35;

/** One round (§6.2.2 step 3); `word` is that of the schedule plus the constant. Instead of moving, a to h are renamed. */
function round(t: number, word: Code): Code {
  const name = (n: number): number => at(STATE, n + 64 - t);
  const [a, b, c, d, e, f, g, h] = range(8).map((n) => get(name(n))) as [
    Code,
    Code,
    Code,
    Code,
    Code,
    Code,
    Code,
    Code,
  ];
  const sum1 = xor(xor(rotr(e, 6), rotr(e, 11)), rotr(e, 25));
  const sum0 = xor(xor(rotr(a, 2), rotr(a, 13)), rotr(a, 22));
  const choice = xor(g, and(e, xor(f, g)));
  // Majority as b ^ ((a ^ b) & (b ^ c)): b ^ c is the a ^ b of the round before.
  const [pair, before] = [at(PAIRS, t), at(PAIRS, t + 1)];
  return [
    t === 0 ? set(before, xor(b, c)) : [],
    set(T1, add(add(add(h, word), choice), sum1)),
    set(name(3), add(d, get(T1))),
    set(pair, xor(a, b)),
    set(name(7), add(add(get(T1), xor(b, and(get(pair), get(before)))), sum0)),
  ];
}

/** Words of two vectors in a row, counted 0 to 7. */
const pick = (a: Code, b: Code, ...words: number[]): Code =>
  shuffle(
    a,
    b,
    words.flatMap((word) => range(4).map((byte) => 4 * word + byte)),
  );

/**
 * Words t to t + 3 of the first block's schedule, in four parts to stand between rounds. Words t + 2 and t + 3 need t and
 * t + 1, so sigma1 comes in halves, of words doubled to 64 bits: shifting those rotates the lower 32.
 */
function nextFour(t: number): Code[] {
  const quad = (n: number): Code => get(at(QUADS, t / 4 + n));
  const none = vector(0, 0, 0, 0);
  const sigma1OfTwo = (from: Code, first: number): Code => [
    set(HALF, pick(from, from, first, first, first + 1, first + 1)),
    set(HALF, xor4(xor4(shr2x64(get(HALF), 17), shr2x64(get(HALF), 19)), shr4(get(HALF), 10))),
  ];
  return [
    set(SUM, add4(add4(quad(0), pick(quad(2), quad(3), 1, 2, 3, 4)), sigma0(pick(quad(0), quad(1), 1, 2, 3, 4)))),
    [sigma1OfTwo(quad(3), 2), set(SUM, add4(get(SUM), pick(get(HALF), none, 0, 2, 4, 4)))],
    [sigma1OfTwo(get(SUM), 0), set(at(QUADS, t / 4), add4(get(SUM), pick(get(HALF), none, 4, 4, 0, 2)))],
    store4(MEMORY, FIRST + 4 * t, add4(quad(0), fourK(t))),
  ];
}

function firstBlock(): Code {
  const four = (n: number): Code =>
    [1, 2, 3].reduce<Code>((quad, k) => withWord(quad, k, get(at(DIGEST, n + k))), splat(get(at(DIGEST, n))));
  const word = (t: number): Code => {
    if (t >= 16) return load(MEMORY, FIRST + 4 * t);
    return add(t < 8 ? get(at(DIGEST, t)) : load(MEMORY, INITIAL + 4 * (t - 8)), i32(at(K, t)));
  };
  return [
    [set(at(QUADS, 0), four(0)), set(at(QUADS, 1), four(4))],
    [set(at(QUADS, 2), load4(MEMORY, INITIAL)), set(at(QUADS, 3), load4(MEMORY, INITIAL + 16))],
    times(16, (group) => {
      const between = group < 12 ? nextFour(4 * group + 16) : [];
      return times(4, (n) => [round(4 * group + n, word(4 * group + n)), between[n] ?? []]);
    }),
  ];
}

const secondBlock = (): Code => times(64, (t) => round(t, load(get(LANE), SECOND + 16 * t)));

/** `run(count, end)`: stretches `last` by the rounds count to end - 1. */
function run(): Code {
  return [
    times(8, (n) => set(at(DIGEST, n), load(MEMORY, LAST + 4 * n))),
    whileLoop(
      less(get(COUNT), get(END)),
      when(isZero(get(LANE)), call(0, get(COUNT))),
      times(8, (n) => set(at(STATE, n), i32(at(START, n)))),
      firstBlock(),
      times(8, (n) => set(at(LINK, n), add(get(at(STATE, n)), i32(at(START, n))))),
      times(8, (n) => set(at(STATE, n), get(at(LINK, n)))),
      secondBlock(),
      times(8, (n) => set(at(DIGEST, n), add(get(at(STATE, n)), get(at(LINK, n))))),
      set(COUNT, add(get(COUNT), i32(1))),
      set(LANE, and(add(get(LANE), i32(4)), i32(12))),
    ),
    times(8, (n) => store(MEMORY, LAST + 4 * n, get(at(DIGEST, n)))),
  ];
}

/** The module: `run(from, to)` for counts below 2^32, over words laid at `LAST`, `INITIAL` and `SALT` of its memory. */
export function stretchProgram(): Buffer<ArrayBuffer> {
  return wasmModule([
    { name: 'expand', params: 1, words: 0, vectors: 16, body: expand() },
    { name: 'run', params: 2, words: 28, vectors: 6, body: run() },
  ]);
}
