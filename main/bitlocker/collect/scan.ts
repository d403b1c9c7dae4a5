/** What of a text matters, in its order and whatever its language: IDs, numbers, and the volume that a section is about. */
import { hexValue, isWord, textAt } from './decode.ts';
import { isDigitLike, numbersAt } from './numbers.ts';

export type Token =
  /** A GUID, in capitals. `file`: the name of a .BEK file. `before`: where the line above its own begins. */
  | { kind: 'id'; id: string; file: boolean; at: number; end: number; before: number }
  /** The first 16 characters of a GUID, as Windows 7 prints it. */
  | { kind: 'start-of-id'; text: string; at: number; end: number; before: number }
  | { kind: 'number'; digits: Buffer; at: number; end: number; before: number }
  /** A volume's section begins (null: a volume without a letter). */
  | { kind: 'section'; letter: string | null; at: number; end: number; before: number }
  /** A letter is named at the start of a line, as in a note. */
  | { kind: 'letter'; letter: string; at: number; end: number; before: number };

/** A GUID is 8-4-4-4-12 hexadecimal digits; a 0 stands for one. */
const GUID = '00000000-0000-0000-0000-000000000000';
const START_OF_GUID = '00000000-0000-00';
/** A header names its volume within so many bytes ("Volume C: [...]" in the longest of languages). */
const HEADER_BYTES = 40;
const [LF, QUOTE, COLON, BRACKET, BACKSLASH] = [0x0a, 0x22, 0x3a, 0x5b, 0x5c];
const MOUNT_POINT = 'mountpoint';

/** @param view as `decode` gives it */
export function* scan(view: Uint8Array): Generator<Token, void> {
  // Starts of this line and the one above it.
  let [line, before] = [0, 0];
  for (let at = 0; at < view.length; ) {
    if (at === line) {
      const named = headerAt(view, at);
      if (named) yield { ...named, at, end: at, before };
    }
    if (view[at] === LF) {
      before = line;
      line = ++at;
      continue;
    }
    const token = isWord(view[at - 1]) ? null : tokenAt(view, at);
    if (token) yield { ...token, at, before };
    if (token) at = token.end;
    else {
      const rows = isDigitLike(view[at] ?? 0) ? numbersAt(view, at) : null;
      for (const { digits, at: start, end } of rows?.numbers ?? [])
        yield { kind: 'number', digits, at: start, end, before };
      for (let i = at; i < (rows?.end ?? at); i++) if (view[i] === LF) [before, line] = [line, i + 1];
      at = rows?.end ?? at + 1;
    }
  }
}

type Found =
  | { kind: 'id'; id: string; file: boolean; end: number }
  | { kind: 'start-of-id'; text: string; end: number }
  | { kind: 'section'; letter: string | null; end: number };

function tokenAt(view: Uint8Array, at: number): Found | null {
  if (matches(view, at, GUID)) {
    const end = at + GUID.length;
    if (textAt(view, at - 7, 'volume{')) return { kind: 'section', letter: null, end };
    return { kind: 'id', id: capitals(view, at, end), file: textAt(view, end, '.bek'), end };
  }
  if (matches(view, at, START_OF_GUID)) {
    const end = at + START_OF_GUID.length;
    return view[end] === 0x2d ? null : { kind: 'start-of-id', text: capitals(view, at, end), end };
  }
  if (!textAt(view, at, MOUNT_POINT)) return null;
  // `"MountPoint":"C:"` and `MountPoint : C:`; the names of properties are the same in every language.
  let letter = at + MOUNT_POINT.length;
  while (letter < at + HEADER_BYTES && view[letter] !== LF && !isWord(view[letter])) letter++;
  const name = letterAt(view, letter);
  return name ? { kind: 'section', letter: name, end: letter + 2 } : null;
}

function matches(view: Uint8Array, at: number, shape: string): boolean {
  if (at + shape.length > view.length || isWord(view[at + shape.length])) return false;
  for (let i = 0; i < shape.length; i++) {
    const byte = view[at + i] ?? 0;
    if (shape[i] === '-' ? byte !== 0x2d : Number.isNaN(hexValue(byte))) return false;
  }
  return true;
}

const capitals = (view: Uint8Array, from: number, to: number) =>
  Buffer.from(view.buffer, view.byteOffset + from, to - from)
    .toString('latin1')
    .toUpperCase();

/** `C:` as the header of manage-bde has it (`Volume C: [Label]`, in quotes in German), or as a note begins. */
function headerAt(view: Uint8Array, line: number): { kind: 'section' | 'letter'; letter: string } | null {
  for (let at = line; at < line + HEADER_BYTES && at < view.length && view[at] !== LF; at++) {
    const letter = letterAt(view, at);
    const previous = view[at - 1] ?? LF;
    if (!letter || isWord(previous) || previous >= 0x80) continue;
    let next = at + 2;
    if (view[next] === BACKSLASH || isWord(view[next])) continue;
    while (view[next] === QUOTE || view[next] === 0x20) next++;
    return { kind: view[next] === BRACKET ? 'section' : 'letter', letter };
  }
  return null;
}

/** A drive letter in capitals, with its colon: `C:`. */
function letterAt(view: Uint8Array, at: number): string | null {
  const byte = view[at] ?? 0;
  return byte >= 0x41 && byte <= 0x5a && view[at + 1] === COLON ? `${String.fromCharCode(byte)}:` : null;
}
