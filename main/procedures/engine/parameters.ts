/** What an act step orders, taken from the facts it names. */
import type { Verdict } from '../../../preload/contract.ts';
import type { ActionParameters } from '../events.ts';
import { holds } from '../expression/evaluate.ts';
import type { ActStep } from '../model.ts';
import { own } from '../own.ts';
import { keyOf, targetOf } from './probes.ts';
import { reliable, scopeOf } from './scope.ts';
import type { LocalState, StepRecord } from './state.ts';

/** The parameters at this moment; `missing` names the facts that have no value to rely on, in the order of the step. */
export function parametersOf(state: LocalState, step: ActStep): { parameters: ActionParameters; missing: string[] } {
  const parameters: Record<string, string | number | boolean> = {};
  const missing: string[] = [];
  for (const [name, factName] of Object.entries(step.with ?? {})) {
    const fact = own(state.facts, factName);
    if (fact && reliable(state, fact)) parameters[name] = fact.value;
    else missing.push(factName);
  }
  return { parameters, missing };
}

/** Why an order that lacks a value is not given: a command is never sent with a guess. */
export function incomplete(state: LocalState, missing: readonly string[]): Verdict {
  return {
    rule: 'I-GEN-010',
    severity: 'hard',
    title: { en: 'The order is incomplete', de: 'Der Auftrag ist unvollständig' },
    reason: {
      en: 'A value that the command needs is not known, and a command is never sent with a guess.',
      de: 'Ein Wert, den der Befehl braucht, ist nicht bekannt, und kein Befehl wird mit einer Vermutung gesendet.',
    },
    lift: { en: 'Enter or read the missing value.', de: 'Den fehlenden Wert eintragen oder lesen lassen.' },
    source: { document: 'tool', section: 'I-GEN-010' },
    runId: state.runId,
    blocks: [],
    unmet: missing.map((name) => `known(${name})`),
  };
}

/** Equal in every name and value. */
export function sameParameters(a: ActionParameters, b: ActionParameters): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => own(a, name) === own(b, name));
}

/**
 * Whether the readings of the step, all of them newer than entry `since`, show that an attempt without a clear success
 * took effect all the same. `unread`: not all of them are that new.
 */
export function tookEffect(state: LocalState, step: ActStep, since: number, now: number): 'yes' | 'no' | 'unread' {
  const names = step.reads ?? [];
  if (!step.until) return 'no';
  const fresh = names.every((name) => {
    const fact = own(state.facts, name);
    if (fact !== undefined && fact.seq > since && reliable(state, fact)) return true;
    // A device that was read and reports no value shows no effect; it need not be asked for ever.
    const target = targetOf(state, name);
    const probe = target && own(state.probes, keyOf(target));
    return probe !== undefined && probe !== null && probe.seq > since && probe.failure === null;
  });
  if (!fresh) return 'unread';
  return holds(step.until, scopeOf(state, now, { fresh: { names, seq: since } })) === true ? 'yes' : 'no';
}

/** Where the last attempt leads instead of asking for another one; null when the step goes on by itself. */
export function detour({ onFailure, onNotDone }: ActStep, { attempt }: StepRecord): string | null {
  if (attempt?.result.outcome === 'failed') return onFailure ?? null;
  return attempt?.result.outcome === 'not-done' ? (onNotDone ?? null) : null;
}
