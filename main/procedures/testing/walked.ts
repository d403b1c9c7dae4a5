/** What the runs of this process walked, and so those of one test file. Tests only. */
import { placeOf, type RunState } from '../engine.ts';
import type { RunEvent } from '../events.ts';

/** `procedure:step` for each step that was begun, `procedure:step -> target` for each branch that was taken. */
export const walked = new Set<string>();

/** Notes the step that an event begins, or the branch that it takes; `state` is the run before it. */
export function noteWalked(state: RunState | null, event: RunEvent): void {
  if (!state || (event.type !== 'step.begun' && event.type !== 'branch.taken')) return;
  const place = placeOf(state, event.data.path);
  const step = `${place?.procedure.id}:${place?.step.id}`;
  walked.add(event.type === 'step.begun' ? step : `${step} -> ${event.data.goto}`);
}
