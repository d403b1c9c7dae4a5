import type { JournalEntry } from '../../preload/contract.ts';
import { type Place, START } from '../journal/chain.ts';
import type { Journal } from '../journal/journal.ts';
import { fold, initial } from '../procedures/engine/reduce.ts';
import type { RunState } from '../procedures/engine/state.ts';
import type { Stamped } from '../procedures/events.ts';
import { CommandError } from './router.ts';

/**
 * Folds of the runs' journals. Kept between calls, because a run is asked for often and only grows; another process may
 * have written meanwhile, so each call reads what is new.
 */
export class RunStates {
  readonly #journal: Journal;
  readonly #kept = new Map<string, { state: RunState; place: Place }>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /**
   * The run's state as of its last entry; every entry is proven to continue the one before it.
   * @throws CommandError `not-found` for a run that has no journal; StoreError `journal.damaged` for one that was altered;
   * ReplayError for a journal no engine has written.
   */
  get(runId: string): RunState {
    const { state: before, place } = this.#kept.get(runId) ?? { state: initial, place: START };
    let last = place;
    const news = this.#journal.follow(runId, place);
    const noted = function* (): Generator<Stamped> {
      for (const entry of news) {
        last = entry;
        yield entry as JournalEntry & Stamped;
      }
    };
    const state = fold(before, noted());
    if (!state) throw new CommandError('not-found', `There is no run ${runId}.`, 'List the runs and check the id.');
    if (last !== place) this.#kept.set(runId, { state, place: { seq: last.seq, hash: last.hash } });
    return state;
  }

  /** Drops what was kept: for states that were folded inside a transaction which was then rolled back. */
  forget(runId: string): void {
    this.#kept.delete(runId);
  }
}
