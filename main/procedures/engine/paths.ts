/**
 * Steps by path: `step`, or `call/step` inside a sub-procedure. A call that is made once for each device of a list has an
 * item for each, counted from 0: `call#0/step`, `call#1/step`.
 */
import { END, STOP } from '../loader/graph.ts';
import type { Library, Procedure, Step } from '../model.ts';
import { own } from '../own.ts';
import { type Bound, type Frame, frameOfCall, frameOfItem, itemsOf, keptFor, rootFrame } from './frames.ts';
import type { Position } from './state.ts';

export interface Place {
  path: string;
  step: Step;
  procedure: Procedure;
  index: number;
  depth: number;
  /** The path of the procedure step that calls this one's procedure, or null at the top. */
  call: string | null;
  /** Which of how many devices a call is made for at this path; null for everything else. */
  item: { index: number; of: number } | null;
  /** Whose facts and which names of roles the step sees. */
  frame: Frame;
  /** What the steps inside of a call see. */
  inner: Frame;
}
/** A step of a text, not of a run. */
export type OutlineEntry = Pick<Place, 'path' | 'step' | 'depth'>;

/** The step at a path, or null. The path as it was given, or it is none: `#01` and `#1` are not two names for one thing. */
export function placeOf(run: Bound, path: string): Place | null {
  return placesOf(run).get(path) ?? null;
}

const placesOf = keptFor((run) => new Map(outlineOf(run).map((place) => [place.path, place])));

/** A step of a procedure that was reached by `caller` (null: at the top); `item` says for which of a list of devices. */
function placed(
  run: Bound,
  { procedure, step, index }: Pick<Place, 'procedure' | 'step' | 'index'>,
  caller: Place | null,
  item: Place['item'],
): Place {
  const outer = caller?.inner ?? rootFrame(run);
  const call = caller?.path ?? null;
  const base = call === null ? step.id : `${call}/${step.id}`;
  const common = { step, procedure, index, depth: caller ? caller.depth + 1 : 0, call, item };
  if (step.kind !== 'procedure') return { ...common, path: base, frame: outer, inner: outer };
  const callee = own(run.library.procedures, step.procedure);
  const inner = callee ? frameOfCall(run, step, callee, item?.index ?? null, outer) : outer;
  if (item === null) return { ...common, path: base, frame: outer, inner };
  return { ...common, path: `${base}#${item.index}`, frame: frameOfItem(run, step, item.index, outer), inner };
}

/** Every step of a run in the order of the text: sub-procedures inlined after their call, once for each of its devices. */
export function outlineOf(run: Bound): readonly Place[] {
  return outlined(run);
}

/** The largest shipped run, a cluster of six, has some 1,500; what calls itself without end must not fill the memory. */
const MOST_PLACES = 100_000;

const outlined = keptFor((run) => {
  const places: Place[] = [];
  const visit = (id: string, caller: Place | null) => {
    const procedure = own(run.library.procedures, id);
    if (!procedure) return;
    for (const [index, step] of procedure.steps.entries()) {
      const of = step.kind === 'procedure' ? itemsOf(step, caller?.inner ?? rootFrame(run))?.length : undefined;
      const items = of === undefined ? [null] : Array.from({ length: of }, (_, item) => ({ index: item, of }));
      for (const item of items) {
        if (places.length === MOST_PLACES) throw new RangeError(`a run of more than ${MOST_PLACES} steps`);
        const place = placed(run, { procedure, step, index }, caller, item);
        places.push(place);
        if (step.kind === 'procedure') visit(step.procedure, place);
      }
    }
  };
  visit(run.procedure, null);
  return places;
});

/** Every step of a procedure in the order of its text, sub-procedures inlined after their call. */
export function outline(library: Library, root: string): OutlineEntry[] {
  const entries: OutlineEntry[] = [];
  const visit = (id: string, call: string | null, depth: number) => {
    for (const step of own(library.procedures, id)?.steps ?? []) {
      const path = call === null ? step.id : `${call}/${step.id}`;
      entries.push({ path, depth, step });
      if (step.kind === 'procedure') visit(step.procedure, path, depth + 1);
    }
  };
  visit(root, null, 0);
  return entries;
}

/** Where a run starts. */
export function entry(run: Bound, seq: number): Position {
  return arrive(own(run.library.procedures, run.procedure)?.steps ?? [], 0, null, rootFrame(run), seq);
}

/** Where the run is after entering the sub-procedure called at `place`. */
export function inside(library: Library, place: Place, procedure: string, seq: number): Position {
  return arrive(own(library.procedures, procedure)?.steps ?? [], 0, place.path, place.inner, seq);
}

/** Where the run is after the step at `place` is over: at the next device of a call, or at the next step. */
export function after({ procedure, index, call, item, path, frame }: Place, seq: number): Position {
  if (item && item.index + 1 < item.of) {
    const next = path.slice(0, path.lastIndexOf('#'));
    return { kind: 'step', path: `${next}#${item.index + 1}`, entered: seq, begun: false };
  }
  return arrive(procedure.steps, index + 1, call, frame, seq);
}

/** Where a jump leads. `end` of a sub-procedure returns to its caller; `stop` stops the whole run. */
export function target(place: Place, goto: string, seq: number): Position {
  if (goto === STOP) return { kind: 'stop', path: place.path, entered: seq };
  const { steps } = place.procedure;
  return arrive(
    steps,
    goto === END ? steps.length : steps.findIndex((step) => step.id === goto),
    place.call,
    place.frame,
    seq,
  );
}

/** At a step, or past it where it is made for each device of a list and there is none. */
function arrive(steps: readonly Step[], index: number, call: string | null, frame: Frame, seq: number): Position {
  const step = steps[index];
  if (!step) return call === null ? { kind: 'end', entered: seq } : { kind: 'return', path: call, entered: seq };
  const items = step.kind === 'procedure' ? itemsOf(step, frame) : null;
  if (items?.length === 0) return arrive(steps, index + 1, call, frame, seq);
  const id = items ? `${step.id}#0` : step.id;
  return { kind: 'step', path: call === null ? id : `${call}/${id}`, entered: seq, begun: false };
}

/** The id of the step that a part of a path names, without the number of its item. */
export function idOf(part: string | undefined): string {
  return part?.split('#')[0] ?? '';
}
