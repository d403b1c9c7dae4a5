import type { ActionResult } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';
import { failureOf } from '../ports/failure.ts';
import type { RunState } from '../procedures/engine.ts';
import {
  type Next,
  next,
  type ProbeAnswer,
  type ProbeOrder,
  RunError,
  reading,
  readingFailed,
} from '../procedures/engine.ts';
import type { ActionIntent, RunEvent } from '../procedures/events.ts';
import type { RunLog } from './run-log.ts';

/** What the runner can do in the world; the app wires it to drivers, so that tests need none. */
export interface RunnerPorts {
  log: RunLog;
  clock: Clock;
  /** Makes one reading; rejects with the reason when it cannot. */
  read(state: RunState, order: ProbeOrder, signal: AbortSignal): Promise<ProbeAnswer>;
  /** Performs the current act step through the gate; journals intent and outcome by itself. */
  act(state: RunState, what: Extract<Next, { do: 'act' }>, author: string): Promise<ActionResult>;
  /** Finds out what became of an interrupted action; never sends. */
  recover(state: RunState, intent: ActionIntent, signal: AbortSignal): Promise<ActionResult>;
}

/** Why the runner stopped: somebody has to answer or say go, rules stand in the way, or the run is over. */
export type DriveEnd = 'person' | 'blocked' | 'closed' | 'cancelled';

export interface DriveOptions {
  signal: AbortSignal;
  /** Keep reading while a person is awaited (a window is open), instead of returning. */
  linger: boolean;
  /** Gets a `wake` event when a person has done something to the run. */
  wake?: EventTarget;
}

/** The tool's own name in the journal, for what it does by itself. */
export const TOOL = 'rackhand';

/** Longest time without looking at the run again, milliseconds: another process may have answered. */
const glanceMs = 1_000;

/**
 * Does what the engine says until a person is needed. Everything it does is an event; it keeps no state of its own, so
 * it can be killed at any instant and started again.
 */
export class Runner {
  readonly #ports: RunnerPorts;

  constructor(ports: RunnerPorts) {
    this.#ports = ports;
  }

  async drive(runId: string, options: DriveOptions): Promise<DriveEnd> {
    const { log, clock } = this.#ports;
    const { signal, linger } = options;
    while (!signal.aborted) {
      const state = log.state(runId);
      const what = next(state, clock.now());
      switch (what.do) {
        case 'begin':
        case 'skip':
        case 'complete':
        case 'branch':
        case 'finish':
        case 'stop':
          this.#advance(runId);
          continue;
        case 'act':
          await this.#ports.act(state, what, TOOL);
          continue;
        case 'settle': {
          const result = await this.#ports.recover(state, what.intent, signal);
          this.#settle(runId, what.intent, result);
          continue;
        }
        case 'nothing':
          return 'closed';
      }
      const readNow = await this.#readDue(state, what.reads, signal);
      if (readNow > 0) continue;
      const waitsForPerson = what.do === 'ask' || what.do === 'order' || what.do === 'blocked';
      if (waitsForPerson && !linger) return what.do === 'blocked' ? 'blocked' : 'person';
      await this.#pause(what, options);
    }
    return 'cancelled';
  }

  /** Writes the one event that the engine asks for, on the newest state: another process may have moved the run. */
  #advance(runId: string): void {
    this.#ports.log.commit(runId, TOOL, (state, now) => {
      const event = automatic(next(state, now));
      return event ? [event] : [];
    });
  }

  #settle(runId: string, { id, path }: ActionIntent, result: ActionResult): void {
    this.#ports.log.commit(runId, TOOL, (state) => {
      const open = id in state.pending; // the gate of another command may have settled it meanwhile
      return open ? [{ type: 'action.settled', data: { id, path, outcome: result.outcome, result } }] : [];
    });
  }

  /** Makes the readings that are due, beside each other. Returns how many were made. */
  async #readDue(state: RunState, orders: readonly ProbeOrder[], signal: AbortSignal): Promise<number> {
    const now = this.#ports.clock.now();
    const due = orders.filter((order) => order.notBefore <= now);
    await Promise.all(due.map((order) => this.#readOne(state, order, signal)));
    return due.length;
  }

  async #readOne(state: RunState, order: ProbeOrder, signal: AbortSignal): Promise<void> {
    let toEvent: (current: RunState) => RunEvent;
    try {
      const answer = await this.#ports.read(state, order, signal);
      toEvent = (current) => reading(current, order, answer);
    } catch (error) {
      if (signal.aborted) return;
      const { code, message } = failureOf(error);
      toEvent = (current) => readingFailed(current, order, code, message);
    }
    try {
      this.#ports.log.commit(state.runId, TOOL, (current) => [toEvent(current)]);
    } catch (error) {
      // The run has moved on while the device was answering: the reading says nothing about where it stands now.
      if (!(error instanceof RunError && error.code === 'late-reading')) throw error;
    }
  }

  /** Waits for the next reading or time limit, a person's act, or the next glance; ends at once when cancelled. */
  async #pause(what: Next, { signal, wake }: DriveOptions): Promise<void> {
    const { clock } = this.#ports;
    const now = clock.now();
    const times = [what.wakeAt, ...what.reads.map((order) => order.notBefore)].filter((at) => at !== null);
    const wait = Math.max(1, Math.min(glanceMs, ...times.map((at) => at - now)));
    const stop = new AbortController();
    const abort = () => stop.abort();
    signal.addEventListener('abort', abort);
    wake?.addEventListener('wake', abort);
    await clock.sleep(wait, stop.signal).catch(() => undefined);
    signal.removeEventListener('abort', abort);
    wake?.removeEventListener('wake', abort);
  }
}

function automatic(what: Next): RunEvent | null {
  switch (what.do) {
    case 'begin':
      return { type: 'step.begun', data: { path: what.path } };
    case 'skip':
      return { type: 'step.skipped', data: { path: what.path } };
    case 'complete':
      return { type: 'step.done', data: { path: what.path } };
    case 'branch':
      return { type: 'branch.taken', data: { path: what.path, goto: what.goto } };
    case 'finish':
      return { type: 'run.finished', data: {} };
    case 'stop':
      return { type: 'run.stopped', data: { path: what.path } };
    default:
      return null;
  }
}
