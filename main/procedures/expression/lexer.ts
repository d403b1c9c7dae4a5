/** Characters to tokens, each with its place, so that an error can point at the exact column. */
import { parseDuration } from './duration.ts';

export type Token = { start: number; end: number } & (
  | { kind: 'name'; text: string }
  | { kind: 'number'; value: number }
  | { kind: 'duration'; value: number }
  | { kind: 'text'; value: string }
  | { kind: 'operator'; text: string }
  | { kind: 'end' }
);

/** What is wrong with an expression and where: `offset` counts characters from its start. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const SPACE = /\s+/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*/y;
const NUMBER = /\d+(?:\.\d+)?/y;
const UNIT = /[A-Za-z]+/y;
const TEXT = /'((?:[^']|'')*)'/y;
const OPERATOR = /&&|\|\||==|!=|<=|>=|[!<>+\-(),]/y;

/** A condition that needs more than this is not readable by the person it stops. */
const LONGEST = 2000;

function matcher(source: string): (pattern: RegExp, at: number) => RegExpExecArray | null {
  return (pattern, at) => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
}

/** Splits an expression into tokens; the last one is `end`. Throws ExpressionError. */
export function tokenize(source: string): Token[] {
  if (source.length > LONGEST) throw new ExpressionError(`expected at most ${LONGEST} characters`, LONGEST);
  const match = matcher(source);
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const start = at;
    const found = match(SPACE, at) ?? match(NAME, at) ?? match(NUMBER, at) ?? match(TEXT, at) ?? match(OPERATOR, at);
    if (!found) throw new ExpressionError(unexpected(source, at), at);
    at += found[0].length;
    const first = found[0].charAt(0);
    if (/\s/.test(first)) continue;
    if (/[A-Za-z_]/.test(first)) tokens.push({ kind: 'name', text: found[0], start, end: at });
    else if (first === "'")
      tokens.push({ kind: 'text', value: (found[1] ?? '').replaceAll("''", "'"), start, end: at });
    else if (/\d/.test(first)) {
      const unit = match(UNIT, at)?.[0] ?? '';
      at += unit.length;
      tokens.push({ ...quantity(found[0], unit, start), start, end: at });
    } else tokens.push({ kind: 'operator', text: found[0], start, end: at });
  }
  tokens.push({ kind: 'end', start: at, end: at });
  return tokens;
}

function quantity(digits: string, unit: string, start: number) {
  if (unit === '') return { kind: 'number', value: Number(digits) } as const;
  const seconds = parseDuration(digits + unit);
  if (seconds === null) {
    throw new ExpressionError(`expected a duration such as 30s, 20min, 2h or 14d, got '${digits}${unit}'`, start);
  }
  return { kind: 'duration', value: seconds } as const;
}

function unexpected(source: string, at: number): string {
  const character = source.charAt(at);
  if (character === "'") return "this text has no closing quote (')";
  if (character === '"') return "expected single quotes around a text: 'text'";
  if (character === '&' || character === '|' || character === '=') {
    return `'${character}' is no operator; expected ${character}${character}`;
  }
  if (character === '.') return "a version is written in quotes: '5.8.0'";
  return `unexpected character '${character}'`;
}
