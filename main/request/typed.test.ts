import { expect, test } from 'vitest';
import { seeded } from '../ports/seeded.ts';
import { fiveOf, fromFives, symbol, toFives } from './crockford.ts';
import { RequestError } from './errors.ts';
import { checkLine, checksOf } from './line-code.ts';
import { MAX_TYPED_BYTES, parseTyped, typedFaults, typedLines } from './typed.ts';

const random = seeded(6);
const bytes = (length: number) => Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
const DOCUMENT = bytes(200);
const LINES = typedLines(DOCUMENT);
const SYMBOLS = Array.from({ length: 32 }, (_, value) => symbol(value));
const withLine = (index: number, line: string) => LINES.with(index, line);
const swapped = (text: string, a: number, b: number) => {
  const characters = [...text];
  [characters[a], characters[b]] = [characters[b] ?? '', characters[a] ?? ''];
  return characters.join('');
};

test('every length comes back, in groups of five and lines of thirty', () => {
  for (let length = 0; length <= MAX_TYPED_BYTES; length++) {
    const document = bytes(length);
    const lines = typedLines(document);
    expect(parseTyped(lines).equals(document)).toBe(true);
    for (const line of lines) expect(line).toMatch(/^([\dA-HJKMNP-TV-Z]{5} ){0,5}[\dA-HJKMNP-TV-Z]{1,5}$/);
  }
  expect(typedLines(Buffer.alloc(MAX_TYPED_BYTES + 1))).toEqual([]);
});

test('case, blanks, hyphens and the letters that look like digits do not matter', () => {
  const sloppy = LINES.map(
    (line) => ` ${line.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replaceAll(' ', '-')} `,
  );
  expect(sloppy.join('')).toMatch(/[ol]/);
  expect(parseTyped(sloppy).equals(DOCUMENT)).toBe(true);
  expect(parseTyped([LINES[0] ?? '', '', ...LINES.slice(1), ' ']).equals(DOCUMENT)).toBe(true);
  expect(['O', 'o', 'I', 'i', 'L', 'l', 'U', '*'].map(fiveOf)).toEqual([0, 0, 1, 1, 1, 1, null, null]);
});

test('every single wrong character is noticed, in its line and its group', () => {
  let tried = 0;
  for (const [index, line] of LINES.entries()) {
    for (let at = 0; at < line.length; at++) {
      for (const other of SYMBOLS) {
        if (line[at] === ' ' || line[at] === other) continue;
        const [fault] = typedFaults(withLine(index, line.slice(0, at) + other + line.slice(at + 1)));
        // A wrong length in the first line changes nothing of what is said about it.
        expect(fault).toEqual({ line: index + 1, problem: 'check', group: Math.floor(at / 6) + 1, belongsTo: null });
        tried++;
      }
    }
  }
  expect(tried).toBe(LINES.join('').replaceAll(' ', '').length * 31);
});

test('every two characters that changed places are noticed, next to each other or not', () => {
  for (const [index, line] of LINES.entries()) {
    const text = line.replaceAll(' ', '');
    for (let a = 0; a < text.length; a++)
      for (let b = a + 1; b < text.length; b++) {
        if (text[a] === text[b]) continue;
        const [fault] = typedFaults(withLine(index, swapped(text, a, b)));
        expect(fault?.line).toBe(index + 1);
        expect(fault?.problem).toBe('check');
      }
  }
});

test('every two wrong characters of a line are noticed: the code has distance 3', () => {
  const data = [...toFives(bytes(5)), 0, 31];
  const checks = checksOf(data, 9);
  const word = [...data, ...checks];
  for (let a = 0; a < word.length; a++)
    for (let b = a + 1; b < word.length; b++)
      for (let change = 1; change < 1024; change++) {
        const wrong = word.with(a, (word[a] ?? 0) ^ (change >> 5)).with(b, (word[b] ?? 0) ^ (change & 31));
        if (checkLine(wrong.slice(0, -2), wrong.slice(-2), 9).right) throw new Error(`${a} ${b} ${change}`);
      }
  expect(checkLine(data, checks, 9)).toEqual({ right: true });
});

test('a line in the place of any other one is noticed, and told whose it is', () => {
  const data = toFives(bytes(17));
  for (let own = 0; own < 32; own++)
    for (let place = 0; place < 32; place++)
      if (own !== place)
        expect(checkLine(data, checksOf(data, own), place)).toEqual({ right: false, suspect: null, belongsTo: own });
  const faults = typedFaults(LINES.with(1, LINES[4] ?? '').with(4, LINES[1] ?? ''));
  expect(faults.map(({ line, belongsTo }) => [line, belongsTo])).toEqual([
    [2, 5],
    [5, 2],
  ]);
});

test('a character left out or doubled, a line left out or typed twice', () => {
  for (const [index, line] of LINES.entries()) {
    const text = line.replaceAll(' ', '');
    for (let at = 0; at < text.length; at++) {
      const less = text.slice(0, at) + text.slice(at + 1);
      const more = text.slice(0, at) + text[at] + text.slice(at);
      expect(typedFaults(withLine(index, less))[0]).toMatchObject({ line: index + 1, problem: 'short' });
      expect(typedFaults(withLine(index, more))[0]).toMatchObject({ line: index + 1, problem: 'long' });
    }
    expect(() => parseTyped(LINES.toSpliced(index, 1))).toThrow(RequestError);
    expect(() => parseTyped(LINES.toSpliced(index, 0, line))).toThrow(RequestError);
  }
});

test('groups that changed places are missed once in a thousand times at most', () => {
  let missed = 0;
  for (let i = 0; i < 10_000; i++) {
    const [line = ''] = typedLines(bytes(15));
    const groups = line.split(' ');
    const other = groups.toSpliced(i % 4, 2, groups[(i % 4) + 1] ?? '', groups[i % 4] ?? '').join(' ');
    if (other !== line && typedFaults([other]).length === 0) missed++;
  }
  expect(missed).toBeLessThan(25);
});

test('while it is typed: what is there is checked, what is not there yet is missing', () => {
  expect(typedFaults([])).toEqual([]);
  const some = typedFaults(LINES.slice(0, 3));
  expect(some.map(({ line, problem }) => [line, problem])).toEqual(LINES.slice(3).map((_, i) => [i + 4, 'missing']));
  expect(typedFaults([...LINES, 'ABCDE'])).toMatchObject([{ line: LINES.length + 1, problem: 'surplus' }]);
});

test('the bad line is named, and nothing of what was typed', () => {
  const line = LINES[2] ?? '';
  const bad = `${line[0] === 'Z' ? 'Y' : 'Z'}${line.slice(1)}`;
  const error = (lines: string[]) => {
    try {
      parseTyped(lines);
    } catch (e) {
      return e instanceof RequestError ? e.toFailure() : null;
    }
    return null;
  };
  expect(error(withLine(2, bad))).toMatchObject({
    code: 'request.typed',
    message: 'Line 3 does not fit its check characters; look at group 1 first.',
    params: { line: 3 },
  });
  expect(error(withLine(2, `?${line.slice(1)}`))?.message).toBe(
    'Line 3 has a character that does not occur in a request; look at group 1 first.',
  );
  expect(error([])?.code).toBe('request.unreadable');
});

test('bits that are left over have to be zero', () => {
  expect(fromFives([31, 28])?.toString('hex')).toBe('ff');
  expect(fromFives([31, 29])).toBeNull();
  expect(fromFives([31, 28, 0])).toBeNull();
});
