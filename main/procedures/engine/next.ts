/**
 * What the driver must do now. Pure: the same state and time give the same answer, so a run that was cut off at any
 * entry goes on as if nothing had happened, except that it first settles and reads what may have changed meanwhile.
 */
import type { ActionName, Ask, Verdict } from '../../../preload/contract.ts';
import type { ActionIntent, ActionParameters, Binding } from '../events.ts';
import type { Expression } from '../expression/ast.ts';
import { holds } from '../expression/evaluate.ts';
import { dependsOnTime, groundUses } from '../expression/facts.ts';
import { type ActionTarget, blockingRules, type RuleState, ruleStates, verdictOf } from '../interlocks.ts';
import { conditionsOf } from '../loader/closure.ts';
import type { ActStep, DecideStep, GuideStep, ManualAction, SenseStep, Step, WaitStep } from '../model.ts';
import { own } from '../own.ts';
import { asksOf, contractAsk } from './answers.ts';
import { deviceOfScope } from './frames.ts';
import { localIn, localsOfRole } from './local.ts';
import { detour, incomplete, parametersOf, sameParameters, tookEffect } from './parameters.ts';
import { type Place, placeOf } from './paths.ts';
import { factFrom, keyOf, targetOf } from './probes.ts';
import { HEALING, interval, ordersFor, ordersForAll, type ProbeOrder, untriedSince, type Wanted } from './reads.ts';
import { reliable, scopeOf, vocabularyOf } from './scope.ts';
import type { LocalState, RunState, StepRecord } from './state.ts';
import { timesOf } from './times.ts';

/** Meanwhile the driver makes the `reads`, none before its time, and asks again at `wakeAt` (milliseconds) at the latest. */
export type Next = { reads: ProbeOrder[]; wakeAt: number | null } & (
  | { do: 'begin' | 'skip' | 'complete'; path: string }
  | { do: 'branch'; path: string; goto: string }
  /** Only readings or time are missing. */
  | { do: 'watch'; path: string }
  /** The person has to answer. `warnings` are rules that have become violated since the step was begun. */
  | { do: 'ask'; path: string; asks: Ask[]; warnings: Verdict[] }
  /** The person has to say go. */
  | { do: 'order'; path: string; action: ActionName; parameters: ActionParameters; binding: Binding }
  /** The person said go to exactly this: send it once. */
  | { do: 'act'; path: string; action: ActionName; parameters: ActionParameters; binding: Binding }
  /** Sent by this process, outcome not known yet. */
  | { do: 'acting'; path: string; intent: ActionIntent }
  /** Cut off between intent and outcome: read the device, append `action.settled`, never send again. */
  | { do: 'settle'; intent: ActionIntent }
  /** Rules refuse to begin a manual step or to carry out an act step. */
  | { do: 'blocked'; path: string; verdicts: Verdict[] }
  | { do: 'finish' }
  | { do: 'stop'; path: string }
  /** The run is closed. */
  | { do: 'nothing' }
);

/** How long a person's go stands, real milliseconds: if rules held it up longer, nobody may be looking any more. */
const ORDER_STANDS = 60_000;
/** The power state that makes an action superfluous. */
const WANTED: Partial<Record<ActionName, 'on' | 'off'>> = { 'power.on': 'on', 'power.off': 'off', 'power.soft': 'off' };

/** `now` is milliseconds since the epoch. */
export function next(state: RunState, now: number): Next {
  if (state.status !== 'open') return idle({ do: 'nothing' });
  const unsettled = Object.values(state.pending);
  const interrupted = unsettled.find(({ seq }) => seq < state.resumedSeq);
  if (interrupted) return idle({ do: 'settle', intent: interrupted.intent });

  const { position } = state;
  if (position.kind === 'end') return idle({ do: 'finish' });
  if (position.kind === 'stop') return idle({ do: 'stop', path: position.path });
  const { path } = position;
  if (position.kind === 'return') return idle({ do: 'complete', path });
  const place = placeOf(state, path);
  if (!place) return idle({ do: 'nothing' });
  const local = localIn(state, place.frame);

  const acting = unsettled.find(({ intent }) => intent.path === path);
  if (acting) return idle({ do: 'acting', path, intent: acting.intent });
  const again = afterTakeOver(local, place, now);
  if (again.length > 0) return { do: 'watch', path, reads: again, wakeAt: null };
  const record = own(state.steps, path);
  return position.begun && record ? going(local, place, record, now) : pending(local, place, now);
}

/** The rules that refuse a step at this moment: before it is begun if it is manual, before it is sent if it is an act. */
export function refusing(state: LocalState, place: Place, now: number): RuleState[] {
  const target = targetOfStep(state, place.step);
  return target ? blockingRules(state.run, target, now) : [];
}

/** The click that the manual step at the run's position asks for, and the bound devices it may be about; null elsewhere. */
export function clickAhead(state: RunState): { action: ManualAction; devices: readonly Binding[] } | null {
  const place = state.status === 'open' && state.position.kind === 'step' ? placeOf(state, state.position.path) : null;
  if (place?.step.kind !== 'guide' || place.step.manual === null) return null;
  const { deviceId } = targetOfStep(localIn(state, place.frame), place.step) ?? {};
  const devices = state.bindings.filter((binding) => deviceId === undefined || binding.deviceId === deviceId);
  return { action: place.step.manual, devices };
}

function targetOfStep({ bindings, scope, run }: LocalState, step: Step): ActionTarget | null {
  const action = step.kind === 'act' ? step.action : step.kind === 'guide' ? step.manual : null;
  if (action === null) return null;
  const device = step.on === null ? deviceOfScope(run, scope) : bindings.find(({ role }) => role === step.on);
  return { action, scope, ...(device ? { deviceId: device.deviceId, siteId: run.siteId } : { role: step.on }) };
}

function idle<T>(what: T): T & { reads: ProbeOrder[]; wakeAt: number | null } {
  return { ...what, reads: [], wakeAt: null };
}

/**
 * After a take-over everything that was sensed before and that the step or an active rule depends on is read again
 * before anything else goes on. One attempt is enough to go on; what it could not read stays unknown (see `reliable`).
 */
function afterTakeOver(state: LocalState, place: Place, now: number): ProbeOrder[] {
  if (state.resumedSeq === 0) return [];
  const rules = ruleStates(state.run, now).filter(({ active }) => active);
  const read = 'reads' in place.step ? (place.step.reads ?? []) : [];
  const all = [...wanted(state, conditionsOf(place.step)), { local: state, names: read }, ...wantedBy(rules)];
  const stale = all.map(({ local, names }) => ({ local, names: names.filter((name) => isStale(local, name)) }));
  return ordersForAll(stale, place.path, HEALING, state.resumedSeq);
}

function isStale(state: LocalState, name: string): boolean {
  const fact = own(state.facts, name);
  const target = targetOf(state, name);
  if (!target || fact?.origin !== 'sensed' || fact.seq > state.resumedSeq) return false;
  return (own(state.probes, keyOf(target))?.seq ?? 0) <= state.resumedSeq;
}

function pending(state: LocalState, place: Place, now: number): Next {
  const { path, step } = place;
  if (step.when && holds(step.when, scopeOf(state, now)) === false) return idle({ do: 'skip', path });
  const rules = step.kind === 'guide' ? refusing(state, place, now) : [];
  return rules.length > 0 ? blocked(path, rules, now) : idle({ do: 'begin', path });
}

function going(state: LocalState, place: Place, record: StepRecord, now: number): Next {
  const { path, step } = place;
  switch (step.kind) {
    case 'guide':
      return guide(state, place, step, record, now);
    case 'input':
      return record.answered ? idle({ do: 'complete', path }) : ask(state, path, step, []);
    case 'sense':
      return sense(state, path, step, record, now);
    case 'act':
      return act(state, place, step, record, now);
    case 'wait':
      return wait(state, path, step, record, now);
    case 'decide':
      return decide(state, path, step, now);
    case 'procedure':
      // A begun call is never the current step: the run stands inside it.
      return idle({ do: 'complete', path });
  }
}

/**
 * Beginning a manual step is refused while rules stand against it, because the person clicks after that. Completing it
 * never is: by then the click may have happened, and refusing to write it down would make the record lie and leave the
 * run behind the world. What has become violated since the beginning is shown, and read again if it can be.
 */
function guide(state: LocalState, place: Place, step: GuideStep, record: StepRecord, now: number): Next {
  if (record.answered) return idle({ do: 'complete', path: place.path });
  const rules = refusing(state, place, now);
  const { reads, wakeAt } = healing(place.path, rules, now);
  const warnings = rules.map((rule) => verdictOf(rule));
  return { ...ask(state, place.path, step, reads), warnings, wakeAt };
}

function ask(state: LocalState, path: string, step: Step, reads: ProbeOrder[]): Extract<Next, { do: 'ask' }> {
  const asks = asksOf(step).map((item) => contractAsk(state, item));
  return { do: 'ask', path, asks, warnings: [], reads, wakeAt: null };
}

function sense(state: LocalState, path: string, step: SenseStep, record: StepRecord, now: number): Next {
  const fresh = step.reads.every((name) => {
    const fact = own(state.facts, name);
    return fact !== undefined && fact.seq > record.begunSeq && reliable(state, fact);
  });
  // Asks that are all optional hold nothing up: the tool goes on by itself, and a person may still answer meanwhile.
  const asking = step.asks.some(({ optional }) => !optional);
  const done = fresh && (!asking || record.answered) && reached(state, step, record, now);
  const what = waiting(state, path, step, record, now, done);
  return asking && what.do === 'watch' ? { ...ask(state, path, step, what.reads), wakeAt: what.wakeAt } : what;
}

function wait(state: LocalState, path: string, step: WaitStep, record: StepRecord, now: number): Next {
  const done = now >= timesOf(state, step, record).earliest && reached(state, step, record, now);
  return waiting(state, path, step, record, now, done);
}

/**
 * Done, out of time, or reading on. A limit is taken only after a reading that came when it was over: a computer that slept,
 * a run that was closed overnight or a slow answer would otherwise say that nothing has come, without having looked.
 */
function waiting(
  state: LocalState,
  path: string,
  step: SenseStep | WaitStep,
  record: StepRecord,
  now: number,
  done: boolean,
): Next {
  if (done) return idle({ do: 'complete', path });
  const { earliest, limit } = timesOf(state, step, record);
  const reads = ordersFor(state, path, step.reads, step.every, record.begunSeq);
  if (step.limit && limit !== null && now >= limit) {
    const untried = untriedSince(state, reads, limit);
    if (untried.length > 0) return { do: 'watch', path, reads: untried, wakeAt: null };
    return idle({ do: 'branch', path, goto: step.limit.goto });
  }
  const times = [earliest, limit, tick(state, step.until ? [step.until] : [], now)];
  const ahead = times.filter((time) => time !== null && time > now) as number[];
  return { do: 'watch', path, reads, wakeAt: ahead.length > 0 ? Math.min(...ahead) : null };
}

/** `until` holds by what was read at this step; earlier readings of the step's own facts do not count. */
export function reached(state: LocalState, step: SenseStep | WaitStep, record: StepRecord, now: number): boolean {
  if (!step.until) return true;
  return holds(step.until, scopeOf(state, now, { fresh: { names: step.reads, seq: record.begunSeq } })) === true;
}

/**
 * `done` completes the step. After any other outcome, and at the first attempt too, the device is read first: if it is
 * where the action would bring it, the step is done without sending; otherwise a new go is needed for every attempt.
 */
function act(state: LocalState, place: Place, step: ActStep, record: StepRecord, now: number): Next {
  const { path } = place;
  if (record.attempt?.result.outcome === 'done') return idle({ do: 'complete', path });
  const elsewhere = detour(step, record);
  if (elsewhere) return idle({ do: 'branch', path, goto: elsewhere });
  const binding = state.bindings.find((candidate) => candidate.role === step.on);
  if (!binding) return idle({ do: 'nothing' });
  const since = readAfter(state, record, binding);
  const power = factFrom(state, step.on, 'bmc.power', 'powerStatus') ?? factFrom(state, step.on, 'idrac.info', 'power');
  const names = [...(power ? [power.name] : []), ...(record.attempt ? (step.reads ?? []) : [])];
  const reads = ordersFor(state, path, names, HEALING, since);
  if (power) {
    const fact = own(state.facts, power.name);
    const fresh = fact && !fact.gone && fact.seq > since ? fact.value : null;
    if (fresh === null) return { do: 'watch', path, reads, wakeAt: null };
    if (fresh === WANTED[step.action]) return idle({ do: 'complete', path });
  }
  if (record.attempt) {
    const effect = tookEffect(state, step, since, now);
    if (effect === 'unread') return { do: 'watch', path, reads, wakeAt: null };
    if (effect === 'yes') return idle({ do: 'complete', path });
    if (record.attempt.result.outcome === 'unknown' && step.onUnproven) {
      return idle({ do: 'branch', path, goto: step.onUnproven });
    }
  }
  const rules = refusing(state, place, now);
  if (rules.length > 0) {
    // What shows that an attempt took effect is read on: it may end the step whatever the rules say.
    const held = blocked(path, rules, now);
    const known = new Set(held.reads.map(keyOf));
    return { ...held, reads: [...held.reads, ...reads.filter((order) => !known.has(keyOf(order)))] };
  }
  const { parameters, missing } = parametersOf(state, step);
  if (missing.length > 0) {
    // What can be read is read; the rest was left out at its step.
    const missed = ordersFor(state, path, missing, HEALING);
    return { do: 'blocked', path, verdicts: [incomplete(state, missing)], reads: missed, wakeAt: null };
  }
  const { order } = record;
  // A go stands for what was shown: when a fact has changed since, the new order has to be seen again.
  const stands = order !== null && now - Date.parse(order.at) <= ORDER_STANDS;
  if (stands && sameParameters(order.parameters ?? {}, parameters)) {
    return idle({ do: 'act', path, action: step.action, parameters, binding });
  }
  const wakeAt = now + interval(state, HEALING);
  return { do: 'order', path, action: step.action, parameters, binding, reads, wakeAt };
}

/** Readings of the device count for an act step only after its beginning, any take-over and any action on the device. */
function readAfter(state: LocalState, record: StepRecord, binding: Binding): number {
  const settled = own(state.settled, binding.deviceId) ?? 0;
  return Math.max(record.begunSeq, state.resumedSeq, settled, record.attempt?.seq ?? 0);
}

/**
 * The first case that holds is taken. A case that is unknown for want of a reading is read first: taking a later branch
 * would decide against a fact nobody has looked at. What no probe can tell counts as not holding.
 */
function decide(state: LocalState, path: string, step: DecideStep, now: number): Next {
  const scope = scopeOf(state, now);
  for (const { when, goto } of step.cases) {
    const value = holds(when, scope);
    if (value === true) return idle({ do: 'branch', path, goto });
    if (value === false) continue;
    const missing = wanted(state, [when]).map(({ local, names }) => ({
      local,
      names: names.filter((name) => scopeOf(local, now).fact(name)?.value === undefined),
    }));
    const reads = ordersForAll(missing, path, HEALING);
    if (reads.length > 0) return { do: 'watch', path, reads, wakeAt: null };
  }
  return idle({ do: 'branch', path, goto: step.otherwise });
}

function blocked(path: string, rules: RuleState[], now: number): Next {
  const verdicts = rules.map((rule) => verdictOf(rule));
  return { do: 'blocked', path, verdicts, ...healing(path, rules, now) };
}

/** Readings that may lift rules, at a limited rate; and when to look again if mere time may lift them. */
function healing(path: string, rules: readonly RuleState[], now: number) {
  const [first] = rules;
  const conditions = rules.flatMap(({ rule }) => [rule.when, rule.requires]);
  const wakeAt = first ? tick(first.local, conditions, now) : null;
  return { reads: ordersForAll(wantedBy(rules), path, HEALING), wakeAt };
}

/** What rules ask for, each where it is evaluated. */
function wantedBy(rules: readonly RuleState[]): Wanted[] {
  return rules.flatMap(({ rule, local }) => wanted(local, [rule.when, rule.requires]));
}

/** The facts that conditions ask for, of whoever asks and of the devices that they look into. */
function wanted(state: LocalState, conditions: readonly Expression[]): Wanted[] {
  const uses = conditions.flatMap((condition) => groundUses(condition, vocabularyOf(state)));
  const of = (role: string | null) => uses.filter((use) => use.role === role).map(({ name }) => name);
  const roles = new Set(uses.map(({ role }) => role).filter((role) => role !== null));
  const elsewhere = [...roles].flatMap((role) =>
    localsOfRole(state, role).map(({ local }) => ({ local, names: of(role) })),
  );
  return [{ local: state, names: of(null) }, ...elsewhere];
}

/** When to look again because time alone may change a condition; null when it cannot. */
function tick(state: LocalState, conditions: Parameters<typeof dependsOnTime>[0][], now: number): number | null {
  const timed = conditions.some((condition) => dependsOnTime(condition, vocabularyOf(state)));
  return timed ? now + interval(state, 5) : null;
}
