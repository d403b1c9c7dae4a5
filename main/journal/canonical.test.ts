import { expect, test } from 'vitest';
import { seeded } from '../ports/seeded.ts';
import { CanonicalError, canonicalJson } from './canonical.ts';
import { randomJson } from './testing/random.ts';

test('members are sorted by UTF-16 units, at every depth (RFC 8785 §3.2.3)', () => {
  const sample = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
  expect(canonicalJson(sample)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}');
  expect(canonicalJson([{ b: { d: 1, c: 2 }, a: [] }])).toBe('[{"a":[],"b":{"c":2,"d":1}}]');
});

test('numbers are written as ECMAScript writes them (RFC 8785 appendix B)', () => {
  const double = (hex: string) => Buffer.from(hex, 'hex').readDoubleBE();
  const table: [string, string][] = [
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['41b3de4355555553', '333333333.3333332'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
  ];
  for (const [hex, text] of table) expect(canonicalJson(double(hex)), hex).toBe(text);
  for (const none of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(() => canonicalJson({ n: none })).toThrow(CanonicalError);
  }
});

test('text is escaped no more than needed, and stays as it is otherwise (RFC 8785 §3.2.2)', () => {
  expect(canonicalJson('\u20ac$\u000f\nA\'B"\\\\"/')).toBe('"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
  expect(canonicalJson('\b\t\f\r\u0000\u001f\u007f')).toBe('"\\b\\t\\f\\r\\u0000\\u001f\u007f"');
  expect(canonicalJson('Ä')).not.toBe(canonicalJson('A\u0308'));
  for (const half of ['\ud83d', 'a\ude00b']) {
    expect(() => canonicalJson(half)).toThrow(CanonicalError);
    expect(() => canonicalJson({ [half]: 1 })).toThrow(CanonicalError);
  }
});

test('what JSON cannot say is refused with its place, not dropped', () => {
  const loop: unknown[] = [];
  loop.push(loop);
  const refused: [unknown, string][] = [
    [undefined, '$'],
    [{ a: { b: undefined } }, '$.a.b'],
    [[1, undefined], '$[1]'],
    [new Array(2), '$[0]'],
    [{ a: 1n }, '$.a'],
    [{ a: () => 1 }, '$.a'],
    [{ a: Symbol('s') }, '$.a'],
    [{ a: new Date(0) }, '$.a'],
    [new Map(), '$'],
    [Buffer.from('x'), '$'],
    [loop, '$[0]'],
  ];
  for (const [value, place] of refused) {
    expect(() => canonicalJson(value)).toThrow(CanonicalError);
    expect(() => canonicalJson(value)).toThrow(place);
  }
});

test('the reason never shows the value', () => {
  expect(() => canonicalJson({ password: 'hunter2\ud83d' })).toThrow(/^\$\.password: [^2]*$/);
});

test('a member called __proto__ is a member', () => {
  const text = '{"__proto__":{"a":1},"b":2}';
  expect(canonicalJson(JSON.parse(text))).toBe(text);
});

test('any JSON has one form, which means the same and does not depend on the order of members', () => {
  const random = seeded(8785);
  for (let i = 0; i < 500; i += 1) {
    const value = randomJson(random);
    const text = canonicalJson(value);
    expect(JSON.parse(text)).toEqual(value);
    expect(canonicalJson(JSON.parse(text))).toBe(text);
    expect(canonicalJson(reversed(value))).toBe(text);
  }
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}
