/** The clock of a step that waits. */
import type { SenseStep, WaitStep } from '../model.ts';
import { own } from '../own.ts';
import type { LocalState, StepRecord } from './state.ts';

/** The instants of a step in milliseconds: its zero, when it may end at the earliest, when it runs into its limit. */
export function timesOf(state: LocalState, step: SenseStep | WaitStep, record: StepRecord) {
  const begun = Date.parse(record.begunAt);
  const fact = step.reference ? own(state.facts, step.reference) : undefined;
  const isTime = fact !== undefined && own(state.library.facts, fact.name)?.type === 'time';
  const zero = fact ? Date.parse(isTime ? String(fact.value) : fact.at) : begun;
  const atLeast = step.kind === 'wait' ? (step.atLeast ?? 0) : 0;
  const real = (seconds: number) => (seconds * 1000) / state.scale;
  return {
    zero,
    earliest: begun + real(atLeast),
    limit: step.limit ? zero + real(step.limit.after) : null,
  };
}
