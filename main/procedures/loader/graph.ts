/** Where control can go inside one procedure. */
import type { Procedure, Step } from '../model.ts';

export const END = 'end';
export const STOP = 'stop';

interface Jump {
  goto: string;
  /** Where it stands, below the step. */
  path: (string | number)[];
}

/** The jumps of a step with their places in the file. */
export function jumps(step: Step): Jump[] {
  if (step.kind === 'decide') {
    const cases = step.cases.map((item, index) => ({ goto: item.goto, path: ['cases', index, 'goto'] }));
    return [...cases, { goto: step.otherwise, path: ['otherwise'] }];
  }
  if (step.kind === 'act') {
    const keys = ['onFailure', 'onNotDone', 'onUnproven'] as const;
    return keys.flatMap((key) => (step[key] ? [{ goto: step[key], path: [key] }] : []));
  }
  return 'limit' in step && step.limit ? [{ goto: step.limit.goto, path: ['limit', 'goto'] }] : [];
}

/** Indexes of steps that no way from the first step reaches. */
export function unreachable(procedure: Procedure): number[] {
  const reached = walk(procedure, 0, () => true);
  return procedure.steps.map((_, index) => index).filter((index) => !reached.has(index));
}

/** The first decide step that can come back to itself through nothing but decisions: the run would spin. */
export function spinning(procedure: Procedure): number | null {
  const { steps } = procedure;
  const free = (index: number) => steps[index]?.kind === 'decide' || steps[index]?.when !== null;
  for (const [index, step] of steps.entries()) {
    if (step.kind !== 'decide') continue;
    for (const next of successors(procedure, index)) {
      if (next === index || (free(next) && walk(procedure, next, free).has(index))) return index;
    }
  }
  return null;
}

function walk(procedure: Procedure, start: number, through: (index: number) => boolean): Set<number> {
  const reached = new Set<number>();
  const open = [start];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    if (through(index)) open.push(...successors(procedure, index));
  }
  return reached;
}

function successors(procedure: Procedure, index: number): number[] {
  const step = procedure.steps[index];
  if (!step) return [];
  const targets = jumps(step).map((jump) => procedure.steps.findIndex((other) => other.id === jump.goto));
  if (step.kind !== 'decide' || step.when !== null) targets.push(index + 1);
  return targets.filter((target) => target >= 0 && target < procedure.steps.length);
}
