/** Steps by path: `step`, or `call/step` inside a sub-procedure. */
import { END, STOP } from '../loader/graph.ts';
import type { Library, Procedure, Step } from '../model.ts';
import { own } from '../own.ts';
import type { Position } from './state.ts';

export interface Place {
  path: string;
  step: Step;
  procedure: Procedure;
  index: number;
  depth: number;
  /** The path of the procedure step that calls this one's procedure, or null at the top. */
  call: string | null;
}

/** The step at a path, or null. */
export function placeOf(library: Library, root: string, path: string): Place | null {
  let procedure = own(library.procedures, root);
  let place: Place | null = null;
  let call: string | null = null;
  for (const [depth, id] of path.split('/').entries()) {
    const index: number = procedure?.steps.findIndex((step) => step.id === id) ?? -1;
    const step: Step | undefined = procedure?.steps[index];
    if (!procedure || !step) return null;
    const here: string = call === null ? id : `${call}/${id}`;
    place = { path: here, step, procedure, index, depth, call };
    call = here;
    procedure = step.kind === 'procedure' ? own(library.procedures, step.procedure) : undefined;
  }
  return place;
}

/** Every step in the order of the text, sub-procedures inlined after their call. */
export function outline(library: Library, root: string): Place[] {
  const places: Place[] = [];
  const visit = (id: string, call: string | null, depth: number) => {
    const procedure = own(library.procedures, id);
    for (const [index, step] of procedure?.steps.entries() ?? []) {
      const path = call === null ? step.id : `${call}/${step.id}`;
      if (procedure) places.push({ path, step, procedure, index, depth, call });
      if (step.kind === 'procedure') visit(step.procedure, path, depth + 1);
    }
  };
  visit(root, null, 0);
  return places;
}

/** Where a run starts, or where it is after entering the sub-procedure called at `call`. */
export function entry(library: Library, id: string, call: string | null, seq: number): Position {
  return arrive(own(library.procedures, id)?.steps ?? [], 0, call, seq);
}

/** Where the run is after the step at `place` is over. */
export function after(place: Place, seq: number): Position {
  return arrive(place.procedure.steps, place.index + 1, place.call, seq);
}

/** Where a jump leads. `end` of a sub-procedure returns to its caller; `stop` stops the whole run. */
export function target(place: Place, goto: string, seq: number): Position {
  if (goto === STOP) return { kind: 'stop', path: place.path, entered: seq };
  const { steps } = place.procedure;
  return arrive(steps, goto === END ? steps.length : steps.findIndex((step) => step.id === goto), place.call, seq);
}

function arrive(steps: readonly Step[], index: number, call: string | null, seq: number): Position {
  const step = steps[index];
  if (step) return { kind: 'step', path: call === null ? step.id : `${call}/${step.id}`, entered: seq, begun: false };
  return call === null ? { kind: 'end', entered: seq } : { kind: 'return', path: call, entered: seq };
}
