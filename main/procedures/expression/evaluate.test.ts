import { describe, expect, it } from 'vitest';
import type { FactType, FactValue } from '../../../preload/contract.ts';
import type { Expression } from './ast.ts';
import { compile } from './check.ts';
import { evaluate, holds, type Scope } from './evaluate.ts';
import { dependsOnTime, factsOf, groundFactsOf } from './facts.ts';
import { ExpressionError } from './lexer.ts';
import { unmet } from './unmet.ts';
import type { FactSignature, Vocabulary } from './vocabulary.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const plain = (type: FactType, ...values: string[]): FactSignature => ({
  type,
  values: values.map((value) => ({ value })),
  derive: null,
});
const signatures = new Map<string, FactSignature>([
  ['yes', plain('boolean')],
  ['no', plain('boolean')],
  ['maybe', plain('boolean')],
  ['stale', plain('boolean')],
  ['running', plain('version')],
  ['target', plain('version')],
  ['power', plain('enum', 'on', 'off')],
  ['mode', plain('enum', 'fast', 'slow')],
  ['count', plain('number')],
  ['serial', plain('text')],
  ['t0', plain('time')],
  ['hash', plain('sha256')],
]);
const vocabulary: Vocabulary = (name) => signatures.get(name);
const derived = (name: string, source: string) =>
  signatures.set(name, { type: 'boolean', values: [], derive: compile(source, vocabulary) });
derived('upToDate', 'running == target && yes');
derived('ready', "upToDate && power == 'off' && maybe");

const facts: Record<string, { value: FactValue | undefined; at: number }> = {
  yes: { value: true, at: NOW - 60_000 },
  no: { value: false, at: NOW },
  stale: { value: undefined, at: NOW - 600_000 },
  running: { value: '5.8.0', at: NOW - 30_000 },
  target: { value: '5 F8', at: NOW - 90_000 },
  power: { value: 'on', at: NOW - 1000 },
  count: { value: 3, at: NOW },
  serial: { value: 'B2', at: NOW },
  t0: { value: '2026-03-01T11:30:00Z', at: NOW - 1_000_000 },
  hash: { value: 'a'.repeat(64), at: NOW },
};
const scope: Scope = { vocabulary, fact: (name) => facts[name], devices: () => [], now: NOW, scale: 1 };
const practice: Scope = { ...scope, scale: 60 };
const compiled = (source: string) => compile(source, vocabulary);
const truth = (source: string, inScope = scope) => holds(compiled(source), inScope);
const refusal = (source: string, type: Parameters<typeof compile>[2] = 'boolean') => {
  try {
    compile(source, vocabulary, type);
  } catch (error) {
    if (error instanceof ExpressionError) return `${error.offset}: ${error.message}`;
    throw error;
  }
  return null;
};

describe('three-valued logic', () => {
  const values: Record<string, boolean | undefined> = { yes: true, no: false, maybe: undefined };
  const names = Object.keys(values);
  it.each(names.flatMap((a) => names.map((b) => [a, b] as const)))('%s, %s', (a, b) => {
    const x = values[a];
    const y = values[b];
    const and = x === false || y === false ? false : x === undefined || y === undefined ? undefined : true;
    const or = x === true || y === true ? true : x === undefined || y === undefined ? undefined : false;
    expect(truth(`${a} && ${b}`)).toBe(and);
    expect(truth(`${a} || ${b}`)).toBe(or);
  });
  it('negates what is known only', () => {
    expect([truth('!yes'), truth('!no'), truth('!maybe')]).toEqual([false, true, undefined]);
  });
  it('decides known() always, also for what may not be relied on any more', () => {
    expect([truth('known(yes)'), truth('known(maybe)'), truth('known(stale)')]).toEqual([true, false, true]);
    expect(truth('stale')).toBeUndefined();
    expect([truth('known(upToDate)'), truth('known(ready)')]).toEqual([true, true]);
  });
});

describe('values', () => {
  it.each([
    ['running == target', true],
    ["running < '5.10.1'", true],
    ["running >= '6 LTS'", false],
    ["contains(serial, 'b2')", true],
    ["contains(serial, '2')", true],
    ["contains(serial, 'c')", false],
    ["contains(family(running), '.8')", true],
    ['length(serial) == 2', true],
    ["bytes('Größe') == 7", true],
    ["contains('two words', ' ')", true],
    ['minutes(count) == 180s', true],
    ['minutes(count) > 180s', false],
    ['length(serial) >= 8', false],
    ["family(running) == '5.8'", true],
    ["family('6 LTS') == '6.0'", true],
    ["power == 'on'", true],
    ["power != 'on'", false],
    ["mode == 'fast'", undefined],
    ["serial == 'B2'", true],
    ['count - 1 == 2', true],
    ['-count < 0', true],
    [`hash == '${'A'.repeat(64)}'`, true],
    ["t0 == '2026-03-01T11:30:00Z'", true],
    ["t0 > '2026-03-01T11:00:00+02:00'", true],
    ['age(yes) == 60s', true],
    ['since(yes) == 1min', true],
    ['at(running) > at(target)', true],
    ['at(running) - at(target) == 1min', true],
    ['now() - t0 == 30min', true],
    ['t0 + 30min <= now()', true],
    ['30min + t0 <= now()', true],
    ['now() - 1min == at(yes)', true],
    ['age(maybe) < 1h', undefined],
    ['at(maybe) < now()', undefined],
    ['1min + 30s == 90s', true],
    ["'x' == 'x'", true],
  ])('%s is %s', (source, expected) => expect(truth(source)).toBe(expected));

  it('counts procedure time on a practice rack, and real time for freshness', () => {
    expect(truth('since(yes) == 1h', practice)).toBe(true);
    expect(truth('age(yes) == 1min', practice)).toBe(true);
    expect(truth('at(running) - at(target) == 1h', practice)).toBe(true);
    expect(truth('t0 + 30h == now()', practice)).toBe(true);
  });

  it('is unknown, not an error, when a stored value is not of its type', () => {
    const broken: Scope = { ...scope, fact: () => ({ value: 'nonsense', at: NOW }) };
    expect(truth("running < '5.9'", broken)).toBeUndefined();
    expect(truth('t0 < now()', broken)).toBeUndefined();
    expect(evaluate(compiled('running == target'), broken)).toBeUndefined();
  });
});

describe('types', () => {
  it.each([
    ['nope', "0: unknown fact 'nope'"],
    ['yes && count', "7: '&&' expects a boolean, this is a number"],
    ["power == 'of'", "9: 'of' is not one of its values; expected on, off"],
    ['power == mode', '9: these two have no value in common'],
    ["power < 'on'", '0: a enum has no order'],
    ["running == 'five'", "11: expected a version, got the text 'five'"],
    ['running == serial', '11: cannot compare a version with a text'],
    ['age(yes) < 15', '11: cannot compare a duration with a number (a duration has a unit: 15min)'],
    ['known(1)', '6: known() expects the name of a fact'],
    ['age(ready) < 1h', "4: 'ready' is derived"],
    ["contains(serial, '')", '17: contains() expects a part to look for, this is empty'],
    ["contains(count, '1')", '9: contains() expects texts, this is a number'],
    ["contains(running, '5')", '9: contains() expects texts, this is a version'],
    ['length(count) > 1', '7: length() expects a text, this is a number'],
    ['bytes(count) > 1', '6: bytes() expects a text, this is a number'],
    ['minutes(serial) > 1min', '8: minutes() expects a number, this is a text'],
    ['length() > 1', '0: length() takes 1 argument(s), got 0'],
    ['contains(serial)', '0: contains() takes 2 argument(s), got 1'],
    ['family(count) == 1', '7: family() expects a version'],
    ['!count', "1: '!' expects a boolean"],
    ['-yes == 1', "1: '-' expects a number or a duration"],
    ['t0 + t0 == t0', '0: cannot compute time + time'],
    ['1min - t0 == 1min', '0: cannot compute duration - time'],
    ["hash == 'abc'", "8: expected a sha256, got the text 'abc'"],
    ["t0 == '2026-03-01'", "6: expected a time, got the text '2026-03-01'"],
    ['count', '0: expected a boolean, this is a number'],
  ])('%s', (source, message) => expect(refusal(source)).toContain(message));

  it('checks against the type that is wanted', () => {
    expect(refusal('count', 'number')).toBeNull();
    expect(refusal("'5 F8'", 'version')).toBeNull();
    expect(refusal('count', 'version')).toBe('0: expected a version, this is a number');
  });

  it('types the literals by their neighbours, on either side', () => {
    const literal = (source: string, side: 'left' | 'right'): Expression | null => {
      const expression = compiled(source);
      return expression.node === 'binary' ? expression[side] : null;
    };
    expect(literal("power == 'off'", 'right')).toEqual({ node: 'literal', type: 'enum', value: 'off' });
    expect(literal("'5 F8' <= running", 'left')).toEqual({ node: 'literal', type: 'version', value: '5 F8' });
  });
});

describe('unmet', () => {
  it('is empty when everything holds', () => expect(unmet(compiled('yes && !no'), scope)).toEqual([]));
  it('names the false and the unknown parts, each once, and not the true ones', () => {
    expect(unmet(compiled("yes && no && (maybe && power == 'off') && no"), scope)).toEqual([
      'no',
      'maybe',
      "power == 'off'",
    ]);
  });
  it('takes derived facts apart, down to the last one', () => {
    expect(unmet(compiled('ready'), scope)).toEqual(["power == 'off'", 'maybe']);
  });
  it('names the other way out of a disjunction', () => {
    expect(unmet(compiled("ready || mode == 'fast'"), scope)).toEqual(["power == 'off'", 'maybe', "or mode == 'fast'"]);
    expect(unmet(compiled('yes && (no || maybe)'), scope)).toEqual(['no || maybe']);
  });
});

describe('facts of an expression', () => {
  it('lists names once, in order, in arguments too', () => {
    expect(factsOf(compiled('age(power) < 1h && !yes && (power == power || count + 1 > 2)'))).toEqual([
      'power',
      'yes',
      'count',
    ]);
  });
  it('replaces derived facts by their ground', () => {
    expect(groundFactsOf(compiled('ready && no'), vocabulary)).toEqual([
      'running',
      'target',
      'yes',
      'power',
      'maybe',
      'no',
    ]);
  });
  it('tells whether time alone can change it', () => {
    derived('fresh', 'age(power) < 1h');
    expect(dependsOnTime(compiled('yes && !fresh'), vocabulary)).toBe(true);
    expect(dependsOnTime(compiled('since(yes) < 1h'), vocabulary)).toBe(true);
    expect(dependsOnTime(compiled("at(running) > at(target) && family(running) == '5.8'"), vocabulary)).toBe(false);
  });
});
