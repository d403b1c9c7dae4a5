import type { Journal } from '../journal/journal.ts';
import { initial, reduce } from '../procedures/engine/reduce.ts';
import type { RunState } from '../procedures/engine/state.ts';
import type { Stamped } from '../procedures/events.ts';
import { CommandError } from './router.ts';

/**
 * Folds of the runs' journals. Kept between calls, because a run is asked for often and only grows; another process may
 * have written meanwhile, so each call reads what is new.
 */
export class RunStates {
  readonly #journal: Journal;
  readonly #kept = new Map<string, RunState>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /**
   * The run's state as of its last entry.
   * @throws CommandError `not-found` for a run that has no journal; ReplayError for a journal no engine has written.
   */
  get(runId: string): RunState {
    let state: RunState | null = this.#kept.get(runId) ?? initial;
    for (const entry of this.#journal.read(runId, state?.seq ?? 0)) {
      const { seq, at, author, type, data } = entry;
      state = reduce(state, { seq, at, author, type, data } as Stamped);
    }
    if (!state) throw new CommandError('not-found', `There is no run ${runId}.`, 'List the runs and check the id.');
    this.#kept.set(runId, state);
    return state;
  }

  /** Drops what was kept: for states that were folded inside a transaction which was then rolled back. */
  forget(runId: string): void {
    this.#kept.delete(runId);
  }
}
