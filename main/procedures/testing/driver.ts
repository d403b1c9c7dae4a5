/**
 * Drives a run in memory with simulated time, for tests. The world answers probes and feels actions; the person answers
 * asks and says go. Everything it does goes through the engine's public functions, like the real driver.
 */
import type { ActionName, ActionResult, Ask, FactValue, Outcome } from '../../../preload/contract.ts';
import {
  answer,
  initial,
  type Next,
  next,
  order,
  type ProbeAnswer,
  type ProbeOrder,
  type RunState,
  reading,
  readingFailed,
  reduce,
} from '../engine.ts';
import type { ActionIntent, ActionParameters, Binding, RunEvent, Stamped } from '../events.ts';
import { noteRefusals, noteWalked } from './walked.ts';

export interface World {
  /** Sees every event as it is appended, with its time in milliseconds: people's clicks have effects. */
  happened?(event: Stamped, now: number): void;
  /** Answers a probe, or throws when the device does not. */
  probe(order: ProbeOrder, now: number): ProbeAnswer;
  /** The command arrives. */
  perform(action: ActionName, binding: Binding, now: number, parameters: ActionParameters): Outcome;
  /** What reading back an interrupted action tells. */
  readBack(intent: ActionIntent, now: number): Outcome;
}
export interface Person {
  /** Values for the asks of a step; null while the person has no answer. */
  answer(path: string, asks: Ask[], state: RunState): Record<string, FactValue> | null;
  /** Says go, or not. */
  go?(path: string, state: RunState): boolean;
  /** Asked while rules stand in the way; the events to append, none while the person only waits. */
  unblock?(what: Extract<Next, { do: 'blocked' }>, state: RunState): RunEvent[];
}

export class Driver {
  readonly events: Stamped[] = [];
  /** Ids of the intents that went onto the wire, in order. */
  readonly sent: string[] = [];
  state: RunState | null = initial;
  now: number;
  readonly #world: World;
  readonly #person: Person;

  constructor(world: World, person: Person, now = Date.parse('2026-03-01T20:00:00Z')) {
    this.#world = world;
    this.#person = person;
    this.now = now;
  }

  /** Takes over what another driver left behind, without telling the world again. */
  takeOver(events: readonly Stamped[], later = 5_000): void {
    for (const event of events) {
      this.state = reduce(this.state, event);
      this.events.push(event);
    }
    this.now = Date.parse(events.at(-1)?.at ?? '') + later;
    this.append({ type: 'run.resumed', data: { pid: 2 } });
  }

  append(...events: RunEvent[]): void {
    for (const event of events) {
      this.now += 10;
      const stamp = { seq: (this.state?.seq ?? 0) + 1, at: new Date(this.now).toISOString(), author: 'tester' };
      const stamped: Stamped = { ...event, ...stamp };
      noteWalked(this.state, event);
      this.state = reduce(this.state, stamped);
      this.events.push(stamped);
      this.#world.happened?.(stamped, this.now);
    }
  }

  /** Goes on until `until` holds, the run is closed, or nothing but the person can bring it further. */
  run(until: (state: RunState, what: Next) => boolean = () => false): RunState {
    for (let round = 0; round < 5_000; round++) {
      if (!this.state) throw new Error('start the run first');
      const what = next(this.state, this.now);
      if (what.do === 'nothing' || until(this.state, what)) return this.state;
      if (!this.#advance(this.state, what) && !this.#meanwhile(what)) return this.state;
    }
    throw new Error(`no end in sight at ${JSON.stringify(this.state?.position)}`);
  }

  /** Makes one step forward; false when only readings, time or the person can help. */
  #advance(state: RunState, what: Next): boolean {
    switch (what.do) {
      case 'begin':
        this.append({ type: 'step.begun', data: { path: what.path } });
        return true;
      case 'skip':
        this.append({ type: 'step.skipped', data: { path: what.path } });
        return true;
      case 'complete':
        this.append({ type: 'step.done', data: { path: what.path } });
        return true;
      case 'branch':
        this.append({ type: 'branch.taken', data: { path: what.path, goto: what.goto } });
        return true;
      case 'finish':
        this.append({ type: 'run.finished', data: {} });
        return true;
      case 'stop':
        this.append({ type: 'run.stopped', data: { path: what.path } });
        return true;
      case 'settle': {
        const outcome = this.#world.readBack(what.intent, this.now);
        this.append({
          type: 'action.settled',
          data: { id: what.intent.id, path: what.intent.path, outcome, result: resultOf(what.intent, outcome) },
        });
        return true;
      }
      case 'act':
        this.#act(what);
        return true;
      case 'ask': {
        if (what.reads.some((read) => read.notBefore <= this.now)) return false;
        const values = this.#person.answer(what.path, what.asks, state);
        if (!values) return false;
        const events = answer(state, what.path, values, this.now);
        noteRefusals(state, what.path, values, this.now);
        this.append(...events);
        return true;
      }
      case 'order': {
        const go = this.#person.go?.(what.path, state) ?? true;
        if (go) this.append(...order(state, what.path, this.now));
        return go;
      }
      case 'blocked': {
        const events = this.#person.unblock?.(what, state) ?? [];
        this.append(...events);
        return events.length > 0;
      }
      default:
        return false;
    }
  }

  #act({ path, action, parameters, binding }: Extract<Next, { do: 'act' }>): void {
    const intent: ActionIntent = {
      id: `action-${(this.state?.seq ?? 0) + 1}`,
      action,
      parameters,
      path,
      deviceId: binding.deviceId,
      deviceName: binding.deviceName,
      serial: binding.serial,
      bmc: binding.bmc ?? '',
      before: null,
      process: { pid: 1, start: '1' },
    };
    this.append({ type: 'action.intended', data: intent });
    this.sent.push(intent.id);
    const outcome = this.#world.perform(action, binding, this.now, parameters);
    this.append({ type: 'action.settled', data: { id: intent.id, path, outcome, result: resultOf(intent, outcome) } });
  }

  /** Makes the readings that are due, or lets time pass until something is; false when nothing ever will be. */
  #meanwhile(what: Next): boolean {
    const due = what.reads.filter((read) => read.notBefore <= this.now);
    for (const read of due) {
      if (this.state) this.append(this.#read(this.state, read));
      // The others were asked for before this answer came; the engine says anew what it still needs.
      return true;
    }
    const times = [...what.reads.map((read) => read.notBefore), ...(what.wakeAt === null ? [] : [what.wakeAt])];
    if (times.length === 0) return false;
    this.now = Math.max(this.now + 1, Math.min(...times));
    return true;
  }

  #read(state: RunState, read: ProbeOrder): RunEvent {
    try {
      return reading(state, read, this.#world.probe(read, this.now));
    } catch (error) {
      return readingFailed(state, read, 'silent', error instanceof Error ? error.message : String(error));
    }
  }
}

export function resultOf(intent: ActionIntent, outcome: Outcome): ActionResult {
  return {
    id: intent.id,
    action: intent.action,
    outcome,
    deviceName: intent.deviceName,
    serial: intent.serial,
    bmc: intent.bmc,
    before: intent.before,
    after: null,
    detail: '',
    verdicts: [],
    failure: null,
    at: '2026-03-01T20:00:00.000Z',
  };
}
