/** What would have to be known to decide an expression: as questions to the person, each once. Pure. */

import type { Expression } from '../expression/ast.ts';
import { holds } from '../expression/evaluate.ts';
import { factsOf } from '../expression/facts.ts';
import { own } from '../own.ts';
import type { Because, PlannerFact, PlanQuestion } from './model.ts';
import { type Situation, scopeIn } from './vocabulary.ts';

/** A condition, and when it is undecided the product's questions in it that nobody has answered. */
export function decide(
  condition: Expression | null,
  situation: Situation,
  facts: readonly PlannerFact[],
  because: Because,
): { holds: boolean | undefined; questions: PlanQuestion[] } {
  if (!condition) return { holds: true, questions: [] };
  const verdict = holds(condition, scopeIn(situation));
  if (verdict !== undefined) return { holds: verdict, questions: [] };
  const names = factsOf(condition).filter((name) => own(situation.facts, name) === undefined);
  const unanswered = facts.filter(({ name }) => names.includes(name));
  return {
    holds: undefined,
    questions: unanswered.map(({ name, label }) => ({ ...because, asks: name, text: label })),
  };
}
