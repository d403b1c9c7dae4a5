/** What the asks of a step refuse: a check that refuses nothing is none. Tests only. */
import type { FactValue } from '../../../preload/contract.ts';
import { localIn } from '../engine/local.ts';
import { AnswerError, answer, placeOf, type RunState } from '../engine.ts';
import type { Ask, Library, Step } from '../model.ts';
import { Candidates } from './explorer-values.ts';

const known = new WeakMap<Library, Candidates>();
/** The values worth trying in a library, worked out once. */
export function candidatesOf(library: Library): Candidates {
  const candidates = known.get(library) ?? new Candidates(library);
  known.set(library, candidates);
  return candidates;
}

/** The asks of a step that check what is entered. */
export function checksOf(step: Step): Ask[] {
  return 'asks' in step ? step.asks.filter(({ accept }) => accept !== null) : [];
}

/** What stands for a check that has refused something, among steps and branches. */
export function refusalOf(
  { procedure, step }: { procedure: { id: string }; step: { id: string } },
  fact: string,
): string {
  return `${procedure.id}:${step.id} refuses ${fact}`;
}

/** A value of the right kind that the step does not accept. */
export function isRefusal(error: unknown): error is AnswerError {
  return error instanceof AnswerError && error.expected.startsWith('a value for which');
}

/**
 * Which of the facts that a step asks for refuse some value that differs from those that are right by nothing but it. Nothing is
 * appended; `but` is not tried.
 */
export function refused(
  state: RunState,
  path: string,
  right: Readonly<Record<string, FactValue>>,
  now: number,
  but: (fact: string) => boolean,
): string[] {
  const place = placeOf(state, path);
  if (!place) return [];
  const local = localIn(state, place.frame);
  const refuses = (fact: string, value: FactValue) => {
    try {
      answer(state, path, { ...right, [fact]: value }, now);
      return false;
    } catch (error) {
      return isRefusal(error) && error.fact === fact;
    }
  };
  return checksOf(place.step)
    .map(({ fact }) => fact)
    .filter((fact) => fact in right && !but(fact))
    .filter((fact) => {
      const near = candidatesOf(local.library).of(fact, now, (name) => right[name] ?? local.facts[name]?.value);
      return near.some((value) => refuses(fact, value));
    });
}
