/** The run as it looks from a place in it: the facts of its scope, the roles as its procedure names them. */
import { own } from '../own.ts';
import { deviceOfScope, type Frame, frameOfScope, rootFrame, scopeKey } from './frames.ts';
import type { Ledger, LocalState, RecordedFact, RunState } from './state.ts';

const EMPTY: Ledger = { facts: {}, probes: {}, acknowledged: {}, overridden: {} };

/** What is recorded of one device by itself; of the run for null. */
export function ledgerOf(run: RunState, scope: string | null): Ledger {
  return scope === null ? run : (own(run.scopes, scope) ?? EMPTY);
}

/** The run as a whole. */
export function localRun(run: RunState): LocalState {
  return localIn(run, rootFrame(run));
}

/** As the steps of a frame see it. A device never inherits what is known of the run or of another one. */
export function localIn(run: RunState, { scope, bindings }: Frame): LocalState {
  const { scopes: _, ...rest } = run;
  if (scope === null) return { ...rest, scope, run };
  const { facts, probes, acknowledged, overridden } = ledgerOf(run, scope);
  const all = { ...sharedFacts(run), ...facts };
  return { ...rest, facts: all, probes, acknowledged, overridden, bindings: [...bindings], scope, run };
}

/** What is known of the devices of a role, and can be read of them, in the order they were bound. */
export function localsOfRole({ bindings, run }: LocalState, role: string): { name: string; local: LocalState }[] {
  return bindings
    .filter((binding) => binding.role === role)
    .map((binding) => ({ name: binding.deviceName, local: localOfDevice(run, scopeKey(run, binding)) }));
}

/** A device's scope with every name that procedures called for it have for it and for its partners. */
export function localOfDevice(run: RunState, scope: string): LocalState {
  return localIn(run, frameOfScope(run, scope) ?? { scope, bindings: [] });
}

/** The name of the device that a scope belongs to; null for the run. */
export function deviceName(run: RunState, scope: string | null): string | null {
  return deviceOfScope(run, scope)?.deviceName ?? null;
}

function sharedFacts({ library, facts }: RunState): Record<string, RecordedFact> {
  return Object.fromEntries(Object.entries(facts).filter(([name]) => own(library.facts, name)?.shared));
}
