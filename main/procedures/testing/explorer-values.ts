/** Values worth trying for a fact: those its procedures ask about, and their neighbours. Tests only. */
import type { FactValue } from '../../../preload/contract.ts';
import type { Expression } from '../expression/ast.ts';
import { groundFactsOf } from '../expression/facts.ts';
import { conditionsOf } from '../loader/closure.ts';
import type { FactDefinition, Library } from '../model.ts';

interface Hints {
  literals: Set<FactValue>;
  /** Facts it is compared with. */
  partners: Set<string>;
}
export type Known = (name: string) => FactValue | undefined;

const MINUTE = 60_000;
const DAY = 86_400_000;
const TIMES = [
  0,
  -MINUTE,
  MINUTE,
  60 * MINUTE,
  -60 * MINUTE,
  DAY,
  -DAY,
  3 * DAY,
  30 * DAY,
  -30 * DAY,
  400 * DAY,
  -400 * DAY,
];
const TEXTS = ['x', 'a longer text that somebody has written', '192.0.2.10', '192.0.2.11', '255.255.255.0', 'SERIAL-1'];
const VERSIONS = ['1.0', '5.0.11', '5.8.0', '6.2.1', '7.0.0', '24.1.2', '24.2', '99.0'];
const NUMBERS = [0, 1, 2, 3, 5, 10, 50, 100, 1000];

/** What the conditions of a library compare each fact with. */
export class Candidates {
  readonly #hints = new Map<string, Hints>();
  readonly #library: Library;

  constructor(library: Library) {
    this.#library = library;
    const steps = Object.values(library.procedures).flatMap((procedure) => procedure.steps);
    const rules = Object.values(library.interlocks).flatMap(({ when, requires }) => [when, requires]);
    const derived = Object.values(library.facts).flatMap(({ derive }) => (derive ? [derive] : []));
    for (const expression of [...steps.flatMap(conditionsOf), ...rules, ...derived]) this.#learn(expression);
  }

  partners(name: string): ReadonlySet<string> {
    return this.#hints.get(name)?.partners ?? new Set();
  }

  /** `now` is milliseconds since the epoch; `known` tells what the partners are. */
  of(name: string, now: number, known: Known): FactValue[] {
    const fact = this.#library.facts[name];
    if (!fact) return [];
    const { literals = new Set<FactValue>(), partners = new Set<string>() } = this.#hints.get(name) ?? {};
    const near = [...partners]
      .filter((other) => this.#library.facts[other]?.type === fact.type)
      .flatMap((other) => known(other) ?? []);
    return [...new Set(valuesOf(fact, [...literals], near, now))];
  }

  /** What stands together in one comparison belongs together. */
  #learn(expression: Expression): void {
    const logic = expression.node === 'binary' && (expression.op === '&&' || expression.op === '||');
    if (logic) {
      this.#learn(expression.left);
      this.#learn(expression.right);
    } else if (expression.node === 'unary' || expression.node === 'devices') this.#learn(expression.of);
    else this.#relate(expression);
  }

  #relate(comparison: Expression): void {
    const names = groundFactsOf(comparison, (name) => this.#library.facts[name]);
    const literals = literalsOf(comparison);
    for (const name of names) {
      const hints = this.#hints.get(name) ?? { literals: new Set(), partners: new Set() };
      this.#hints.set(name, hints);
      for (const literal of literals) hints.literals.add(literal);
      for (const other of names) if (other !== name) hints.partners.add(other);
    }
  }
}

function literalsOf(expression: Expression): FactValue[] {
  switch (expression.node) {
    case 'literal':
      return [expression.value];
    case 'fact':
      return [];
    case 'unary':
    case 'devices':
      return literalsOf(expression.of);
    case 'binary':
      return [...literalsOf(expression.left), ...literalsOf(expression.right)];
    case 'call':
      return expression.args.flatMap(literalsOf);
  }
}

function valuesOf(fact: FactDefinition, literals: FactValue[], near: FactValue[], now: number): FactValue[] {
  const numbers = [...literals, ...near].filter((value) => typeof value === 'number');
  const texts = literals.filter((value) => typeof value === 'string');
  switch (fact.type) {
    case 'enum':
      return fact.values.map(({ value }) => value);
    case 'boolean':
      return [true, false];
    case 'number':
      return [...numbers.flatMap((value) => [value, value - 1, value + 1]), ...NUMBERS];
    case 'version':
      return [...near, ...texts.filter((text) => /^\d/.test(text)), ...near.flatMap(later), ...VERSIONS];
    case 'time':
      return [...TIMES.map((offset) => now + offset), ...near.flatMap((time) => beside(String(time)))].map((time) =>
        new Date(time).toISOString(),
      );
    case 'sha256':
      return [...near, 'a'.repeat(64), 'b'.repeat(64)];
    case 'text':
      return [...near, ...texts, ...TEXTS, ...['y', ...texts].flatMap((text) => lengthened(text, numbers))];
  }
}

const lengthened = (text: string, lengths: number[]) =>
  lengths.filter((length) => length > 0 && length < 5000).map((length) => text.padStart(length, 'y'));
const beside = (time: string) => [0, -60 * MINUTE, 60 * MINUTE, DAY].map((offset) => Date.parse(time) + offset);

/** The next ones of a version: its last, its middle and its first number counted up. */
function later(version: FactValue): string[] {
  const parts = String(version).split('.');
  return parts.map((part, index) => [...parts.slice(0, index), `${Number.parseInt(part, 10) + 1}`].join('.'));
}
