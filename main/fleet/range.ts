import type { Failure } from '../../preload/contract.ts';
import { normaliseBmc } from '../sites/bmc.ts';
import { type Expansion, expansionOf } from './expansion.ts';

/** As many as an operator can have meant; a /20 is about that. */
export const MOST_TARGETS = 4_096;
const LONGEST_ECHO = 80;

export interface RangeOptions {
  /** Text of a file named with `@`. May throw: its message is shown. */
  readFile(path: string): string;
  /** How many targets all arguments together may name; MOST_TARGETS if not given. */
  most?: number;
}

/** What cannot be understood, and where. A mistake of the person who typed it. */
export class TargetsError extends Error {
  override readonly name = 'TargetsError';
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }

  toFailure(): Failure {
    return { code: 'usage', message: this.message, advice: this.advice };
  }
}

/** One word of what the operator wrote, with the place where it stands. */
interface Word {
  text: string;
  /** From 0. */
  column: number;
  /** Argument or line it stands in, for messages. */
  line: string;
  /** "" for an argument, "file:line: " for a file. */
  place: string;
}

/**
 * The BMCs that an operator names, as canonical `host:port` (see normaliseBmc), in the order written, each once.
 *
 * Words are separated by commas or blanks: a host or address with or without port; any number of brackets with numbers,
 * `node[01-12,15].bmc`, also for ports, `127.0.0.1:[9001-9256]`; `10.0.0.1-40` (last octet); `10.0.0.0/24` (without
 * network and broadcast address, save for /31 and /32); `@file` with such words, one or more a line, `#` for comments.
 *
 * Throws TargetsError, with the place of the mistake, or with the count when it is more than `most`: nothing is expanded
 * before the count is known.
 */
export function parseTargets(args: readonly string[], { readFile, most = MOST_TARGETS }: RangeOptions): string[] {
  const words = args.flatMap((line) => wordsOf(line, '').flatMap((word) => (isFile(word) ? fileOf(word) : [word])));
  const expansions = words.map((word) => ({ word, expansion: expand(word) }));
  const count = expansions.reduce((sum, { expansion }) => sum + expansion.count, 0);
  if (count > most) {
    const named = Number.isSafeInteger(count) ? count.toLocaleString('en') : 'more than 9,000,000,000,000,000';
    throw new TargetsError(
      `That names ${named} BMCs; at most ${most.toLocaleString('en')} are taken at once.`,
      'Name a smaller range, or go through it piece by piece.',
    );
  }
  if (count === 0) throw new TargetsError('That names no BMC.', 'Give at least one address or name.');
  const targets = new Set<string>();
  for (const { word, expansion } of expansions) {
    for (const address of expansion.all()) targets.add(canonical(address, word));
  }
  return [...targets];

  function fileOf(word: Word): Word[] {
    const path = word.text.slice(1);
    let text: string;
    try {
      text = readFile(path);
    } catch (e) {
      throw at(word, 0, `the file ${path} cannot be read: ${e instanceof Error ? e.message : String(e)}`);
    }
    return text
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
      .flatMap((line, index) => {
        const inside = wordsOf(line.replace(/#.*$/, ''), `${path}:${index + 1}: `);
        const nested = inside.find(isFile);
        if (nested) throw at(nested, 0, 'a file cannot name another file');
        return inside;
      });
  }
}

const isFile = (word: Word) => word.text.startsWith('@');

/** Splits at commas and blanks, save inside brackets. */
function wordsOf(line: string, place: string): Word[] {
  return [...line.matchAll(/(?:\[[^\]]*\]?|[^[,\s])+/g)].map((match) => ({
    text: match[0],
    column: match.index,
    line,
    place,
  }));
}

function expand(word: Word): Expansion {
  const found = expansionOf(word.text);
  if ('mistake' in found) throw at(word, found.at, found.mistake);
  return found;
}

function canonical(address: string, word: Word): string {
  try {
    return normaliseBmc(address);
  } catch {
    throw at(word, 0, `"${echo(address)}" is not the address of a BMC`);
  }
}

/** `offset` counts from the start of the word. Columns are told from 1. */
function at(word: Word, offset: number, mistake: string): TargetsError {
  return new TargetsError(
    `${word.place}"${echo(word.line)}", column ${word.column + offset + 1}: ${mistake}.`,
    'For example: node[1-40].bmc, 10.0.0.0/24, 10.0.0.1-40, 127.0.0.1:[9001-9016], @file.',
  );
}

const echo = (text: string) => {
  const plain = text.replace(/[^\x20-\x7e]/g, '?');
  return plain.length > LONGEST_ECHO ? `${plain.slice(0, LONGEST_ECHO)}…` : plain;
};
