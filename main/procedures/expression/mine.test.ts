import { describe, expect, it } from 'vitest';
import { compile } from './check.ts';
import { evaluate, holds, type Scope } from './evaluate.ts';
import { groundUses } from './facts.ts';
import { ExpressionError } from './lexer.ts';
import { print } from './print.ts';
import { unmet } from './unmet.ts';
import type { Vocabulary } from './vocabulary.ts';

const vocabulary: Vocabulary = (name) => (name === 'region' ? { type: 'text', values: [], derive: null } : undefined);
const REGIONS = ['EU', 'EU', 'US', undefined];

/** The scope of the n-th node, which sees all of them. */
function node(n: number, count = REGIONS.length): Scope {
  const value = REGIONS[n];
  return {
    vocabulary,
    fact: () => (value === undefined ? undefined : { value, at: 0 }),
    devices: () => Array.from({ length: count }, (_, other) => ({ name: `N${other}`, scope: node(other, count) })),
    now: 0,
    scale: 1,
  };
}
const same = compile('count(node, region == mine(region))', vocabulary, 'number');

describe('mine()', () => {
  it('is the fact of the device that looks, not of the one that is looked at', () => {
    expect([0, 1, 2].map((n) => evaluate(same, node(n, 3))?.value)).toEqual([2, 2, 1]);
    expect(holds(compile("some(node, region == 'US' && mine(region) == 'EU')", vocabulary), node(0))).toBe(true);
  });
  it('is unknown where either of the two is', () => {
    expect([evaluate(same, node(0)), evaluate(same, node(3))]).toEqual([undefined, undefined]);
  });
  it('has the name of the device in what is lacking', () => {
    const alike = compile('every(node, region == mine(region))', vocabulary);
    expect(unmet(alike, node(0, 3))).toEqual(['N2: region == mine(region)']);
  });
  it('is read of the one that looks', () => {
    expect(groundUses(same, vocabulary)).toEqual([
      { name: 'region', role: 'node' },
      { name: 'region', role: null },
    ]);
    expect(print(same)).toBe('count(node, region == mine(region))');
  });
  it.each(["mine(region) == 'EU'", "every(node, mine('EU') == region)"])('is refused in %s', (source) => {
    expect(() => compile(source, vocabulary)).toThrow(ExpressionError);
  });
});
