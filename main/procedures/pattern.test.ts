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
    ['(.)\\u{1F9EA}', 'ä\u{1F9EA}', 'ä'],
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
    ['phase (1', '0: not a regular expression: Unterminated group'],
    ['a**', '0: not a regular expression: Nothing to repeat'],
    ['\\-', '0: not a regular expression: Invalid escape'],
    ['x'.repeat(201), '200: expected at most 200 characters'],
    ['x(?=y)', '1: expected ( or (?: here; a pattern cannot look around or name groups'],
    ['x(?<!y)', '1: expected ( or (?: here'],
    ['(?<name>x)', '0: expected ( or (?: here'],
    ['(a)b\\1', '4: a pattern cannot refer back to a group'],
    ['(\\d+)/(\\d+)', '6: expected one group at most, it is the value; use (?:…) for the others'],
    ['x(a)+', '1: a group that is repeated has no single value'],
    ['(?:x(a)){0,2}', '0: a group that is repeated has no single value'],
    ['(?:a*)+', '0: what is repeated here can be empty'],
    ['a(?:|b){2}', '1: what is repeated here can be empty'],
    ['a{101}', '0: expected at most 100 repeats'],
    ['(?:(?:a{50}){50}){50}', '0: its repeats multiply to more than can be matched'],
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

describe('beside RegExp', () => {
  it.each([11, 12, 13, 14])('seed %i: any characters make a pattern that agrees with it, or a PatternError', (seed) => {
    const random = seeded(seed);
    const syntax = [...'\\\\\\[](){}|^$.*+?,-:=!<>019abcdknpuwxBDSWL\u{1F9EA}\ud83d\udd00\n'];
    const character = () =>
      random() < 0.9
        ? (syntax[Math.floor(random() * syntax.length)] ?? '')
        : String.fromCharCode(Math.floor(random() * 0x10000));
    const text = (length: number) => Array.from({ length: Math.floor(random() * length) }, character).join('');
    let compared = 0;
    for (let round = 0; round < 10_000; round++) {
      const pattern = text(9);
      if (refusal(pattern) !== null) continue;
      for (const line of [text(20), pattern]) {
        expect({ pattern, line, value: linePattern(pattern)(line) }).toEqual({
          pattern,
          line,
          value: expected(pattern, line),
        });
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(1000);
  });
  it.each([1, 2, 3, 4])('seed %i: the same value for random patterns and lines', (seed) => {
    const random = seeded(seed);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
    const atoms = ['a', 'b', 'c', '.', '[ab]', '[^a]', '\\w', '\\b', '^', '$', '(', '(?:', '|', ')', '\\d'];
    const repeats = ['', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,}', '{0,2}', '{1,3}?'];
    let [compared, matched, refused] = [0, 0, 0];
    for (let round = 0; round < 4000; round++) {
      const pattern = Array.from({ length: 1 + Math.floor(random() * 7) }, () => pick(atoms) + pick(repeats)).join('');
      if (refusal(pattern) !== null) {
        refused++;
        continue;
      }
      const match = linePattern(pattern);
      for (let index = 0; index < 4; index++) {
        const line = Array.from({ length: Math.floor(random() * 9) }, () => pick(['a', 'b', 'c', ' ', '1'])).join('');
        expect({ pattern, line, value: match(line) }).toEqual({ pattern, line, value: expected(pattern, line) });
        compared++;
        if (match(line) !== null) matched++;
      }
    }
    expect([compared > 2000, matched > 1000, refused > 500]).toEqual([true, true, true]);
  });
});
