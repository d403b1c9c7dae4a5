/** Which probes are due, for which facts, and what their answers become. */
import type { Fact, FactValue } from '../../../preload/contract.ts';
import type { RunEvent } from '../events.ts';
import type { ProbeName } from '../model.ts';
import { own } from '../own.ts';
import { PROBES } from '../probes.ts';
import { decode } from './answers.ts';
import { RunError } from './errors.ts';
import { placeOf } from './paths.ts';
import { keyOf, type ProbeTarget, targetOf } from './probes.ts';
import { sameSerial } from './serial.ts';
import type { LocalState, RunState } from './state.ts';
import { timesOf } from './times.ts';

/** One reading the driver is to make. */
export interface ProbeOrder extends ProbeTarget {
  /** The step it is made for. */
  path: string;
  /** Key of the device's scope that the answer belongs to; absent for the run's. */
  scope?: string;
  /** Fact name to field of the probe's answer. */
  facts: Record<string, string>;
  /** Milliseconds since the epoch; 0: at once. */
  notBefore: number;
  /** Lines of before this instant (ISO 8601) do not count; given with `pattern`. */
  since?: string;
  /** What the probe is told, given with `with`. */
  told?: Readonly<Record<string, FactValue>>;
  /** Ties the answer to the situation it was asked in, see `epochOf`. */
  epoch: number;
}

/**
 * Shortest real time between two readings by one probe, in milliseconds: half a second, so that no BMC is flooded. Only a
 * rehearsal faster than 60 times goes below, because its limits would run out between two readings.
 */
function shortest(scale: number): number {
  return Math.max(20, Math.min(500, 30_000 / scale));
}
/** How often a rule's facts are read again to lift it, in procedure seconds. */
export const HEALING = 10;

/** Real milliseconds of some procedure seconds, as an interval between readings. */
export function interval(state: Pick<LocalState, 'scale'>, seconds: number): number {
  return Math.max(shortest(state.scale), (seconds * 1000) / state.scale);
}

/**
 * Orders for the facts that can be read, one per probe and device (and pattern). A probe that was tried after entry
 * `since` is due again `seconds` after that; otherwise at once.
 */
export function ordersFor(
  state: LocalState,
  path: string,
  facts: readonly string[],
  seconds: number,
  since = 0,
): ProbeOrder[] {
  const orders = new Map<string, ProbeOrder>();
  for (const name of facts) {
    const target = targetOf(state, name);
    const field = own(state.library.facts, name)?.sense?.field;
    if (!target || field === undefined) continue;
    const begin = target.pattern === undefined ? null : watchedFrom(state, path, name);
    if (target.pattern !== undefined && begin === null) continue;
    const told = target.with && toldBy(state, target.probe, target.with);
    if (told === null) continue;
    const key = keyOf(target);
    const last = own(state.probes, key);
    const notBefore = last && last.seq > since ? Date.parse(last.at) + interval(state, seconds) : 0;
    const order = orders.get(key) ?? {
      ...target,
      path,
      facts: {},
      notBefore,
      epoch: epochOf(state),
      ...(state.scope === null ? {} : { scope: state.scope }),
      ...(begin === null ? {} : { since: new Date(begin).toISOString() }),
      ...(told === undefined ? {} : { told }),
    };
    order.facts[name] = field;
    orders.set(key, order);
  }
  return [...orders.values()];
}

/** Those of the orders whose probe was not tried since an instant (milliseconds) and since the step began: due at once. */
export function untriedSince(state: LocalState, orders: readonly ProbeOrder[], since: number): ProbeOrder[] {
  return orders
    .filter((order) => {
      const last = own(state.probes, keyOf(order));
      return order.notBefore === 0 || !last || Date.parse(last.at) < since;
    })
    .map((order) => ({ ...order, notBefore: 0 }));
}

/** What a probe is told; null while something that it cannot do without is not known: then there is nothing to ask. */
function toldBy(
  state: LocalState,
  probe: ProbeName,
  names: Readonly<Record<string, string>>,
): Record<string, FactValue> | null {
  const told: Record<string, FactValue> = {};
  for (const [name, from] of Object.entries(names)) {
    const fact = own(state.facts, from);
    if (fact && !fact.gone) told[name] = fact.value;
    else if (!own(PROBES[probe].takes ?? {}, name)?.optional) return null;
  }
  return told;
}

/** Facts to read, and whose facts they are. */
export interface Wanted {
  local: LocalState;
  names: readonly string[];
}

/** As `ordersFor`, for facts of several devices. */
export function ordersForAll(wanted: readonly Wanted[], path: string, seconds: number, since = 0): ProbeOrder[] {
  const orders = new Map<string, ProbeOrder>();
  for (const { local, names } of wanted) {
    for (const order of ordersFor(local, path, names, seconds, since)) {
      const key = JSON.stringify([order.scope, order.deviceId, keyOf(order)]);
      const before = orders.get(key);
      orders.set(key, before ? { ...before, facts: { ...before.facts, ...order.facts } } : order);
    }
  }
  return [...orders.values()];
}

/**
 * From when on a line counts for a fact, in milliseconds; null when the step does not watch for it. A line tells what
 * happened and not what is: without the zero of a step that waits for it, one of an earlier boot would do as well. So
 * rules and decisions never have a console read; they see what such a step has recorded.
 */
function watchedFrom(state: LocalState, path: string, fact: string): number | null {
  const place = placeOf(state.run, path);
  const step = place?.frame.scope === state.scope ? place.step : undefined;
  const record = own(state.steps, path);
  if (step?.kind !== 'sense' && step?.kind !== 'wait') return null;
  if (!step.reads.includes(fact) || record?.status !== 'begun') return null;
  return timesOf(state, step, record).zero;
}

/**
 * Changes when an answer that is still under way would say something about a past situation: a step was reached or
 * begun, a run was taken over, an action has had its effect.
 */
export function epochOf(state: Pick<RunState, 'position' | 'steps' | 'resumedSeq' | 'settled'>): number {
  const { position } = state;
  const record = position.kind === 'step' ? own(state.steps, position.path) : undefined;
  return Math.max(position.entered, record?.begunSeq ?? 0, state.resumedSeq, ...Object.values(state.settled));
}

/** What a probe brought back: its fields (null or absent: not reported) and the serial of the device it talked to. */
export interface ProbeAnswer {
  fields: Readonly<Record<string, unknown>>;
  serial: string | null;
}

/**
 * The event of a reading. An answer from another device than the bound one, or of another type than its fact, becomes a
 * failure and no fact; only the identity itself is always recorded, so that the rules can see the mismatch.
 * Throws RunError `late-reading` when the run has moved on meanwhile.
 */
export function reading(state: RunState, order: ProbeOrder, answer: ProbeAnswer): RunEvent {
  refuseLate(state, order);
  const binding = state.bindings.find((candidate) => candidate.deviceId === order.deviceId);
  const bound = binding?.serial ?? null;
  if (order.probe !== 'bmc.identity' && bound !== null && answer.serial !== null && !sameSerial(answer.serial, bound)) {
    const message = `${binding?.deviceName ?? order.deviceId}: answered with serial ${answer.serial}, bound is ${bound}`;
    return failed(order, 'wrong-device', message);
  }
  const facts: Omit<Fact, 'author' | 'at'>[] = [];
  const gone: string[] = [];
  for (const [name, field] of Object.entries(order.facts)) {
    const raw = own(answer.fields, field) ?? null;
    const definition = own(state.library.facts, name);
    const value: FactValue | null = definition && raw !== null ? decode(definition, raw) : null;
    if (raw !== null && value === null) {
      return failed(order, 'unreadable-answer', `${order.probe}: '${field}' is not a ${definition?.type ?? 'fact'}`);
    }
    if (value === null) gone.push(name);
    else facts.push({ name, value, origin: 'sensed', serial: answer.serial ?? bound, evidence: order.probe });
  }
  const data = { path: order.path, ...scopeOfOrder(order), facts, ...(gone.length > 0 ? { gone } : {}) };
  return { type: 'fact.recorded', data };
}

/** The event of a reading that failed. Throws RunError `late-reading` when the run has moved on meanwhile. */
export function readingFailed(state: RunState, order: ProbeOrder, code: string, message: string): RunEvent {
  refuseLate(state, order);
  return failed(order, code, message);
}

function failed(order: ProbeOrder, code: string, message: string): RunEvent {
  const { path, probe, role, pattern, with: told } = order;
  const which = { ...(pattern === undefined ? {} : { pattern }), ...(told === undefined ? {} : { with: told }) };
  return { type: 'probe.failed', data: { path, ...scopeOfOrder(order), probe, role, ...which, code, message } };
}

function scopeOfOrder({ scope }: ProbeOrder): { scope?: string } {
  return scope === undefined ? {} : { scope };
}

function refuseLate(state: RunState, order: ProbeOrder): void {
  const { position } = state;
  const here = position.kind === 'step' ? position.path : null;
  if (state.status === 'open' && here === order.path && epochOf(state) === order.epoch) return;
  const message = `The answer of ${order.probe} on ${order.role} came after the run had moved on from '${order.path}'`;
  throw new RunError('late-reading', message, 'Read again at the current step.', { path: order.path });
}
