import { describe, expect, it } from 'vitest';
import { seeded } from '../ports/seeded.ts';
import { linePattern, PatternError } from './pattern.ts';

/** As RegExp sees it: the group, or the whole line; trimmed. */
function expected(pattern: string, line: string): string | null {
  const match = new RegExp(pattern, 'u').exec(line);
  return match ? (match[1] ?? line).trim() || null : null;
}
function refusal(pattern: string): string | null {
  try {
    linePattern(pattern);
  } catch (error) {
    if (error instanceof PatternError) return `${error.offset}: ${error.message}`;
    throw error;
  }
  return null;
}

describe('the value of a line', () => {
  it.each([
    ['login:', 'sps login: ', 'sps login:'],
    ['login:', 'password:', null],
    ['booting', '   Rackhand practice SPS 5.8.0 booting \r', 'Rackhand practice SPS 5.8.0 booting'],
    ['SPS (\\S+) booting', 'Rackhand practice SPS 5.8.0 booting', '5.8.0'],
    ['phase 1: (\\S.*)', 'phase 1: converting the session database (3/12)', 'converting the session database (3/12)'],
    ['[Pp]hase 1.*\\((\\d+)/\\d+\\)', 'Phase 1: converting (3/12)', '3'],
    ['^phase 1: finished$', 'phase 1: finished', 'phase 1: finished'],
    ['^phase 1: finished$', 'phase 1: finished.', null],
    ['\\bup\\b', 'web interface is up', 'web interface is up'],
    ['\\bup\\b', 'web interface is upset', null],
    ['(\\d{2,3}) %', '1234 %', '234'],
    ['(a|ab)(?:c|bcd)', 'abcd', 'a'],
    ['a(b)?', 'a', 'a'],
    ['x( *)y', 'x  y', null],
    ['(.)🧪', 'ä🧪', 'ä'],
    ['', 'anything', 'anything'],
    ['', '', null],
  ])('%s in «%s»: %s', (pattern, line, value) => {
    expect(linePattern(pattern)(line)).toBe(value);
    expect(expected(pattern, line)).toBe(value);
  });

  it('is looked for in the first 4000 characters', () => {
    expect(linePattern('a+')('a'.repeat(9000))).toHaveLength(4000);
    expect(linePattern('b')(`${'a'.repeat(4000)}b`)).toBeNull();
  });
});

describe('what is refused, at its place', () => {
  it.each([
    ['phase (1', '0: not a regular expression here: missing closing )'],
    ['a**', '1: not a regular expression here: invalid nested repetition operator'],
    ['x'.repeat(201), '200: expected at most 200 characters'],
    ['x(?=y)', '1: not a regular expression here'],
    ['x(?<!y)', '1: not a regular expression here'],
    ['(a)b\\1', '4: not a regular expression here: invalid escape sequence'],
    ['(\\d+)/(\\d+)', '0: expected one group at most, it is the value; use (?:…) for the others'],
    ['a{1001}', '1: not a regular expression here: invalid repeat count'],
    ['(?:(?:a{50}){50}){50}', 'not a regular expression here'],
  ])('%s', (pattern, message) => {
    expect(refusal(pattern)).toContain(message);
  });
});

describe('work', () => {
  it.each(['(?:a+)+$', '^(?:a|a)*$', '(?:a|aa)+b', '.*.*.*.*.*=', '(?:a+){20}b'])('%s ends at once', (pattern) => {
    // RegExp would not be back before the end of the shift.
    expect(linePattern(pattern)(`${'a'.repeat(3000)}!`)).toBeNull();
  });
});

describe('any characters', () => {
  it.each([11, 12, 13, 14])('seed %i: make a pattern or a PatternError, and a line costs no exception', (seed) => {
    const random = seeded(seed);
    const syntax = [...'\\\\\\[](){}|^$.*+?,-:=!<>019abcdknpuwxBDSWL\u{1F9EA}\ud83d\udd00\n'];
    const character = () =>
      random() < 0.9
        ? (syntax[Math.floor(random() * syntax.length)] ?? '')
        : String.fromCharCode(Math.floor(random() * 0x10000));
    const text = (length: number) => Array.from({ length: Math.floor(random() * length) }, character).join('');
    let matched = 0;
    for (let round = 0; round < 5_000; round++) {
      const pattern = text(9);
      if (refusal(pattern) !== null) continue;
      for (const line of [text(20), pattern]) if (linePattern(pattern)(line) !== null) matched++;
    }
    expect(matched).toBeGreaterThan(500);
  });
});
