/** What the runs of this process walked, and so those of one test file. Tests only. */
import type { FactValue } from '../../../preload/contract.ts';
import { placeOf, type RunState } from '../engine.ts';
import type { RunEvent } from '../events.ts';
import { refusalOf, refused } from './refusals.ts';

/**
 * `procedure:step` for each step that was begun, `procedure:step skipped` for each that was left out, `procedure:step -> target` for
 * each branch that was taken, `procedure:step refuses fact` for each check that has refused something.
 */
export const walked = new Set<string>();

/** Notes the step that an event begins, or the branch that it takes; `state` is the run before it. */
export function noteWalked(state: RunState | null, event: RunEvent): void {
  if (!state || (event.type !== 'step.begun' && event.type !== 'step.skipped' && event.type !== 'branch.taken')) return;
  const place = placeOf(state, event.data.path);
  const step = `${place?.procedure.id}:${place?.step.id}`;
  if (event.type === 'branch.taken') walked.add(`${step} -> ${event.data.goto}`);
  else walked.add(event.type === 'step.begun' ? step : `${step} skipped`);
}

/** Notes the checks of a step that refuse something else than these values, which they accept. */
export function noteRefusals(state: RunState, path: string, right: Record<string, FactValue>, now: number): void {
  const place = placeOf(state, path);
  if (!place) return;
  const known = (fact: string) => walked.has(refusalOf(place, fact));
  for (const fact of refused(state, path, right, now, known)) walked.add(refusalOf(place, fact));
}
