import { describe, expect, it } from 'vitest';
import { ExpressionError } from './lexer.ts';
import { parse } from './parse.ts';
import { print } from './print.ts';

const roundTrip = (source: string) => print(parse(source).expression);

function refusal(source: string): { offset: number; message: string } {
  try {
    parse(source);
  } catch (error) {
    if (error instanceof ExpressionError) return { offset: error.offset, message: error.message };
    throw error;
  }
  throw new Error(`'${source}' was accepted`);
}

describe('parse', () => {
  it('binds || weaker than && weaker than comparisons weaker than sums weaker than !', () => {
    expect(parse('a || b && !c == d + 1').expression).toEqual({
      node: 'binary',
      op: '||',
      left: { node: 'fact', name: 'a' },
      right: {
        node: 'binary',
        op: '&&',
        left: { node: 'fact', name: 'b' },
        right: {
          node: 'binary',
          op: '==',
          left: { node: 'unary', op: '!', of: { node: 'fact', name: 'c' } },
          right: {
            node: 'binary',
            op: '+',
            left: { node: 'fact', name: 'd' },
            right: { node: 'literal', type: 'number', value: 1 },
          },
        },
      },
    });
  });

  it('groups operators of one strength from the left', () => {
    expect(roundTrip('a - b - c')).toBe('a - b - c');
    expect(roundTrip('a - (b - c)')).toBe('a - (b - c)');
    expect(roundTrip('(a || b) || c')).toBe('a || b || c');
  });

  it('reads every kind of literal', () => {
    expect(parse('20min').expression).toEqual({ node: 'literal', type: 'duration', value: 1200 });
    expect(parse('1.5').expression).toEqual({ node: 'literal', type: 'number', value: 1.5 });
    expect(parse('true').expression).toEqual({ node: 'literal', type: 'boolean', value: true });
    expect(parse("'it''s'").expression).toEqual({ node: 'literal', type: 'text', value: "it's" });
    expect(parse('slave.bmc.powerStatus').expression).toEqual({ node: 'fact', name: 'slave.bmc.powerStatus' });
    expect(parse('now()').expression).toEqual({ node: 'call', name: 'now', args: [] });
  });

  it('keeps the place of every node', () => {
    const { expression, span } = parse('a &&  known(b)');
    expect(span(expression)).toEqual({ start: 0, end: 14 });
    if (expression.node !== 'binary') throw new Error('not a conjunction');
    expect(span(expression.right)).toEqual({ start: 6, end: 14 });
  });

  it.each([
    ["a == 'x' && !(b || c) && since(t0) >= 30min"],
    ["(a || b) && (c || d == 'it''s')"],
    ["family(runningVersion) == '5.8' || -1 < x - 2"],
    ['(a == b) == (c != d)'],
    ['!known(a.b.c)'],
  ])('prints %s so that it reads the same', (source) => {
    expect(roundTrip(source)).toBe(source);
    expect(parse(roundTrip(source)).expression).toEqual(parse(source).expression);
  });

  it('prints no parentheses that nobody needs', () => {
    expect(roundTrip('((a) && ((b == 1)))')).toBe('a && b == 1');
  });
});

describe('refusals point at the exact character', () => {
  it.each([
    ['a &&', 4, /got the end/],
    ['a && )', 5, /got '\)'/],
    ['a = b', 2, /expected ==/],
    ['a & b', 2, /expected &&/],
    ["a == 'x", 5, /closing quote/],
    ['a == "x"', 5, /single quotes/],
    ['a == 5.8.0', 8, /in quotes/],
    ['a < b < c', 6, /do not chain/],
    ['a == b == c', 7, /do not chain/],
    ['since(t0) > 30minutes', 12, /duration/],
    ['maybe(a)', 0, /unknown function 'maybe'; expected known, at/],
    ['known()', 0, /takes 1/],
    ['now(a)', 0, /takes 0/],
    ['(a', 2, /expected '\)'/],
    ['a b', 2, /expected an operator/],
    ['', 0, /got the end/],
    ['a == #', 5, /unexpected character '#'/],
    [`${'!'.repeat(60)}a`, 50, /levels of nesting/],
    [`${'('.repeat(500)}a`, 50, /levels of nesting/],
    [`a${' '.repeat(3000)}`, 2000, /at most 2000/],
  ])('%.30s', (source, offset, message) => {
    const refused = refusal(source);
    expect(refused.message).toMatch(message);
    expect(refused.offset).toBe(offset);
  });
});
