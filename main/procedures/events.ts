/** What a run's journal stream consists of. The engine's state is the fold of these and of nothing else. */
import type { ActionName, ActionResult, Fact, FactValue, Outcome } from '../../preload/contract.ts';
import type { Library } from './model.ts';

export interface Binding {
  role: string;
  deviceId: string;
  deviceName: string;
  /** Chassis serial the role was bound to; identity for every later command. */
  serial: string | null;
  /** Normalised `address:port` of the BMC. */
  bmc: string | null;
  web: string | null;
  /** Address of the iDRAC. Absent in journals from before devices had one. */
  idrac?: string | null;
  /** Address of its SSH server. Absent in journals from before devices had one. */
  ssh?: string | null;
}

export type RunEvent =
  | {
      type: 'run.started';
      data: { runId: string; procedure: string; siteId: string; scale: number; bindings: Binding[]; library: Library };
    }
  /** A process took the run over after another had let go of it or died. */
  | { type: 'run.resumed'; data: { pid: number } }
  /** The last entry of this copy: the run goes on from the file with this id, and nowhere else. */
  | { type: 'run.handed-over'; data: HandOver }
  /** It goes on here, on this installation's devices: the same roles in the same order, by their names and addresses here. */
  | { type: 'run.taken-over'; data: { id: string; siteId: string; bindings: Binding[] } }
  | { type: 'step.begun'; data: { path: string } }
  /**
   * Readings or a person's answers. `gone` names facts the device was asked for and no longer reports. At a step that
   * waits for a person, an event without sensed facts is the answer, also when the step asks for nothing but the click.
   * `scope` (here and below) is the key of a device's scope, see frames.ts; absent: the run's.
   */
  | {
      type: 'fact.recorded';
      data: { path: string | null; scope?: string; facts: Omit<Fact, 'author' | 'at'>[]; gone?: string[] };
    }
  /** A reading failed; kept so that the report shows what was tried. Does not change any fact. */
  | {
      type: 'probe.failed';
      data: {
        path: string;
        scope?: string;
        probe: string;
        role: string;
        pattern?: string;
        with?: Readonly<Record<string, string>>;
        code: string;
        message: string;
      };
    }
  | { type: 'step.done'; data: { path: string } }
  | { type: 'step.skipped'; data: { path: string } }
  /** A decide step's choice, or a sense or wait step that ran into its limit. Ends the step: no `step.done` follows. */
  | { type: 'branch.taken'; data: { path: string; goto: string } }
  /** The person said go to an act step: one attempt with these parameters is authorised. */
  | { type: 'act.ordered'; data: { path: string; parameters?: ActionParameters } }
  /** Durable before anything is sent. */
  | { type: 'action.intended'; data: ActionIntent }
  /** `path` is given when nothing was intended before: a refusal of the gate uses the order up as well. */
  | { type: 'action.settled'; data: { id: string; outcome: Outcome; result: ActionResult; path?: string | null } }
  | { type: 'rule.acknowledged'; data: { rule: string; scope?: string } }
  | {
      type: 'rule.overridden';
      data: { rule: string; scope?: string; reason: string; secondPerson: string; supportCase: string };
    }
  /** Something that belongs to the case was recorded outside of the journal; its hash vouches for it from here on. */
  | { type: 'evidence.kept'; data: Evidence }
  /** The text of a page from which a person's answer was read, word for word; the facts that follow name its hash. */
  | { type: 'paste.kept'; data: { path: string; sha256: string; text: string; facts: string[] } }
  /** Something happened to recovery keys; never with a digit of one. */
  | { type: 'keys.noted'; data: KeysNote }
  /** A round trip across the air gap went on; never with a download key. */
  | { type: 'trip.noted'; data: TripNote }
  | { type: 'run.aborted'; data: { reason: string } }
  | { type: 'run.stopped'; data: { path: string } }
  | { type: 'run.finished'; data: Record<string, never> };

/** A file of evidence: a recording of a console, a saved event log, what was fetched from an appliance, a picture of a screen. */
export interface Evidence {
  kind: 'console' | 'sel' | 'bundle' | 'backup' | 'transcript' | 'screenshot';
  /** Name of the file in the data folder. */
  name: string;
  deviceId: string;
  serial: string | null;
  bmc: string;
  size: number;
  sha256: string;
  from: string;
  to: string;
  /** Interruptions within, after which something may be missing. */
  gaps: number;
}

/** A run that leaves this installation. */
export interface HandOver {
  /** Of the file; made anew for each hand-over. */
  id: string;
  /** The person who is to take it over. */
  to: string;
  /** SHA-256 of the file's contents (hand-over.json), which in turn names every other part by its hash. */
  contents: string;
}

/** What happened on a round trip. */
export interface TripNote {
  tripId: string;
  round: number;
  what: string;
  state: string;
  siteId: string;
  deviceId: string;
  serial: string;
  detail?: string;
}

/** What was done with the recovery keys of a device. */
export interface KeysNote {
  what:
    | 'volumes-read'
    | 'collected'
    | 'proven'
    | 'rejected'
    | 'repaired'
    | 'revealed'
    | 'copied'
    | 'exported'
    | 'retired'
    | 'forgotten';
  siteId: string;
  deviceId: string;
  serial: string | null;
  /** IDs of keys, or of volumes for `volumes-read`. */
  ids: string[];
  /** Grade of proof that was reached. */
  grade?: string;
  /** Path, drive, host or why. */
  place: string;
  /** Of the file or of the metadata that it was proven on. */
  sha256?: string;
}

/** What exactly an action does, as plain values; never a secret. */
export type ActionParameters = Readonly<Record<string, string | number | boolean>>;

export interface ActionIntent {
  id: string;
  action: ActionName;
  /** Absent in journals from before actions had any. */
  parameters?: ActionParameters;
  /** Step path when a procedure ordered it, null from the power panel or the CLI. */
  path: string | null;
  deviceId: string | null;
  deviceName: string;
  serial: string | null;
  bmc: string;
  before: 'on' | 'off' | null;
  /** Who sends it: when this process is gone and no outcome was written, nobody knows what happened. */
  process: { pid: number; start: string };
}

export type RunEventType = RunEvent['type'];
/** An event as it comes back from the journal. */
export type Stamped = RunEvent & { seq: number; at: string; author: string };
export type Answers = Record<string, FactValue>;
