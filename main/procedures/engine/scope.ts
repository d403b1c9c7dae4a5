/** What conditions see of a run. */
import type { FactValue } from '../../../preload/contract.ts';
import type { Scope } from '../expression/evaluate.ts';
import type { Vocabulary } from '../expression/vocabulary.ts';
import { own } from '../own.ts';
import { localsOfRole } from './local.ts';
import type { LocalState, RecordedFact } from './state.ts';

export function vocabularyOf(state: Pick<LocalState, 'library'>): Vocabulary {
  return (name) => own(state.library.facts, name);
}

/**
 * True when a value may be relied on. What was sensed before the last take-over may not (I-GEN-003, I-GEN-007): nobody
 * watched in between. It stays known(), so that no rule falls silent, but its value is unknown until it is read again.
 */
export function reliable(state: Pick<LocalState, 'resumedSeq'>, fact: RecordedFact): boolean {
  return !fact.gone && (fact.origin !== 'sensed' || fact.seq > state.resumedSeq);
}

export interface ScopeOptions {
  /** Answers that are being weighed and not yet recorded. */
  assumed?: Readonly<Record<string, FactValue>>;
  /** These facts are not even known() unless they were recorded after `seq`: a step trusts only what it has read itself. */
  fresh?: { names: readonly string[]; seq: number };
}

/** `now` is milliseconds since the epoch. */
export function scopeOf(state: LocalState, now: number, options: ScopeOptions = {}): Scope {
  const { assumed = {}, fresh } = options;
  return {
    vocabulary: vocabularyOf(state),
    now,
    scale: state.scale,
    fact: (name) => {
      const value = own(assumed, name);
      if (value !== undefined) return { value, at: now };
      const fact = own(state.facts, name);
      if (!fact) return undefined;
      if (fresh?.names.includes(name) && fact.seq <= fresh.seq) return undefined;
      return { value: reliable(state, fact) ? fact.value : undefined, at: Date.parse(fact.at) };
    },
    devices: (role) =>
      localsOfRole(state, role).map(({ name, local }) => ({
        name,
        // What is being weighed, or must be fresh, is about the device of this scope and about no other one.
        scope: scopeOf(local, now, local.scope === state.scope ? options : {}),
      })),
  };
}
