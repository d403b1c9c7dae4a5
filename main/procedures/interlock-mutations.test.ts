/**
 * Would the case of a rule notice if the rule were wrong? Each rule is spoilt in the ways below, and at least one side of its
 * case has to come out differently. A case with which a spoilt rule still agrees proves nothing about the rule.
 */
import { describe, expect, it } from 'vitest';
import type { RunState } from './engine.ts';
import type { Expression } from './expression/ast.ts';
import { print } from './expression/print.ts';
import { type Interlock, PRODUCTS } from './model.ts';
import { loaded } from './testing/fixture.ts';
import { interlockCases, isFactsCase, ruleIn, runWith, sidesOf } from './testing/interlock-case.ts';
import { filesOf } from './testing/shipped.ts';

const library = loaded(PRODUCTS.flatMap(filesOf));
const cases = interlockCases().flatMap(({ id, case: one }) => {
  if (!isFactsCase(one)) return [];
  const sides = sidesOf(one).map(({ facts, blocks }) => ({ run: runWith(library, one.procedure, facts), blocks }));
  return [{ id, rule: library.interlocks[id] as Interlock, of: one.of ?? one.try?.on, sides }];
});

const always: Expression = { node: 'literal', type: 'boolean', value: true };
const never: Expression = { node: 'literal', type: 'boolean', value: false };
const not = (of: Expression): Expression => ({ node: 'unary', op: '!', of });

/** What `&&`, `||` and `!` join. */
function parts(of: Expression): Expression[] {
  if (of.node === 'binary' && (of.op === '&&' || of.op === '||')) return [...parts(of.left), ...parts(of.right)];
  if (of.node === 'unary' && of.op === '!') return parts(of.of);
  return of.node === 'literal' ? [] : [of];
}

/** The condition with another one in the place of `part`. */
function replaced(of: Expression, part: Expression, by: Expression): Expression {
  if (of === part) return by;
  if (of.node === 'unary') return { ...of, of: replaced(of.of, part, by) };
  if (of.node !== 'binary') return of;
  return { ...of, left: replaced(of.left, part, by), right: replaced(of.right, part, by) };
}

type Spoil = (rule: Interlock) => Partial<Interlock>;
/** Whether every side still comes out as written when the rule is spoilt. */
function agrees({ id, of, sides }: (typeof cases)[number], spoil: Spoil): boolean {
  return sides.every(({ run, blocks }) => {
    const { rule } = ruleIn(run, id, of);
    const library = { ...run.library, interlocks: { [id]: { ...rule, ...spoil(rule) } } };
    const spoilt: RunState = { ...run, library };
    return ruleIn(spoilt, id, of).blocking === blocks;
  });
}

describe("every rule's case notices", () => {
  it.each<[string, Spoil]>([
    ['that it is always met', () => ({ requires: always })],
    ['that it is met when it is not, and the reverse', ({ requires }) => ({ requires: not(requires) })],
    ['that it is never active', () => ({ when: never })],
    ['that it always blocks', () => ({ when: always, requires: never })],
  ])('%s', (_, spoil) => {
    expect(cases.filter((one) => agrees(one, spoil)).map(({ id }) => id)).toEqual([]);
  });
  it('when any part of a hard rule of SPS or Imprivata always holds, or never', () => {
    const sharp = cases.filter(({ id, rule }) => /^I-(SPS|IMP)-/.test(id) && rule.severity === 'hard');
    const unseen = sharp.flatMap((one) =>
      (['when', 'requires'] as const).flatMap((side) =>
        parts(one.rule[side]).flatMap((part) =>
          [always, never]
            .filter((value) => agrees(one, (rule) => ({ [side]: replaced(rule[side], part, value) })))
            .map((value) => `${one.id} ${side}: ${print(part)} := ${print(value)}`),
        ),
      ),
    );
    expect(unseen).toEqual([]);
  });
  it('and it would be noticed here if one did not', () => {
    expect(cases.filter((one) => agrees(one, () => ({}))).length).toBe(cases.length);
  });
});
