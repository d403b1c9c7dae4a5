/** Event in, state out. Pure: the given state is never touched. Throws ReplayError on what cannot have happened. */
import type { FactValue } from '../../../preload/contract.ts';
import type { Stamped } from '../events.ts';
import { own } from '../own.ts';
import { ReplayError } from './errors.ts';
import { deviceOfScope } from './frames.ts';
import { ledgerOf, localIn, localOfDevice } from './local.ts';
import { after, entry, idOf, inside, type Place, placeOf, target } from './paths.ts';
import { keyOf, probeKeysOf } from './probes.ts';
import type { Ledger, RecordedFact, RunState, StepRecord } from './state.ts';

/** The state before any event; only `run.started` leads out of it. */
export const initial = null;

type EventOf<T extends Stamped['type']> = Extract<Stamped, { type: T }>;

export function reduce(state: RunState | null, event: Stamped): RunState {
  if (event.type === 'run.started') {
    if (state) throw new ReplayError(event.seq, 'the run was started before');
    return started(event);
  }
  if (!state) throw new ReplayError(event.seq, `expected run.started, got ${event.type}`);
  if (event.seq <= state.seq) throw new ReplayError(event.seq, `expected an entry after ${state.seq}`);
  const scope = 'scope' in event.data ? (event.data.scope ?? null) : null;
  if (scope !== null && !deviceOfScope(state, scope))
    throw new ReplayError(event.seq, `the run has no device '${scope}'`);
  return { ...folded(state, event), seq: event.seq, at: event.at };
}

/** Folds a whole stream; throws ReplayError when it is empty. */
export function replay(events: Iterable<Stamped>): RunState {
  let state: RunState | null = initial;
  for (const event of events) state = reduce(state, event);
  if (!state) throw new ReplayError(0, 'the stream is empty');
  return state;
}

function folded(state: RunState, event: Exclude<Stamped, { type: 'run.started' }>): RunState {
  switch (event.type) {
    case 'run.resumed':
      return resumed(open(state, event), event);
    case 'step.begun':
      return begun(open(state, event), event);
    case 'fact.recorded':
      return recorded(state, event);
    case 'probe.failed':
      return probeFailed(state, event);
    case 'step.done':
      return done(open(state, event), event);
    case 'step.skipped':
      return skipped(open(state, event), event);
    case 'branch.taken':
      return branched(open(state, event), event);
    case 'act.ordered':
      return ordered(open(state, event), event);
    case 'action.intended':
      return intended(state, event);
    case 'action.settled':
      return settled(state, event);
    case 'rule.acknowledged':
      return acknowledged(state, event);
    case 'rule.overridden':
      return overridden(state, event);
    case 'evidence.kept':
    case 'keys.noted':
    case 'trip.noted':
      return state;
    case 'run.aborted':
      return { ...open(state, event), status: 'aborted' };
    case 'run.stopped':
      if (open(state, event).position.kind !== 'stop') throw new ReplayError(event.seq, 'no step said stop');
      return { ...state, status: 'stopped' };
    case 'run.finished':
      if (open(state, event).position.kind !== 'end') throw new ReplayError(event.seq, 'the last step is not done');
      return { ...state, status: 'finished' };
  }
}

function started(event: EventOf<'run.started'>): RunState {
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
    settled: {},
    acknowledged: {},
    overridden: {},
  };
}

function open(state: RunState, event: Stamped): RunState {
  if (state.status !== 'open') throw new ReplayError(event.seq, `${event.type} in a run that is ${state.status}`);
  return state;
}

/** The current step, which must be the one the event is about. */
function current(state: RunState, event: Stamped, path: string): { place: Place; record: StepRecord | null } {
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
function resumed(state: RunState, event: EventOf<'run.resumed'>): RunState {
  const steps = Object.fromEntries(
    Object.entries(state.steps).map(([path, record]) => [path, record.order ? { ...record, order: null } : record]),
  );
  return { ...state, steps, resumedSeq: event.seq };
}

function begun(state: RunState, event: EventOf<'step.begun'>): RunState {
  const { path } = event.data;
  const { place } = current(state, event, path);
  if (state.position.kind !== 'step' || state.position.begun)
    throw new ReplayError(event.seq, `'${path}' was begun before`);
  const record: StepRecord = {
    status: 'begun',
    begunSeq: event.seq,
    begunAt: event.at,
    doneAt: null,
    answered: false,
    order: null,
    attempt: null,
  };
  const { step } = place;
  return {
    ...marked(state, place, step.begins, event),
    steps: { ...state.steps, [path]: record },
    position:
      step.kind === 'procedure'
        ? inside(state.library, place, step.procedure, event.seq)
        : { ...state.position, begun: true },
  };
}

function recorded(state: RunState, event: EventOf<'fact.recorded'>): RunState {
  const { path, scope = null, facts, gone = [] } = event.data;
  if (path !== null) current(open(state, event), event, path);
  const sensed = facts.filter((fact) => fact.origin === 'sensed').map((fact) => fact.name);
  const known = facts.map((fact) => ({ ...fact, author: event.author, at: event.at, seq: event.seq, gone: false }));
  const lost = gone.flatMap((name) => {
    const before = own(ledgerFor(state, scope, name).facts, name);
    return before ? [{ ...before, gone: true, seq: event.seq }] : [];
  });
  const next = noted(state, scope, [...known, ...lost]);
  const answered = path !== null && sensed.length === 0 && gone.length === 0;
  if (answered) {
    const record = { ...active(state, event, path).record, answered: true };
    return { ...next, steps: { ...state.steps, [path]: record } };
  }
  const keys = probeKeysOf(localFor(state, path, scope), [...sensed, ...gone]);
  const probe = { seq: event.seq, at: event.at, failure: null };
  return keys.length === 0 ? next : probed(next, scope, Object.fromEntries(keys.map((key) => [key, probe])));
}

/** The names by which the devices of a scope were asked: those of the step if it is in that scope. */
function localFor(state: RunState, path: string | null, scope: string | null) {
  const frame = path === null ? undefined : placeOf(state, path)?.frame;
  if (frame?.scope === scope) return localIn(state, frame);
  return scope === null ? localIn(state, { scope, bindings: state.bindings }) : localOfDevice(state, scope);
}

/** Where a fact of a scope is kept: one that is shared is the run's. */
function ledgerFor(state: RunState, scope: string | null, name: string): Ledger {
  return ledgerOf(state, own(state.library.facts, name)?.shared ? null : scope);
}

/** Facts as they are from now on. */
function noted(state: RunState, scope: string | null, facts: readonly RecordedFact[]): RunState {
  const shared = (fact: RecordedFact) => scope === null || own(state.library.facts, fact.name)?.shared === true;
  const byName = (some: RecordedFact[]) => Object.fromEntries(some.map((fact) => [fact.name, fact]));
  const ours = facts.filter(shared);
  const theirs = facts.filter((fact) => !shared(fact));
  const next = ours.length === 0 ? state : { ...state, facts: { ...state.facts, ...byName(ours) } };
  return theirs.length === 0
    ? next
    : inScope(next, scope, ({ facts: before }) => ({ facts: { ...before, ...byName(theirs) } }));
}

function probed(state: RunState, scope: string | null, probes: Ledger['probes']): RunState {
  return inScope(state, scope, (ledger) => ({ probes: { ...ledger.probes, ...probes } }));
}

/** Changes what is recorded of the run (null) or of one device. */
function inScope(state: RunState, scope: string | null, change: (ledger: Ledger) => Partial<Ledger>): RunState {
  const ledger = ledgerOf(state, scope);
  if (scope === null) return { ...state, ...change(ledger) };
  return { ...state, scopes: { ...state.scopes, [scope]: { ...ledger, ...change(ledger) } } };
}

function probeFailed(state: RunState, event: EventOf<'probe.failed'>): RunState {
  const { code, message, scope = null } = event.data;
  return probed(state, scope, {
    [keyOf(event.data)]: { seq: event.seq, at: event.at, failure: { code, message } },
  });
}

function done(state: RunState, event: EventOf<'step.done'>): RunState {
  const { path } = event.data;
  const { place, record } = active(state, event, path);
  const { kind } = place.step;
  if ((kind === 'guide' || kind === 'input') && !record.answered)
    throw new ReplayError(event.seq, `'${path}' is done, but nobody answered it`);
  return { ...over(state, place, 'done', event), position: after(place, event.seq) };
}

function skipped(state: RunState, event: EventOf<'step.skipped'>): RunState {
  const { path } = event.data;
  const { place, record } = current(state, event, path);
  if (record?.status === 'begun') throw new ReplayError(event.seq, `'${path}' was begun and cannot be skipped`);
  return { ...over(state, place, 'skipped', event), position: after(place, event.seq) };
}

/** A jump back makes everything from its target on pending again: a step that is reached again starts anew. */
function branched(state: RunState, event: EventOf<'branch.taken'>): RunState {
  const { path, goto } = event.data;
  const { place } = active(state, event, path);
  const position = target(place, goto, event.seq);
  const next = over(state, place, 'done', event);
  if (position.kind !== 'step') return { ...next, position };
  const index = place.procedure.steps.findIndex((step) => step.id === goto);
  if (index < 0) throw new ReplayError(event.seq, `'${path}' cannot go to '${goto}'`);
  const prefix = place.call === null ? '' : `${place.call}/`;
  const again = new Set(place.procedure.steps.slice(index).map((step) => step.id));
  const belongs = (other: string) =>
    other.startsWith(prefix) && again.has(idOf(other.slice(prefix.length).split('/')[0]));
  const steps = Object.fromEntries(Object.entries(next.steps).filter(([other]) => !belongs(other)));
  return { ...next, steps, position };
}

/** The step has its end; what it marks holds from now on. A step that ran into its limit marks nothing. */
function over(state: RunState, place: Place, status: 'done' | 'skipped', event: Stamped): RunState {
  const ran = status === 'done' && !(event.type === 'branch.taken' && place.step.kind !== 'decide');
  const before = own(state.steps, place.path);
  const record: StepRecord = {
    status,
    begunSeq: before?.begunSeq ?? event.seq,
    begunAt: before?.begunAt ?? event.at,
    doneAt: event.at,
    answered: before?.answered ?? false,
    order: null,
    attempt: before?.attempt ?? null,
  };
  const next = ran ? marked(state, place, place.step.marks, event) : state;
  return { ...next, steps: { ...state.steps, [place.path]: record } };
}

/** Facts that follow from a step: true, or the instant for a fact that is a time. */
function marked(state: RunState, { frame }: Place, names: readonly string[], event: Stamped): RunState {
  if (names.length === 0) return state;
  const facts = names.map((name): RecordedFact => {
    const value: FactValue = own(state.library.facts, name)?.type === 'time' ? event.at : true;
    const common = { author: event.author, at: event.at, serial: null, evidence: null };
    return { name, value, origin: 'marked', ...common, seq: event.seq, gone: false };
  });
  return noted(state, frame.scope, facts);
}

function ordered(state: RunState, event: EventOf<'act.ordered'>): RunState {
  const { path, parameters = {} } = event.data;
  const { place, record } = active(state, event, path);
  if (place.step.kind !== 'act') throw new ReplayError(event.seq, `'${path}' is no act step`);
  return { ...state, steps: { ...state.steps, [path]: { ...record, order: { at: event.at, parameters } } } };
}

/** One order is one attempt: the intent uses it up. Intents of the power panel carry no path and need no order. */
function intended(state: RunState, event: EventOf<'action.intended'>): RunState {
  const intent = event.data;
  if (own(state.pending, intent.id)) throw new ReplayError(event.seq, `action ${intent.id} was intended before`);
  const next = { ...state, pending: { ...state.pending, [intent.id]: { seq: event.seq, intent } } };
  if (intent.path === null) return next;
  const { record } = active(open(state, event), event, intent.path);
  if (!record.order) throw new ReplayError(event.seq, `'${intent.path}' was not ordered`);
  return { ...next, steps: { ...state.steps, [intent.path]: { ...record, order: null } } };
}

function settled(state: RunState, event: EventOf<'action.settled'>): RunState {
  const { id, outcome, result } = event.data;
  const intent = own(state.pending, id)?.intent;
  const { [id]: _gone, ...pending } = state.pending;
  const deviceId = intent?.deviceId ?? null;
  const next: RunState = {
    ...state,
    pending,
    settled: deviceId === null ? state.settled : { ...state.settled, [deviceId]: event.seq },
  };
  const path = intent ? intent.path : (event.data.path ?? null);
  const record = path === null ? undefined : own(state.steps, path);
  // An action may settle after the run was aborted; its step is then of no more interest.
  if (path === null || record?.status !== 'begun') return next;
  const attempt = { seq: event.seq, result: { ...result, outcome } };
  return { ...next, steps: { ...state.steps, [path]: { ...record, order: null, attempt } } };
}

function acknowledged(state: RunState, event: EventOf<'rule.acknowledged'>): RunState {
  const { rule, scope = null } = event.data;
  if (own(state.library.interlocks, rule)?.severity !== 'soft') {
    throw new ReplayError(event.seq, `${rule} is no rule that can be acknowledged`);
  }
  const entry = { author: event.author, at: event.at };
  return inScope(state, scope, (ledger) => ({ acknowledged: { ...ledger.acknowledged, [rule]: entry } }));
}

function overridden(state: RunState, event: EventOf<'rule.overridden'>): RunState {
  const { rule, scope = null, ...why } = event.data;
  if (own(state.library.interlocks, rule)?.severity !== 'gated') {
    throw new ReplayError(event.seq, `${rule} is no rule that can be overridden`);
  }
  const entry = { author: event.author, at: event.at, ...why };
  return inScope(state, scope, (ledger) => ({ overridden: { ...ledger.overridden, [rule]: entry } }));
}
