/**
 * The shape of a procedure after loading: what the YAML in `resources/procedures` becomes once it has passed the schema,
 * the type checker of its expressions and the reference checks. Everything the engine does is derived from this and from
 * the journal; there is no code in the data.
 */
import type {
  ActionName,
  FactType,
  Outcome,
  Product,
  Severity,
  Source,
  StepKind,
  Text,
} from '../../preload/contract.ts';
import type { Expression } from './expression/ast.ts';
import type { ManualAction } from './manual-actions.ts';
import type { PasteName } from './pastes.ts';

/** The appliances that Rackhand knows; procedures stand in folders of these names. */
export const PRODUCTS = ['sps', 'u-series', 'remote-support', 'imprivata'] as const satisfies readonly Product[];

export type { FactType, ManualAction, Outcome, Product, Severity, Source, StepKind, Text };

/** Seconds of procedure time (scaled on a practice rack). Written `30s`, `20min`, `2h`, `14d` in YAML. */
export type Seconds = number;

/**
 * One word of a product's vocabulary (`resources/procedures/<product>/facts.yaml`). Exactly one of three origins:
 * - `sense`: the tool can read it with a probe (and re-reads it by itself when a rule needs it fresher);
 * - `derive`: a compound predicate over other facts, never stored;
 * - neither: a person enters it, or a step marks it.
 */
export interface FactDefinition {
  name: string;
  product: Product;
  type: FactType;
  label: Text;
  values: { value: string; label: Text }[];
  unit: string | null;
  /**
   * `role` lists alternatives: the first one the procedure declares is read. `pattern` is given for probes that look for
   * a line, see pattern.ts; `with` names the facts that hold what a probe has to be told.
   */
  sense: {
    probe: ProbeName;
    roles: string[];
    field: string;
    pattern?: string;
    with?: Readonly<Record<string, string>>;
  } | null;
  derive: Expression | null;
  /** May be entered at any time during a run and after its abort (support decisions). */
  recordable: boolean;
  /** A page that a person may paste instead of typing the value, and what of it the value is; see pastes.ts. */
  paste?: { from: PasteName; field: string };
  /** The whole run's, also where a procedure is called for one device. */
  shared?: true;
}

/** What the tool can read. The app implements each one over a driver; the engine knows only names and fields. */
export type ProbeName =
  | 'bmc.power' // { powerStatus: enum on|off }
  | 'bmc.identity' // { serial: text, firmware: text }
  | 'bmc.console' // { line: text }, the newest line that fits the fact's pattern
  | 'sps.web' // { state: enum WebState, up: boolean }
  | 'sps.info' // { version: version, hostname: text }
  | 'sps.firmware' // { current: version, afterReboot: version, uploaded: version, emptySlots: number }
  /** Which firmware calls this release has: what is missing is done in the web interface. */
  | 'sps.calls' // { upload: boolean, test: boolean, upgrade: boolean }
  /** The configuration cluster (Central Management), never the HA pair. */
  | 'sps.cluster' // { nodes: number, issues: number, synced: boolean }
  /** The newest support bundle that this tool has downloaded from the device. */
  | 'sps.bundle' // { sha256: sha256, size: number, at: time }
  | 'sps.firmwareTest' // { verdict: enum pass|fail, summary: text }
  | 'sps.health' // { integrity: enum ok|corrupted, tainted: number, raid: enum ok|degraded, sessions: number }
  /** Against this computer's clock, in seconds, by the `Date` headers. `ok`: within the tool's own limit of 60 s. */
  | 'rs.clock' // { skew: number, ok: boolean }
  /**
   * `alive` is anonymous; the rest is null without an API account. The version of the base software is in no API: it is
   * read on the status page.
   */
  | 'rs.health' // { alive: boolean, version: version, healthy: boolean, role: enum none|primary|backup, message, guid, sharedIps: text, lastSync: time, syncStatus: text }
  /** What the API account may do, and the server's own clock against this computer's in seconds. */
  | 'rs.api' // { version: text, commands: enum full|read-only|deny, backup: boolean, skew: number }
  | 'rs.appliances' // { count: number, names: text }
  /** The newest backup that this tool has downloaded from the device. */
  | 'rs.backup' // { sha256: sha256, size: number, at: time }
  /** State of the web interface; `generation` is a hint from the page that answers. */
  | 'us.web' // { state: enum WebState, up: boolean, generation: enum appliance|maintenance }
  /** Not documented by the vendor: it may fill a form, and never decides anything. */
  | 'us.haRole' // { role: enum off|active|passive }
  /**
   * Heartbeats that this process listens for; all but `listening` null while it does not. `seconds` since the last one (`from`
   * tells whose), or since it listens; `overdue` after 11 minutes, which the database phase of an upgrade is expected to take.
   */
  | 'imp.heartbeat' // { listening: boolean, seconds: number, overdue: boolean, from: text }
  | 'web.port' // { state: enum silent|refused|plain-http|wrong-pin|starting|answering|ready, up: boolean }
  | 'tls.pin' // { pinned: boolean, fingerprint: text, sha256: sha256 (the same), validTo: time }
  /** ICMP is often filtered: silence alone says nothing. */
  | 'net.ping' // { answers: boolean, ms: number }
  /** The site's time server against this computer's clock, in seconds. */
  | 'clock.sntp' // { skew: number, ok: boolean }
  /** The device's clock by its `Date` headers against this computer's, in seconds. */
  | 'clock.web' // { skew: number, ok: boolean }
  | 'tcp.ssh' // { open: boolean }
  /** `rdp`: 3389, Remote Desktop. */
  | 'tcp.port' // { https: boolean, http: boolean, ssh: boolean, rdp: boolean }
  /**
   * A name at a DNS server that is told; both are facts. `addresses` null: it has none there. `matches`: that it leads to the
   * `expected` address and to no other. `ttl` in seconds.
   */
  | 'dns.lookup' // { addresses: text, matches: boolean, ttl: number }
  /**
   * An external indexer host. `configBackup`: `kept` where copies of both files are there and equal to them, `stale` where a
   * file has changed since. `conflicts`: configuration files that the package has laid aside (.rpmnew, .rpmsave).
   */
  | 'indexer.host' // { version: version, service: enum running|stopped, init: enum systemd|sysv, packageManager: enum yum|dnf|none, configBackup: enum none|stale|kept, workerSha256, certsSha256: sha256, conflicts: number }
  | 'idrac.info' // { serviceTag: text, model: text, biosVersion: text, idracVersion: text, power: enum on|off }
  | 'idrac.jobs' // { open: number, failed: number, lastState: enum none|scheduled|running|completed|failed }
  | 'idrac.nic' // { enabled: boolean, dhcp: boolean, address: text, mask: text, gateway: text }
  | 'idrac.login' // { defaultPassword: boolean }
  /**
   * The tool's own register of the device's recovery keys. All null until its volumes were read or listed: then nobody
   * knows how many keys are needed. `volumes`: living encrypted ones; `proven`: those with a key of grade `live` or
   * better; `offBox`: those whose proven key lies off the appliance; `grade`: the weakest best grade of all volumes;
   * `keyIds`: "C: <GUID>, D: <GUID>" of the living proven keys; `suspended`: volumes that open without any key;
   * `percent`: the lowest encrypted share; `dead`: keys of former volumes; `fresh`: living keys that were collected.
   */
  | 'airgap.trip' // { state: enum TripState, round, offered, stored, storedTwice, onMedium, imported: number, baseIncluded, verified: boolean, keyAgeH, skew: number }
  | 'bitlocker.keys'; // { volumes, proven, offBox, suspended, percent, dead, fresh: number, grade: enum, keyIds: text }

/** Endpoints of a device that probes and actions go through. */
export type Need = 'bmc' | 'web' | 'idrac' | 'ssh';

/** One interlock (`resources/procedures/<product>/interlocks.yaml`), shared by the procedures that list its id. */
export interface Interlock {
  id: string;
  severity: Severity;
  title: Text;
  reason: Text;
  /** What would lift it. */
  lift: Text;
  source: Source;
  /** The rule is active while this holds. Unknown counts as true: a rule never falls silent for want of a reading. */
  when: Expression;
  /** The rule is met while this holds. Unknown counts as false. Timer rules are "met" until their time has come. */
  requires: Expression;
  /** Hardware actions and manual actions that are refused while the rule is active and not met, and on which roles. */
  blocks: { actions: (ActionName | ManualAction | 'power.*')[]; roles: string[] | 'any' }[];
  /** Keeps its lock after the run was aborted or stopped, until `requires` holds. */
  outlivesRun: boolean;
}

export interface Ask {
  fact: string;
  label: Text;
  optional: boolean;
  /** The answer is refused (with `mismatch`) unless this holds with the answer in place. */
  accept: Expression | null;
  mismatch: Text | null;
}

/** The clock of a step that waits. `reference` is the fact whose time is its zero, null for the beginning of the step. */
export interface Timed {
  reference: string | null;
  bands: Band[];
  limit: { after: Seconds; goto: string } | null;
}

export interface Band {
  /** Upper end, counted from the reference; null for "from here on". */
  until: Seconds | null;
  level: 'green' | 'amber' | 'red';
  text: Text;
}

interface StepCommon {
  id: string;
  title: Text;
  text: Text | null;
  /** Where in the vendor's interface or at the rack. */
  where: Text | null;
  /** Role whose device the step is about. */
  on: string | null;
  /** Skipped when this is false; unknown counts as true. */
  when: Expression | null;
  cautions: Text[];
  sources: Source[];
  /** Boolean facts set to true when the step is begun / done (time: that instant). */
  begins: string[];
  marks: string[];
}
/** The person does it. With `manual`, rules may block its completion AND its beginning. */
export interface GuideStep extends StepCommon {
  kind: 'guide';
  manual: ManualAction | null;
  asks: Ask[];
}
/** Values are entered. */
export interface InputStep extends StepCommon {
  kind: 'input';
  asks: Ask[];
}
/**
 * The tool reads `reads` until `until` holds. What no probe can deliver is asked for: the value seen. (`Timed` is partial
 * because runs carry their procedures, and those started before sense steps had limits are still replayed.)
 */
export interface SenseStep extends StepCommon, Partial<Timed> {
  kind: 'sense';
  reads: string[];
  until: Expression | null;
  every: Seconds;
  asks: Ask[];
}
/** The tool does it, once, when the person says go. What is optional is missing in runs from before acts had it. */
export interface ActStep extends StepCommon {
  kind: 'act';
  action: ActionName;
  on: string;
  /** Parameter of the action to the fact that holds it. The order carries the values of the moment of the go. */
  with?: Readonly<Record<string, string>>;
  /** Read after an attempt that did not end `done`; where `until` then holds, it took effect all the same. */
  reads?: string[];
  until?: Expression | null;
  /**
   * Marked the moment its order goes out: in the journal before anything is sent. Taken back when nothing was sent after all, or
   * it was refused.
   */
  sends?: string[];
  /** Where it goes on after `failed`: nothing was sent, or it was refused. Without it a new go is asked for. */
  onFailure?: string | null;
  /** Where it goes on after `not-done`: it was taken, and what it is for was not read in time. Without it as above. */
  onNotDone?: string | null;
  /** Where it goes on after `unknown` when the readings do not show that it took effect. Without it as above. */
  onUnproven?: string | null;
}
/** Time or condition. */
export interface WaitStep extends StepCommon, Timed {
  kind: 'wait';
  reads: string[];
  until: Expression | null;
  /** Minimum duration, if any. */
  atLeast: Seconds | null;
  every: Seconds;
}
/** A branch, taken by the tool. A step id, `end` (the objective is reached) or `stop` (safe state, locks stay). */
export interface DecideStep extends StepCommon {
  kind: 'decide';
  cases: { when: Expression; goto: string }[];
  otherwise: string;
}
/**
 * A sub-procedure. Its roles are ours of the same names. Without `as` its facts are ours, too. With `as` it is called for
 * one device (that of our role `on`, or each of our list `each` in turn), which plays its role `as` and has facts of its
 * own. Runs from before calls had devices know neither.
 */
export interface ProcedureStep extends StepCommon {
  kind: 'procedure';
  procedure: string;
  as?: string | null;
  each?: string | null;
}
export type Step = GuideStep | InputStep | SenseStep | ActStep | WaitStep | DecideStep | ProcedureStep;

export interface Procedure {
  id: string;
  version: number;
  product: Product;
  title: Text;
  objective: Text;
  endState: Text;
  wayOut: { text: Text; safeState: Text };
  sources: Source[];
  resolves: { id: string; how: Text }[];
  /** `needs`: without them no run starts; `may`: used where the device has them; `many`: a list of one or more devices,
   * with `optional` of any number. */
  roles: { role: string; label: Text; needs: Need[]; may?: Need[]; many?: true; optional?: true }[];
  interlocks: string[];
  steps: Step[];
}

/** Everything one run can reach, in plain JSON: stored in its first journal entry, so that old runs replay as they were. */
export interface Library {
  procedures: Record<string, Procedure>;
  facts: Record<string, FactDefinition>;
  interlocks: Record<string, Interlock>;
}
