import type { RunStatus } from '../../preload/contract.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunState } from '../procedures/engine.ts';
import type { RunEvent } from '../procedures/events.ts';
import type { Database } from '../store/database.ts';
import type { Runs } from '../store/runs.ts';
import type { RunStates } from './run-states.ts';

const closing: Partial<Record<RunEvent['type'], RunStatus>> = {
  'run.finished': 'finished',
  'run.stopped': 'stopped',
  'run.aborted': 'aborted',
  'run.handed-over': 'handed-over',
};

/** Writes to runs: what is decided on a state and what is written are one transaction against all processes. */
export class RunLog {
  readonly #db: Database;
  readonly #journal: Journal;
  readonly #runs: Runs;
  readonly #states: RunStates;
  readonly #clock: Clock;

  constructor(parts: { db: Database; journal: Journal; runs: Runs; states: RunStates; clock: Clock }) {
    this.#db = parts.db;
    this.#journal = parts.journal;
    this.#runs = parts.runs;
    this.#states = parts.states;
    this.#clock = parts.clock;
  }

  state(runId: string): RunState {
    return this.#states.get(runId);
  }

  /**
   * Appends what `decide` says on the newest state, and gives the state after it. What `decide` throws comes through, and
   * then nothing was written.
   */
  commit(runId: string, author: string, decide: (state: RunState, now: number) => readonly RunEvent[]): RunState {
    try {
      this.#db.transaction(() => {
        const events = decide(this.#states.get(runId), this.#clock.now());
        this.#journal.append(runId, author, events);
        for (const { type } of events) {
          const status = closing[type];
          if (status) this.#runs.setStatus(runId, status);
        }
      });
    } catch (error) {
      this.#states.forget(runId);
      throw error;
    }
    return this.#states.get(runId);
  }
}
