/** Event in, state out. Pure: the given state is never touched. Throws ReplayError on what cannot have happened. */
import type { FactValue } from '../../../preload/contract.ts';
import type { Binding, Stamped } from '../events.ts';
import { own } from '../own.ts';
import { Draft } from './draft.ts';
import { ReplayError } from './errors.ts';
import { deviceOfScope, frameOfScope } from './frames.ts';
import { ledgerOf } from './local.ts';
import { after, entry, idOf, inside, type Place, placeOf, target } from './paths.ts';
import { keyOf, probeKeysOf } from './probes.ts';
import type { Ledger, Pending, RecordedFact, RunState, RunStatus, StepRecord } from './state.ts';

/** The state before any event; only `run.started` leads out of it. */
export const initial = null;

type Later = Exclude<Stamped, { type: 'run.started' }>;
type EventOf<T extends Stamped['type']> = Extract<Stamped, { type: T }>;

export function reduce(state: RunState | null, event: Stamped): RunState {
  return fold(state, [event]) as RunState;
}

/** Folds a whole stream; throws ReplayError when it is empty. */
export function replay(events: Iterable<Stamped>): RunState {
  const state = fold(initial, events);
  if (!state) throw new ReplayError(0, 'the stream is empty');
  return state;
}

/** As `reduce` for each event in turn, without a copy of the state for each of them. */
export function fold(state: RunState | null, events: Iterable<Stamped>): RunState | null {
  let draft: Draft | null = null;
  for (const event of events) {
    if (!(draft || state)) draft = new Draft(started(event));
    else {
      draft ??= new Draft(state as RunState);
      apply(draft, event);
    }
  }
  return draft?.state ?? state;
}

function apply(draft: Draft, event: Stamped): void {
  const { state } = draft;
  if (event.type === 'run.started') throw new ReplayError(event.seq, 'the run was started before');
  if (event.seq <= state.seq) throw new ReplayError(event.seq, `expected an entry after ${state.seq}`);
  if (state.status === 'handed-over' && event.type !== 'run.taken-over')
    throw new ReplayError(event.seq, `${event.type} in a run that was handed over`);
  const scope = 'scope' in event.data ? (event.data.scope ?? null) : null;
  if (scope !== null && !deviceOfScope(state, scope))
    throw new ReplayError(event.seq, `the run has no device '${scope}'`);
  (CHANGES[event.type] as (draft: Draft, event: Stamped) => void)(draft, event);
  state.seq = event.seq;
  state.at = event.at;
}

/** What each event changes. */
const CHANGES: { [T in Later['type']]: (draft: Draft, event: EventOf<T>) => void } = {
  'run.resumed': resumed,
  'run.handed-over': handedOver,
  'run.taken-over': takenOver,
  'step.begun': begun,
  'fact.recorded': recorded,
  'probe.failed': probeFailed,
  'step.done': done,
  'step.skipped': skipped,
  'branch.taken': branched,
  'act.ordered': ordered,
  'action.intended': intended,
  'action.settled': settled,
  'rule.acknowledged': acknowledged,
  'rule.overridden': overridden,
  'evidence.kept': () => {},
  'paste.kept': () => {},
  'keys.noted': () => {},
  'trip.noted': () => {},
  'run.aborted': (draft, event) => close(draft, event, 'aborted'),
  'run.stopped': (draft, event) => close(draft, event, 'stopped', 'stop'),
  'run.finished': (draft, event) => close(draft, event, 'finished', 'end'),
};

/** Ends an open run, where it must stand for that. */
function close({ state }: Draft, event: Stamped, status: RunStatus, at?: 'stop' | 'end'): void {
  expectOpen(state, event);
  if (at !== undefined && state.position.kind !== at) {
    throw new ReplayError(event.seq, at === 'stop' ? 'no step said stop' : 'the last step is not done');
  }
  state.status = status;
}

function started(event: Stamped): RunState {
  if (event.type !== 'run.started') throw new ReplayError(event.seq, `expected run.started, got ${event.type}`);
  const { runId, procedure, siteId, scale, bindings, library } = event.data;
  if (!own(library.procedures, procedure))
    throw new ReplayError(event.seq, `no procedure '${procedure}' in its library`);
  return {
    runId,
    procedure,
    siteId,
    status: 'open',
    startedAt: event.at,
    author: event.author,
    scale,
    bindings,
    library,
    seq: event.seq,
    at: event.at,
    resumedSeq: 0,
    position: entry(event.data, event.seq),
    steps: {},
    scopes: {},
    facts: {},
    probes: {},
    pending: {},
    handOver: null,
    settled: {},
    acknowledged: {},
    overridden: {},
  };
}

function expectOpen(state: RunState, event: Stamped): void {
  if (state.status !== 'open') throw new ReplayError(event.seq, `${event.type} in a run that is ${state.status}`);
}

/** The current step of an open run, which must be the one the event is about. */
function current(state: RunState, event: Stamped, path: string): { place: Place; record: StepRecord | null } {
  expectOpen(state, event);
  const { position } = state;
  const here = position.kind === 'step' || position.kind === 'return' ? position.path : null;
  const place = here === path ? placeOf(state, path) : null;
  if (!place)
    throw new ReplayError(event.seq, `${event.type} for '${path}', but the run is at '${here ?? position.kind}'`);
  return { place, record: own(state.steps, path) ?? null };
}

/** As `current`, and the step must have been begun. */
function active(state: RunState, event: Stamped, path: string): { place: Place; record: StepRecord } {
  const { place, record } = current(state, event, path);
  if (record?.status !== 'begun') throw new ReplayError(event.seq, `${event.type} for '${path}', which was not begun`);
  return { place, record };
}

/** An order that was given before a crash is void: whoever said go may have left, and the world may have moved on. */
function resumed(draft: Draft, event: EventOf<'run.resumed'>): void {
  expectOpen(draft.state, event);
  unwatched(draft, event);
}

function unwatched(draft: Draft, event: Stamped): void {
  const steps = draft.part('steps');
  for (const [path, record] of Object.entries(steps)) if (record.order) steps[path] = { ...record, order: null };
  draft.state.resumedSeq = event.seq;
}

/** A closed run leaves, too: its lasting locks go with it, and so does what lifts them. */
function handedOver({ state }: Draft, event: EventOf<'run.handed-over'>): void {
  if (Object.keys(state.pending).length > 0) throw new ReplayError(event.seq, 'an outcome is not known yet');
  const { status: before } = state;
  if (before === 'handed-over') throw new ReplayError(event.seq, 'it was handed over before');
  state.handOver = { ...event.data, by: event.author, at: event.at, before };
  state.status = 'handed-over';
}

/** As after a crash: what was sensed elsewhere is unknown until it is read again. Devices keep their roles. */
function takenOver(draft: Draft, event: EventOf<'run.taken-over'>): void {
  const { state } = draft;
  const { id, siteId, bindings } = event.data;
  if (state.status !== 'handed-over' || state.handOver?.id !== id)
    throw new ReplayError(event.seq, 'it was not handed over by this file');
  const roles = (some: readonly Binding[]) => some.map(({ role }) => role).join();
  if (roles(bindings) !== roles(state.bindings)) throw new ReplayError(event.seq, 'it is bound to other roles');
  const known = state.bindings.map(({ deviceId }, index) => [bindings[index]?.deviceId, state.settled[deviceId]]);
  state.settled = Object.fromEntries(known.filter(([, seq]) => seq !== undefined));
  unwatched(draft, event);
  Object.assign(state, { status: state.handOver.before, siteId, bindings });
}

function begun(draft: Draft, event: EventOf<'step.begun'>): void {
  const { state } = draft;
  const { path } = event.data;
  const { place } = current(state, event, path);
  const { position } = state;
  if (position.kind !== 'step' || position.begun) throw new ReplayError(event.seq, `'${path}' was begun before`);
  const { step } = place;
  mark(draft, place, step.begins, event);
  draft.part('steps')[path] = {
    status: 'begun',
    begunSeq: event.seq,
    begunAt: event.at,
    doneAt: null,
    answered: false,
    order: null,
    attempt: null,
  };
  state.position =
    step.kind === 'procedure' ? inside(state.library, place, step.procedure, event.seq) : { ...position, begun: true };
}

function recorded(draft: Draft, event: EventOf<'fact.recorded'>): void {
  const { state } = draft;
  const { path, scope = null, facts, gone = [] } = event.data;
  const place = path === null ? null : current(state, event, path).place;
  const { author, at, seq } = event;
  for (const fact of facts) note(draft, scope, { ...fact, author, at, seq, gone: false });
  for (const name of gone) {
    const before = own(ledgerFor(state, scope, name).facts, name);
    if (before) note(draft, scope, { ...before, gone: true, seq });
  }
  const sensed = facts.filter((fact) => fact.origin === 'sensed').map((fact) => fact.name);
  const answered = path !== null && sensed.length === 0 && gone.length === 0;
  if (answered) draft.part('steps')[path] = { ...active(state, event, path).record, answered: true };
  const keys = probeKeysOf(frameFor(state, place, scope), [...sensed, ...gone]);
  if (keys.length === 0) return;
  const probes = draft.ledger(scope, 'probes');
  for (const key of keys) probes[key] = { seq, at, failure: null };
}

/** The names by which the devices of a scope were asked: those of the step if it is in that scope. */
function frameFor({ library, procedure, bindings }: RunState, place: Place | null, scope: string | null) {
  if (place?.frame.scope === scope) return { library, procedure, ...place.frame };
  const run = { library, procedure, bindings };
  return { ...run, ...(frameOfScope(run, scope) ?? { scope, bindings: [] }) };
}

/** Where a fact of a scope is kept: one that is shared is the run's. */
function ledgerFor(state: RunState, scope: string | null, name: string): Ledger {
  return ledgerOf(state, homeOf(state, scope, name));
}

function homeOf({ library }: RunState, scope: string | null, name: string): string | null {
  return own(library.facts, name)?.shared ? null : scope;
}

/** A fact as it is from now on. */
function note(draft: Draft, scope: string | null, fact: RecordedFact): void {
  draft.ledger(homeOf(draft.state, scope, fact.name), 'facts')[fact.name] = fact;
}

function probeFailed(draft: Draft, event: EventOf<'probe.failed'>): void {
  const { code, message, scope = null } = event.data;
  const record = { seq: event.seq, at: event.at, failure: { code, message } };
  draft.ledger(scope, 'probes')[keyOf(event.data)] = record;
}

function done(draft: Draft, event: EventOf<'step.done'>): void {
  const { path } = event.data;
  const { place, record } = active(draft.state, event, path);
  const { kind } = place.step;
  if ((kind === 'guide' || kind === 'input') && !record.answered)
    throw new ReplayError(event.seq, `'${path}' is done, but nobody answered it`);
  over(draft, place, 'done', event);
  draft.state.position = after(place, event.seq);
}

function skipped(draft: Draft, event: EventOf<'step.skipped'>): void {
  const { path } = event.data;
  const { place, record } = current(draft.state, event, path);
  if (record?.status === 'begun') throw new ReplayError(event.seq, `'${path}' was begun and cannot be skipped`);
  over(draft, place, 'skipped', event);
  draft.state.position = after(place, event.seq);
}

/** A jump back makes everything from its target on pending again: a step that is reached again starts anew. */
function branched(draft: Draft, event: EventOf<'branch.taken'>): void {
  const { path, goto } = event.data;
  const { place } = active(draft.state, event, path);
  const position = target(place, goto, event.seq);
  over(draft, place, 'done', event);
  draft.state.position = position;
  if (position.kind !== 'step') return;
  const index = place.procedure.steps.findIndex((step) => step.id === goto);
  if (index < 0) throw new ReplayError(event.seq, `'${path}' cannot go to '${goto}'`);
  const prefix = place.call === null ? '' : `${place.call}/`;
  const again = new Set(place.procedure.steps.slice(index).map((step) => step.id));
  const steps = draft.part('steps');
  for (const other of Object.keys(steps)) {
    if (other.startsWith(prefix) && again.has(idOf(other.slice(prefix.length).split('/')[0]))) delete steps[other];
  }
}

/** The step has its end; what it marks holds from now on. A step that ran into its limit marks nothing. */
function over(draft: Draft, place: Place, status: 'done' | 'skipped', event: Stamped): void {
  const ran = status === 'done' && !(event.type === 'branch.taken' && place.step.kind !== 'decide');
  const before = own(draft.state.steps, place.path);
  if (ran) mark(draft, place, place.step.marks, event);
  draft.part('steps')[place.path] = {
    status,
    begunSeq: before?.begunSeq ?? event.seq,
    begunAt: before?.begunAt ?? event.at,
    doneAt: event.at,
    answered: before?.answered ?? false,
    order: null,
    attempt: before?.attempt ?? null,
  };
}

/** Facts that follow from a step: true, or the instant for a fact that is a time. */
function mark(draft: Draft, { frame }: Place, names: readonly string[], event: Stamped): void {
  for (const name of names) {
    const value: FactValue = own(draft.state.library.facts, name)?.type === 'time' ? event.at : true;
    const common = { author: event.author, at: event.at, serial: null, evidence: null };
    note(draft, frame.scope, { name, value, origin: 'marked', ...common, seq: event.seq, gone: false });
  }
}

function ordered(draft: Draft, event: EventOf<'act.ordered'>): void {
  const { path, parameters = {} } = event.data;
  const { place, record } = active(draft.state, event, path);
  if (place.step.kind !== 'act') throw new ReplayError(event.seq, `'${path}' is no act step`);
  draft.part('steps')[path] = { ...record, order: { at: event.at, parameters } };
}

/** One order is one attempt: the intent uses it up. Intents of the power panel carry no path and need no order. */
function intended(draft: Draft, event: EventOf<'action.intended'>): void {
  const intent = event.data;
  const { state } = draft;
  if (own(state.pending, intent.id)) throw new ReplayError(event.seq, `action ${intent.id} was intended before`);
  const pending: Pending = { seq: event.seq, intent };
  if (intent.path !== null) {
    const { place, record } = active(state, event, intent.path);
    if (!record.order) throw new ReplayError(event.seq, `'${intent.path}' was not ordered`);
    draft.part('steps')[intent.path] = { ...record, order: null };
    const sends = place.step.kind === 'act' ? (place.step.sends ?? []) : [];
    if (sends.length > 0) pending.marked = { scope: place.frame.scope, before: known(state, place.frame.scope, sends) };
    mark(draft, place, sends, event);
  }
  draft.part('pending')[intent.id] = pending;
}

function known(state: RunState, scope: string | null, names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, own(ledgerFor(state, scope, name).facts, name) ?? null]));
}

/** Nothing went out after all: what was marked for it is as it was before, unless something else has marked it since. */
function takeBack(draft: Draft, { seq, marked }: Pending): void {
  if (!marked) return;
  for (const [name, before] of Object.entries(marked.before)) {
    const facts = draft.ledger(homeOf(draft.state, marked.scope, name), 'facts');
    if (own(facts, name)?.seq !== seq) continue;
    if (before) facts[name] = before;
    else delete facts[name];
  }
}

function settled(draft: Draft, event: EventOf<'action.settled'>): void {
  const { id, outcome, result } = event.data;
  const { state } = draft;
  const pending = own(state.pending, id);
  const intent = pending?.intent;
  if (pending) delete draft.part('pending')[id];
  if (pending && (outcome === 'failed' || outcome === 'refused')) takeBack(draft, pending);
  const deviceId = intent?.deviceId ?? null;
  if (deviceId !== null) draft.part('settled')[deviceId] = event.seq;
  const path = intent ? intent.path : (event.data.path ?? null);
  const record = path === null ? undefined : own(state.steps, path);
  // An action may settle after the run was aborted; its step is then of no more interest.
  if (path === null || record?.status !== 'begun') return;
  const attempt = { seq: event.seq, result: { ...result, outcome } };
  draft.part('steps')[path] = { ...record, order: null, attempt };
}

function acknowledged(draft: Draft, event: EventOf<'rule.acknowledged'>): void {
  const { rule, scope = null } = event.data;
  if (own(draft.state.library.interlocks, rule)?.severity !== 'soft') {
    throw new ReplayError(event.seq, `${rule} is no rule that can be acknowledged`);
  }
  draft.ledger(scope, 'acknowledged')[rule] = { author: event.author, at: event.at };
}

function overridden(draft: Draft, event: EventOf<'rule.overridden'>): void {
  const { rule, scope = null, ...why } = event.data;
  if (own(draft.state.library.interlocks, rule)?.severity !== 'gated') {
    throw new ReplayError(event.seq, `${rule} is no rule that can be overridden`);
  }
  draft.ledger(scope, 'overridden')[rule] = { author: event.author, at: event.at, ...why };
}
