/** The typed twin of a request: lines of groups of five characters that a person copies from one screen to another. */
import type { TypedFault } from '../../preload/contract.ts';
import { fiveOf, fromFives, symbol, toFives } from './crockford.ts';
import { RequestError } from './errors.ts';
import { checkLine, checksOf, LINE_CHECKS, LINE_DATA, MAX_LINES } from './line-code.ts';

const GROUP = 5;
const LINE = LINE_DATA + LINE_CHECKS;
/** Length of the document, big endian, before it: so the first line tells how many lines there are. */
const LENGTH_BYTES = 2;
/** Longer documents have no typed twin: nobody would type it. */
export const MAX_TYPED_BYTES = Math.floor((MAX_LINES * LINE_DATA * GROUP) / 8) - LENGTH_BYTES;

/** Lines of up to six groups of five characters. Empty when the document is too long to be typed. */
export function typedLines(document: Buffer): string[] {
  if (document.length > MAX_TYPED_BYTES) return [];
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt16BE(document.length);
  const fives = toFives(Buffer.concat([length, document]));
  const lines: string[] = [];
  for (let at = 0; at < fives.length; at += LINE_DATA) {
    const data = fives.slice(at, at + LINE_DATA);
    lines.push(inGroups([...data, ...checksOf(data, lines.length)].map(symbol).join('')));
  }
  return lines;
}

/** The document; throws RequestError `request.typed`, which names the first line that cannot be right. */
export function parseTyped(lines: readonly string[]): Buffer {
  const written = lines.filter((line) => strip(line) !== '');
  const [fault] = typedFaults(written);
  if (fault) throw typedError(fault);
  const fives = written.flatMap((line) => fivesOf(line)?.slice(0, -LINE_CHECKS) ?? []);
  const bytes = fromFives(fives);
  const document = bytes?.subarray(LENGTH_BYTES);
  if (!bytes || !document || bytes.length < LENGTH_BYTES || bytes.readUInt16BE() !== document.length)
    throw new RequestError('request.unreadable', 'What was typed is no request.');
  return document;
}

/**
 * Every line that cannot be right, in order, as a person types: lines that are not there yet come last, as `missing`. Blanks
 * and hyphens do not count, neither does case; O is 0, I and L are 1.
 */
export function typedFaults(lines: readonly string[]): TypedFault[] {
  const values = lines.map(fivesOf);
  const first = values[0] ?? null;
  const symbols =
    first && lineFault(lines[0] ?? '', 0, Math.min(first.length, LINE)) === null ? symbolsIn(first) : null;
  const count = symbols === null ? lines.length : Math.ceil(symbols / LINE_DATA);
  const faults: TypedFault[] = [];
  for (let index = 0; index < Math.max(count, lines.length); index++) {
    const bare = { line: index + 1, group: null, belongsTo: null };
    const line = lines[index];
    const isLast = symbols !== null && index === count - 1;
    const width = isLast ? symbols - index * LINE_DATA + LINE_CHECKS : LINE;
    const fault =
      index >= count
        ? { ...bare, problem: 'surplus' as const }
        : line === undefined || strip(line) === ''
          ? { ...bare, problem: 'missing' as const }
          : lineFault(line, index, width);
    if (fault) faults.push(fault);
  }
  return faults;
}

/** How many 5-bit values the whole text has, by its first line. */
function symbolsIn(first: readonly number[]): number | null {
  const head = first.slice(0, 4);
  const bits = head.reduce((sum, five) => sum * 32 + five, 0);
  const bytes = Math.floor(bits / 16);
  return head.length < 4 || bytes > MAX_TYPED_BYTES ? null : Math.ceil(((bytes + LENGTH_BYTES) * 8) / GROUP);
}

function lineFault(line: string, index: number, width: number): TypedFault | null {
  const text = strip(line);
  const at = (place: number) => Math.floor(place / GROUP) + 1;
  const fault = { line: index + 1, group: null, belongsTo: null };
  const foreign = [...text].findIndex((character) => fiveOf(character) === null);
  if (foreign >= 0) return { ...fault, problem: 'character', group: at(foreign) };
  if (text.length !== width) return { ...fault, problem: text.length < width ? 'short' : 'long' };
  const values = fivesOf(line) ?? [];
  const verdict = checkLine(values.slice(0, -LINE_CHECKS), values.slice(-LINE_CHECKS), index % MAX_LINES);
  if (verdict.right) return null;
  return {
    ...fault,
    problem: 'check',
    group: verdict.suspect === null ? null : at(verdict.suspect),
    belongsTo: verdict.belongsTo === null ? null : verdict.belongsTo + 1,
  };
}

const WORDS: Readonly<Record<TypedFault['problem'], string>> = {
  character: 'has a character that does not occur in a request',
  short: 'is too short',
  long: 'is too long',
  check: 'does not fit its check characters',
  missing: 'is missing',
  surplus: 'is more than the request has',
};

function typedError({ line, problem, group, belongsTo }: TypedFault): RequestError {
  const hint =
    belongsTo !== null ? `; it looks like line ${belongsTo}` : group !== null ? `; look at group ${group} first` : '';
  return new RequestError('request.typed', `Line ${line} ${WORDS[problem]}${hint}.`, { line, problem });
}

const strip = (line: string): string => line.replace(/[\s-]/g, '');

function fivesOf(line: string): number[] | null {
  const values = [...strip(line)].map(fiveOf);
  return values.includes(null) ? null : (values as number[]);
}

const inGroups = (text: string): string => text.match(/.{1,5}/g)?.join(' ') ?? '';
