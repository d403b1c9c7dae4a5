/**
 * The state of one run: the fold of its journal and nothing else. Plain JSON. Order in time is told by `seq`, because the
 * host's clock can be set while a run is open; `at` is for people and for durations.
 */
import type { ActionResult, Fact } from '../../../preload/contract.ts';
import type { ActionIntent, ActionParameters, Binding, HandOver } from '../events.ts';
import type { Library } from '../model.ts';

/** Where the run stands. */
export type Position =
  | { kind: 'step'; path: string; entered: number; begun: boolean }
  /** A sub-procedure has reached its end; its call is still to be completed. */
  | { kind: 'return'; path: string; entered: number }
  | { kind: 'end'; entered: number }
  | { kind: 'stop'; path: string; entered: number };

/** What happened at a step that was reached (again). Absent: pending. */
export interface StepRecord {
  status: 'begun' | 'done' | 'skipped';
  begunSeq: number;
  begunAt: string;
  doneAt: string | null;
  /** A person has answered since the step was begun. */
  answered: boolean;
  /** The person's go to an act step, not yet used. */
  order: { at: string; parameters?: ActionParameters } | null;
  /** The last attempt of an act step. */
  attempt: { seq: number; result: ActionResult } | null;
}
/** A fact with its place in the journal. `gone`: it was known, and the device no longer reports it. */
export type RecordedFact = Fact & { seq: number; gone: boolean };
/** The last time a probe was tried on a role. */
export interface ProbeRecord {
  seq: number;
  at: string;
  failure: { code: string; message: string } | null;
}
/** A command under way. `marked`: what its going out has marked, each with what was known before, see ActStep.sends. */
export interface Pending {
  seq: number;
  intent: ActionIntent;
  marked?: { scope: string | null; before: Record<string, RecordedFact | null> };
}
export type RunStatus = 'open' | 'finished' | 'stopped' | 'aborted' | 'handed-over';

/** What is known, and what was waived: of the run, or of one of its devices by itself. */
export interface Ledger {
  facts: Record<string, RecordedFact>;
  probes: Record<string, ProbeRecord>;
  acknowledged: Record<string, { author: string; at: string }>;
  overridden: Record<string, { author: string; at: string; reason: string; secondPerson: string; supportCase: string }>;
}

export interface RunState extends Ledger {
  runId: string;
  procedure: string;
  siteId: string;
  status: RunStatus;
  startedAt: string;
  author: string;
  /** Procedure seconds in one real second. */
  scale: number;
  bindings: Binding[];
  library: Library;
  /** Last event folded in. */
  seq: number;
  at: string;
  /** Seq of the last take-over; what was sensed before it must be read again before it is relied on. 0: none. */
  resumedSeq: number;
  position: Position;
  steps: Record<string, StepRecord>;
  /** Of the devices that procedures were called for, by the key of their scope (see frames.ts). */
  scopes: Record<string, Ledger>;
  /** Sent or about to be sent, outcome not known yet. */
  pending: Record<string, Pending>;
  /** The last hand-over, and what the run was before it. While the run is handed over, nothing but a take-over follows. */
  handOver: (HandOver & { by: string; at: string; before: Exclude<RunStatus, 'handed-over'> }) | null;
  /** Seq of the last outcome on each device: readings asked for before it say nothing about it. */
  settled: Record<string, number>;
}

/**
 * The run as it looks from one place in it: facts and waivers are those of its scope, roles are named as its procedure
 * names them. Outside of any device's scope it is the run itself. See local.ts.
 */
export interface LocalState extends Omit<RunState, 'scopes'> {
  /** Key of the device's scope; null: the run's. */
  scope: string | null;
  run: RunState;
}
