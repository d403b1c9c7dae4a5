import { describe, expect, it } from 'vitest';
import type { Expression } from './expression/ast.ts';
import { MANUAL_ACTIONS } from './manual-actions.ts';
import { type Library, PRODUCTS } from './model.ts';
import { loaded } from './testing/fixture.ts';
import { filesOf } from './testing/shipped.ts';

// What the loader cannot call an error in one file, and nobody wants in the whole: locks without a key, words without a use.

/** Whether a condition can still become `wanted` by what is recorded, read or passes after the run was aborted. */
function liftable(one: Expression, library: Library, wanted = true): boolean {
  const part = (of: Expression, so = wanted): boolean => liftable(of, library, so);
  switch (one.node) {
    case 'literal':
      return one.value === wanted;
    case 'devices':
      return part(one.of);
    case 'unary':
      return part(one.of, one.op === '!' ? !wanted : wanted);
    case 'binary': {
      const { op, left, right } = one;
      const needsBoth = op === (wanted ? '&&' : '||');
      return needsBoth ? part(left) && part(right) : part(left) || part(right);
    }
    case 'fact': {
      const { derive, recordable, sense } = library.facts[one.name] ?? {};
      return derive ? part(derive) : Boolean(recordable || sense);
    }
    case 'call':
      return one.name === 'since' || one.args.some((arg) => part(arg));
  }
}

/** The facts that a condition compares with the time of day: what was right when it was entered may be over by now. */
function passing(one: Expression): string[] {
  if (one.node === 'devices' || one.node === 'unary') return passing(one.of);
  if (one.node !== 'binary') return [];
  const sides = [one.left, one.right];
  const timed = sides.some((side) => side.node === 'call' && side.name === 'now');
  return timed ? sides.flatMap((side) => (side.node === 'fact' ? [side.name] : [])) : sides.flatMap(passing);
}

describe.each(PRODUCTS)('the vocabulary of %s', (product) => {
  const files = filesOf(product);
  const library = loaded(files);
  const procedures = Object.values(library.procedures);
  const rules = Object.entries(library.interlocks);

  it('has no lock that outlives its run and that nobody can lift then', () => {
    const forever = rules.filter(([, { outlivesRun, requires }]) => outlivesRun && !liftable(requires, library));
    expect(forever.map(([id]) => id)).toEqual([]);
  });
  it('lets a time that a hard rule compares with the clock be entered again', () => {
    const times = rules.flatMap(([, { severity, requires }]) => (severity === 'hard' ? passing(requires) : []));
    expect(times.filter((name) => !library.facts[name]?.recordable)).toEqual([]);
  });
  it('has no fact that only its own definition names', () => {
    const text = files.map((file) => file.text).join('\n');
    const words = new Map<string, number>();
    for (const [word] of text.matchAll(/[A-Za-z]\w*(?:\.\w+)*/g)) words.set(word, (words.get(word) ?? 0) + 1);
    expect(Object.keys(library.facts).filter((name) => (words.get(name) ?? 0) < 2)).toEqual([]);
  });
  it('has no rule that no procedure lists, and no manual action that neither a step nor a rule names', () => {
    const listed = new Set(procedures.flatMap(({ interlocks }) => interlocks));
    expect(rules.map(([id]) => id).filter((id) => !listed.has(id))).toEqual([]);
    const prefix = { sps: 'sps.', 'u-series': 'us.', 'remote-support': 'rs.', imprivata: 'imp.' }[product];
    const named = new Set<string>([
      ...procedures.flatMap(({ steps }) => steps.flatMap((step) => (step.kind === 'guide' ? [step.manual ?? ''] : []))),
      ...rules.flatMap(([, { blocks }]) => blocks.flatMap(({ actions }) => actions)),
    ]);
    expect(MANUAL_ACTIONS.filter((name) => name.startsWith(prefix) && !named.has(name))).toEqual([]);
  });
});
