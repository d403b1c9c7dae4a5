/** Recovery passwords in a text, as people and programs write them: eight groups, or 48 digits in a row. */

import { secretBytes } from '../../ports/secret-bytes.ts';
import { DIGITS, GROUP_DIGITS, GROUPS, isDigit, UNREADABLE } from '../recovery-password.ts';
import { isWord } from './decode.ts';

export interface WrittenNumber {
  at: number;
  end: number;
  /** 48 ASCII bytes; 47 or 49 where a digit too few or too many stands. The taker wipes them. */
  digits: Buffer;
}

/** What stands between two groups: a dash of any kind, blanks, or the end of a line. */
type Glue = 'dash' | 'blank' | 'line';
interface Run {
  at: number;
  end: number;
  /** Before it; null for the first. */
  glue: Glue | null;
}

const [DASH, CR, LF] = [0x2d, 0x0d, 0x0a];
const BLANKS = new Set(Buffer.from(' \t._|[~'));
/** A dash in UTF-8 between two blanks takes five bytes; a line that is indented, more. */
const MAX_GLUE = 24;
/** Wrong lengths among the groups of one number: one lost digit, and one more. */
const MAX_UNEVEN = 2;
/** Digits that must be readable; below this it is no number but question marks. */
const MIN_READ = DIGITS / 2;
/** Letters taken for digits. */
const LOOK_ALIKES: ReadonlyMap<number, number> = new Map([
  [0x4f, 0x30], // O
  [0x6f, 0x30], // o
  [0x49, 0x31], // I
  [0x6c, 0x31], // l
]);

/**
 * The numbers in the rows of digits that begin at `at`, and where those rows end. Null when none begin there.
 * @param view as `decode` gives it
 */
export function numbersAt(view: Uint8Array, at: number): { numbers: WrittenNumber[]; end: number } | null {
  const first = runAt(view, at, null);
  if (!first) return null;
  if (isWhole(first)) return { numbers: written(view, [first]), end: first.end };
  if (!isGroup(first)) return { numbers: [], end: first.end };
  const block = [first];
  for (let last = first; ; ) {
    const next = nextRun(view, last.end);
    if (!next || !isGroup(next)) break;
    block.push(next);
    last = next;
  }
  return { numbers: numbersIn(view, block), end: block.at(-1)?.end ?? first.end };
}

const isWhole = ({ at, end }: Run) => Math.abs(end - at - DIGITS) <= 1;
const isGroup = ({ at, end }: Run) => Math.abs(end - at - GROUP_DIGITS) <= 1;

/** Eight groups belong together by dashes, else by a line, else because nothing but them stands there. */
function numbersIn(view: Uint8Array, block: readonly Run[]): WrittenNumber[] {
  for (const parts of [['blank', 'line'], ['line'], []] as const) {
    const pieces = split(block, new Set<Glue | null>(parts)).filter((piece) => piece.length === GROUPS);
    const numbers = pieces.flatMap((piece) => written(view, piece));
    if (numbers.length > 0) return numbers;
  }
  return [];
}

function split(block: readonly Run[], at: ReadonlySet<Glue | null>): Run[][] {
  const pieces: Run[][] = [];
  for (const run of block) {
    const last = pieces.at(-1);
    if (last && !at.has(run.glue)) last.push(run);
    else pieces.push([run]);
  }
  return pieces;
}

/** The digits of eight groups or of one row; none when too little of it is digits. */
function written(view: Uint8Array, runs: readonly Run[]): WrittenNumber[] {
  const [first, last] = [runs[0], runs.at(-1)];
  if (!first || !last) return [];
  const uneven = runs.length === 1 ? [] : runs.filter(({ at, end }) => end - at !== GROUP_DIGITS);
  if (uneven.length > MAX_UNEVEN) return [];
  const rows = runs.map(({ at, end }) => view.subarray(at, end));
  let read = 0;
  for (const row of rows) for (const byte of row) if (isDigit(byte)) read++;
  if (read < MIN_READ) return [];
  const length = runs.length === 1 ? last.end - first.at : DIGITS + (uneven.length === 1 && overlong(uneven) ? 1 : 0);
  const digits = secretBytes(length).fill(UNREADABLE);
  let filled = 0;
  for (const row of rows) {
    const room = runs.length === 1 || length > DIGITS ? Math.max(row.length, GROUP_DIGITS) : GROUP_DIGITS;
    // Of a group with a digit too many beside another fault nothing can be said.
    if (row.length <= room) for (const [i, byte] of row.entries()) digits[filled + i] = LOOK_ALIKES.get(byte) ?? byte;
    filled += room;
  }
  return [{ at: first.at, end: last.end, digits }];
}

const overlong = (runs: readonly Run[]) => runs.some(({ at, end }) => end - at > GROUP_DIGITS);

/** A row of digits (and what may be taken for them) that stands for itself. */
function runAt(view: Uint8Array, at: number, glue: Glue | null): Run | null {
  if (isWord(view[at - 1]) || isDigitLike(view[at - 1] ?? 0)) return null;
  let end = at;
  while (end < view.length && isDigitLike(view[end] ?? 0)) end++;
  return end === at || isWord(view[end]) ? null : { at, end, glue };
}

function nextRun(view: Uint8Array, from: number): Run | null {
  let [dash, lines, at] = [false, 0, from];
  for (; at < view.length && at - from < MAX_GLUE; at++) {
    const byte = view[at] ?? 0;
    if (byte === DASH || byte >= 0x80) dash = true;
    else if (byte === LF) lines++;
    else if (byte !== CR && !BLANKS.has(byte)) break;
  }
  if (at === from || lines > 1) return null;
  return runAt(view, at, dash ? 'dash' : lines > 0 ? 'line' : 'blank');
}

export function isDigitLike(byte: number): boolean {
  return isDigit(byte) || byte === UNREADABLE || LOOK_ALIKES.has(byte);
}
