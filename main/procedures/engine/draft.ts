/**
 * A state that is being folded on. Each part of it is copied when it is touched for the first time, so the state it was
 * made from stays as it was; a fold over a whole journal touches each part once and then writes into its own copy.
 */
import { own } from '../own.ts';
import type { Ledger, RunState } from './state.ts';

/** The parts of a state that are tables by name. */
type Part = 'steps' | 'pending' | 'settled';

export class Draft {
  /** As it is at the moment. Its tables must not be written to: see `part` and `ledger`. */
  readonly state: RunState;
  /** What is a copy of this draft's own. */
  readonly #ours = new WeakSet<object>();

  constructor(state: RunState) {
    this.state = { ...state };
  }

  /** A table that may be written to. */
  part<P extends Part>(name: P): RunState[P] {
    const table = this.#owned(this.state[name]);
    this.state[name] = table;
    return table;
  }

  /** A table of what is recorded of the run (null) or of a device, that may be written to. */
  ledger<P extends keyof Ledger>(scope: string | null, name: P): Ledger[P] {
    const home = scope === null ? this.state : this.#ledger(scope);
    const table = this.#owned(home[name]) as Ledger[P];
    (home as Ledger)[name] = table;
    return table;
  }

  #ledger(scope: string): Ledger {
    this.state.scopes = this.#owned(this.state.scopes);
    const before = own(this.state.scopes, scope) ?? { facts: {}, probes: {}, acknowledged: {}, overridden: {} };
    const ledger = this.#owned(before);
    this.state.scopes[scope] = ledger;
    return ledger;
  }

  #owned<T extends object>(table: T): T {
    if (this.#ours.has(table)) return table;
    const copy = { ...table };
    this.#ours.add(copy);
    return copy;
  }
}
