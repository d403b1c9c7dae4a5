/** What somebody who wrote down or read out a recovery password may have meant. Each candidate still has to be proven. */

import { secretBytes, secretCopy } from '../ports/secret-bytes.ts';
import { badGroups, GROUP_DIGITS, GROUPS, groupAt, isDigit, quotientOf, UNREADABLE } from './recovery-password.ts';

/** More candidates than this are not tried: half a second each. */
export const MAX_CANDIDATES = 1_000;
const KEY_BYTES = GROUPS * 2;

export type RepairKind =
  | 'unreadable' // the digit that nobody could read
  | 'look-alike' // 1 for 7, 3 for 8 …
  | 'neighbours' // two digits next to each other changed places
  | 'digit' // any other wrong digit
  | 'missing' // a digit was left out
  | 'surplus' // a digit was written twice or added
  | 'jump' // first and third of three digits changed places; the group's own check does not notice
  | 'double' // a double digit misheard as another; the group's own check mostly does not notice
  | 'groups'; // two whole groups changed places

export interface Repair {
  kind: RepairKind;
  /** 1 to 8. Says where, never what. */
  group: number;
}
export interface Candidate {
  /** 16 bytes, as `keyOf` gives them. The taker wipes it. */
  key: Buffer;
  why: Repair[];
}

/** Digits taken for one another by eye. */
const LOOK_ALIKES = [
  [1, 7],
  [3, 8],
  [5, 6],
  [0, 6],
  [0, 8],
  [6, 8],
  [6, 9],
].map(([a = 0, b = 0]) => [0x30 + a, 0x30 + b] as const);

/**
 * Keys that may have been meant by `digits`, the likeliest first, in an order that is always the same: no key twice, never
 * the key that stands there already, at most `MAX_CANDIDATES`. Where every group can be right, what their checks do not
 * notice is offered: digits that jumped, misheard doubles, and last two groups that changed places.
 * @param digits ASCII, `?` for an unreadable one; 48, or 47 or 49 when one was lost or added
 */
export function* candidates(digits: Uint8Array): Generator<Candidate, void> {
  const all = faults(digits);
  const given = secretBytes(MAX_CANDIDATES * KEY_BYTES);
  let count = 0;
  try {
    for (const { words, choices } of all) {
      for (const picks of cheapestFirst(choices.map((choice) => choice.size))) {
        const key = secretBytes(KEY_BYTES);
        key.set(words);
        for (const [at, pick] of picks.entries()) choices[at]?.put(pick, key);
        if (holds(given.subarray(0, count * KEY_BYTES), key)) continue;
        key.copy(given, count++ * KEY_BYTES);
        yield { key, why: picks.flatMap((pick, at) => choices[at]?.why(pick) ?? []) };
        if (count === MAX_CANDIDATES) return;
      }
    }
  } finally {
    given.fill(0);
    for (const { words, choices } of all) {
      words.fill(0);
      for (const choice of choices) choice.wipe();
    }
  }
}

/** How many `candidates` there are; `MAX_CANDIDATES` may stand for more. */
export function candidateCount(digits: Uint8Array): number {
  let count = 0;
  for (const { key } of candidates(digits)) {
    key.fill(0);
    count++;
  }
  return count;
}

function holds(keys: Buffer, key: Buffer): boolean {
  for (let at = 0; at < keys.length; at += KEY_BYTES) {
    if (key.equals(keys.subarray(at, at + KEY_BYTES))) return true;
  }
  return false;
}

/** Ways to put one part of the key right: words (16 bits, little endian) for a place, likeliest first, no two the same. */
class Choices {
  readonly #words = secretBytes(MAX_CANDIDATES * 2);
  readonly #kinds: RepairKind[] = [];
  readonly #group: number;

  /** @param group from 0 */
  constructor(group: number) {
    this.#group = group;
  }

  get size(): number {
    return this.#kinds.length;
  }

  get full(): boolean {
    return this.size === MAX_CANDIDATES;
  }

  /** Takes a group if it can be right and is new. */
  offer(group: Uint8Array, kind: RepairKind): void {
    const word = quotientOf(group);
    if (word === null || this.full) return;
    for (let at = 0; at < this.size; at++) if (this.#words.readUInt16LE(at * 2) === word) return;
    this.#words.writeUInt16LE(word, this.size * 2);
    this.#kinds.push(kind);
  }

  put(pick: number, key: Buffer): void {
    this.#words.copy(key, this.#group * 2, pick * 2, pick * 2 + 2);
  }

  why(pick: number): Repair[] {
    return [{ kind: this.#kinds[pick] ?? 'digit', group: this.#group + 1 }];
  }

  wipe(): void {
    this.#words.fill(0);
  }
}

/** Two groups that change places. */
class Swap {
  readonly size = 1;
  readonly #a: number;
  readonly #b: number;

  constructor(a: number, b: number) {
    this.#a = a;
    this.#b = b;
  }

  put(_pick: number, key: Buffer): void {
    const [a, b] = [this.#a * 2, this.#b * 2];
    for (const byte of [0, 1]) {
      const kept = key[a + byte] ?? 0;
      key[a + byte] = key[b + byte] ?? 0;
      key[b + byte] = kept;
    }
  }

  why(): Repair[] {
    return [this.#a, this.#b].map((group) => ({ kind: 'groups', group: group + 1 }));
  }

  wipe(): void {}
}

type Choice = Choices | Swap;

/** One thing that may have gone wrong: the words of the groups that are right, and choices of which one each is taken. */
interface Fault {
  words: Buffer;
  choices: Choice[];
}

function faults(digits: Uint8Array): Fault[] {
  const surplus = digits.length - GROUPS * GROUP_DIGITS;
  if (Math.abs(surplus) > 1) return [];
  if (surplus !== 0) return shifted(digits, surplus);
  const words = wordsOf(digits);
  const bad = badGroups(digits);
  if (bad.length > 0) {
    return [{ words, choices: bad.map((number) => repairs(groupAt(digits, number - 1), number - 1)) }];
  }
  const list = unnoticed(digits).map((choice) => ({ words: secretCopy(words), choices: [choice] }));
  words.fill(0);
  return list;
}

/** A digit lost or added in one group: those before it are right as they stand, those behind it one digit further on. */
function shifted(digits: Uint8Array, surplus: number): Fault[] {
  const list: Fault[] = [];
  for (let index = 0; index < GROUPS; index++) {
    const start = index * GROUP_DIGITS;
    const whole = secretBytes(GROUPS * GROUP_DIGITS);
    whole.set(digits.subarray(0, start));
    whole.set(digits.subarray(start + GROUP_DIGITS + surplus), start + GROUP_DIGITS);
    if (badGroups(whole).every((number) => number === index + 1)) {
      const choices = [repairs(digits.subarray(start, start + GROUP_DIGITS + surplus), index)];
      list.push({ words: wordsOf(whole), choices });
    }
    whole.fill(0);
  }
  return list;
}

/** The key of 48 digits, with 0 for the groups that are not right. */
function wordsOf(digits: Uint8Array): Buffer {
  const words = secretBytes(KEY_BYTES);
  for (let index = 0; index < GROUPS; index++) {
    words.writeUInt16LE(quotientOf(groupAt(digits, index)) ?? 0, index * 2);
  }
  return words;
}

/** What a group of five to seven written digits may have been. */
function repairs(written: Uint8Array, group: number): Choices {
  const choices = new Choices(group);
  const trial = secretBytes(GROUP_DIGITS);
  const unreadable = written.filter((byte) => byte === UNREADABLE).length;
  if (written.length > GROUP_DIGITS) {
    for (let out = 0; out < written.length; out++) {
      trial.set(written.subarray(0, out));
      trial.set(written.subarray(out + 1), out);
      choices.offer(trial, 'surplus');
    }
  } else if (written.length < GROUP_DIGITS || unreadable > 0) {
    if (unreadable > 0) fill(written, choices);
    // One place open: a group that lacks a digit is written like this too, and then nobody knows which one it lacks.
    if (unreadable <= 1) insertions(written, choices);
  } else {
    wrongDigits(written, choices);
  }
  trial.fill(0);
  return choices;
}

function wrongDigits(written: Uint8Array, choices: Choices): void {
  const trial = secretBytes(GROUP_DIGITS);
  trial.set(written);
  const tryAt = (place: number, digit: number, kind: RepairKind) => {
    trial[place] = digit;
    choices.offer(trial, kind);
    trial[place] = written[place] ?? 0;
  };
  for (let place = 0; place < GROUP_DIGITS; place++) {
    for (const [a, b] of LOOK_ALIKES) {
      if (written[place] === a) tryAt(place, b, 'look-alike');
      if (written[place] === b) tryAt(place, a, 'look-alike');
    }
  }
  for (let place = 0; place + 1 < GROUP_DIGITS; place++) {
    exchange(trial, place, place + 1);
    choices.offer(trial, 'neighbours');
    exchange(trial, place, place + 1);
  }
  for (let place = 0; place < GROUP_DIGITS; place++) {
    for (let digit = 0x30; digit <= 0x39; digit++) tryAt(place, digit, 'digit');
  }
  trial.fill(0);
}

/** Every way to read the unreadable digits, in the order of the numbers. */
function fill(written: Uint8Array, choices: Choices): void {
  const places = [...written.keys()].filter((place) => written[place] === UNREADABLE);
  const trial = secretBytes(written.length);
  trial.set(written);
  for (let count = 0; count < 10 ** places.length && !choices.full; count++) {
    let rest = count;
    for (const place of places.toReversed()) {
      trial[place] = 0x30 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    choices.offer(trial, 'unreadable');
  }
  trial.fill(0);
}

/** Every digit at every place of the five that were read. */
function insertions(written: Uint8Array, choices: Choices): void {
  const read = secretBytes(GROUP_DIGITS - 1);
  read.set(written.filter(isDigit));
  const trial = secretBytes(GROUP_DIGITS);
  for (let place = 0; place < GROUP_DIGITS; place++) {
    trial.set(read.subarray(0, place));
    trial.set(read.subarray(place), place + 1);
    for (let digit = 0x30; digit <= 0x39; digit++) {
      trial[place] = digit;
      choices.offer(trial, 'missing');
    }
  }
  trial.fill(0);
  read.fill(0);
}

/** Faults after which every group still looks right. */
function unnoticed(digits: Uint8Array): Choice[] {
  const lists: Choice[] = [];
  for (let index = 0; index < GROUPS; index++) {
    const choices = new Choices(index);
    const trial = secretBytes(GROUP_DIGITS);
    const written = groupAt(digits, index);
    trial.set(written);
    for (let place = 0; place + 2 < GROUP_DIGITS; place++) {
      if (trial[place] === trial[place + 2]) continue;
      exchange(trial, place, place + 2);
      choices.offer(trial, 'jump');
      exchange(trial, place, place + 2);
    }
    for (let place = 0; place + 1 < GROUP_DIGITS; place++) {
      const double = trial[place] ?? 0;
      if (double !== trial[place + 1]) continue;
      for (let digit = 0x30; digit <= 0x39; digit++) {
        if (digit !== double) choices.offer(trial.fill(digit, place, place + 2), 'double');
      }
      trial.fill(double, place, place + 2);
    }
    trial.fill(0);
    if (choices.size > 0) lists.push(choices);
  }
  for (let a = 0; a < GROUPS; a++) {
    for (let b = a + 1; b < GROUPS; b++) {
      if (quotientOf(groupAt(digits, a)) !== quotientOf(groupAt(digits, b))) lists.push(new Swap(a, b));
    }
  }
  return lists;
}

function exchange(bytes: Buffer, a: number, b: number): void {
  const kept = bytes[a] ?? 0;
  bytes[a] = bytes[b] ?? 0;
  bytes[b] = kept;
}

/** Every way to pick one of each (by index), those first whose picks stand nearest to the front. */
function* cheapestFirst(sizes: readonly number[]): Generator<number[], void> {
  const dearest = sizes.reduce((sum, size) => sum + size - 1, 0);
  if (sizes.includes(0)) return;
  for (let cost = 0; cost <= dearest; cost++) yield* picksOf(sizes, cost);
}

function* picksOf([size, ...rest]: readonly number[], cost: number): Generator<number[], void> {
  if (size === undefined) {
    if (cost === 0) yield [];
    return;
  }
  const dearest = rest.reduce((sum, each) => sum + each - 1, 0);
  for (let pick = Math.max(0, cost - dearest); pick < size && pick <= cost; pick++) {
    for (const picks of picksOf(rest, cost - pick)) yield [pick, ...picks];
  }
}
