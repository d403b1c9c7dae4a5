/** Procedures and runs. */
import type { ActionName, ActionResult } from './actions.ts';
import type { Failure, Reading, Severity, Source, Text, Verdict } from './basics.ts';
import type { Product } from './sites.ts';

export type StepKind = 'guide' | 'input' | 'sense' | 'act' | 'wait' | 'decide' | 'procedure';
export interface ProcedureSummary {
  id: string;
  version: number;
  product: Product;
  title: Text;
  objective: Text;
  /** `many`: a list of one or more devices, with `optional` of any number. */
  roles: { role: string; label: Text; many?: true; optional?: true }[];
  steps: number;
}
/** What a search looks through and what the tree of calls is made from: of one procedure, without what it calls. */
export interface ProcedureIndex {
  id: string;
  /** Titles of its own steps. */
  steps: Text[];
  /** Interlocks it lists and ambiguities it resolves. */
  rules: string[];
  /** Procedures it calls, in the order of its steps. */
  calls: string[];
}
export interface ProcedureView extends ProcedureSummary {
  endState: Text;
  wayOut: { text: Text; safeState: Text };
  sources: Source[];
  resolves: { id: string; how: Text }[];
  /** `calls`: the procedure whose steps follow one level deeper. */
  outline: {
    path: string;
    depth: number;
    kind: StepKind;
    title: Text;
    text: Text | null;
    sources: Source[];
    calls: string | null;
  }[];
  interlocks: { id: string; severity: Severity; title: Text; reason: Text; lift: Text; source: Source }[];
}

export type FactType = 'boolean' | 'number' | 'text' | 'version' | 'enum' | 'time' | 'sha256';
export type FactValue = string | number | boolean;
export interface Fact {
  name: string;
  value: FactValue;
  /**
   * sensed: read by the tool; entered: typed by a person; pasted: read by the tool from a page that a person copied; marked:
   * follows from a step being begun or done.
   */
  origin: 'sensed' | 'entered' | 'pasted' | 'marked';
  author: string;
  at: string;
  /** Serial of the device it was read from. */
  serial: string | null;
  evidence: string | null;
}
export interface FactView extends Fact {
  label: Text;
  /** The value in words where the vocabulary has some. */
  text: Text | null;
  /** Read before the run was last taken over: nobody watched in between, so it counts as unknown until it is read again. */
  stale?: true;
  /** The device it is known of, and the key of its facts; absent for what is known of the run as a whole. */
  scope?: string;
  device?: string;
}

/** A value a person is asked for: always the value seen, never "done". */
export interface Ask {
  fact: string;
  label: Text;
  type: FactType;
  values: { value: string; label: Text }[];
  unit: string | null;
  optional: boolean;
  /** Name of the page that may be pasted as text instead; null where the value has to be typed. */
  paste?: string | null;
}
/** A picture that is kept with a run. */
export interface KeptPicture {
  /** In the data folder. */
  name: string;
  sha256: string;
  size: number;
  at: string;
  author: string;
}
/** A value that was read of a pasted page. */
export interface PastedValue {
  fact: string;
  value: FactValue;
}

export type StepStatus = 'pending' | 'current' | 'done' | 'skipped';
export interface StepView {
  /** `step`, `call/step` inside a sub-procedure, `call#0/step` inside one that is called for each device of a list. */
  path: string;
  depth: number;
  kind: StepKind;
  title: Text;
  status: StepStatus;
  doneAt: string | null;
  /** The device it is carried out for, where a procedure is called for devices, and the key of that device's facts. */
  device?: string;
  scope?: string;
  /** Which device of a list a call is made for, counted from 0. */
  item?: { index: number; of: number };
}
/** Characters that are said in one breath, with the word for each. */
export interface SpelledGroup {
  characters: string;
  words: Text[];
}
/** What the other end of a phone line is expected to read back; `spelled` is empty for what is words already. */
export interface HeardBack {
  label: Text;
  value: Text;
  spelled: SpelledGroup[];
}
export interface AloudLine {
  kind: 'place' | 'blocked' | 'title' | 'where' | 'say' | 'caution' | 'ask';
  text: Text;
}
/** A step as it is read to somebody on the phone; `step` counts from 1. */
export interface Aloud {
  step: number;
  of: number;
  lines: AloudLine[];
  readBack: HeardBack[];
}
export interface CurrentStep {
  path: string;
  kind: StepKind;
  title: Text;
  text: Text | null;
  where: Text | null;
  cautions: Text[];
  sources: Source[];
  since: string;
  /** The device whose procedure this is, the key of its facts, and which of a list it is (counted from 0), if of any. */
  of?: string;
  scope?: string;
  list?: { index: number; of: number } | null;
  device: { role: string; deviceId: string; name: string; serial: string | null; bmc: string | null } | null;
  asks: Ask[];
  /** What the person does in the vendor's interface, as the interlocks know it. */
  manual: string | null;
  /** What the tool will do when the person says go. */
  action: ActionName | null;
  /** Rules that must be met, acknowledged or overridden before this step may be completed. */
  blockedBy: Verdict[];
  /**
   * Values the tool reads at this step. `text` is the value in words where the vocabulary has some; `met` says whether
   * what the step waits for holds as far as this value goes, null when the step waits for nothing about it.
   */
  readings: { fact: string; label: Text; reading: Reading<FactValue>; text: Text | null; met: boolean | null }[];
  /** Elapsed procedure time against what is normal; seconds are already scaled on a practice rack. */
  timing: {
    reference: string;
    elapsedSeconds: number;
    scale: number;
    normal: { untilSeconds: number | null; level: 'green' | 'amber' | 'red'; text: Text }[];
  } | null;
  /** True when the run goes on by itself; false when it waits for the person. */
  automatic: boolean;
  lastResult: ActionResult | null;
  failure: Failure | null;
  aloud: Aloud;
}
/** `handed-over`: it goes on at another installation; this copy is closed until it comes back. */
export type RunStatus = 'open' | 'finished' | 'stopped' | 'aborted' | 'handed-over';
export interface RunSummary {
  id: string;
  procedureId: string;
  title: Text;
  siteId: string;
  status: RunStatus;
  startedAt: string;
  author: string;
  progress: { done: number; total: number };
}
/** Role to the device that plays it, or to the devices of a list in their order. */
export type RoleBindings = Record<string, string | string[]>;
export interface RunView extends RunSummary {
  /** Last journal entry it was made from: of two views of a run, the one with the greater number is the newer. */
  seq: number;
  objective: Text;
  endState: Text;
  wayOut: { text: Text; safeState: Text };
  bindings: {
    role: string;
    label: Text;
    /** Key of the device's own facts. */
    scope: string;
    deviceId: string;
    deviceName: string;
    serial: string | null;
    bmc: string | null;
  }[];
  /** T0: the upgrade reboot, once there was one. */
  t0: string | null;
  steps: StepView[];
  current: CurrentStep | null;
  /** Active rules with their state, locked ones first. */
  interlocks: (Verdict & { active: boolean; met: boolean; overridden: boolean })[];
  facts: FactView[];
  /** Facts that may be entered at any time (support decisions). */
  recordable: Ask[];
  /** Devices that have facts of their own, for which they may be entered, too. */
  scopes?: { scope: string; device: string }[];
  /** While it is handed over: to whom, by whom and when. */
  handOver?: { to: string; by: string; at: string };
  /** Which process does what the run asks for: this one, another living one, or nobody (it can be resumed). */
  driver: 'here' | 'elsewhere' | 'nobody';
}

/** A run that left this installation, as a file. */
export interface HandedOver {
  runId: string;
  id: string;
  to: string;
  at: string;
  /** Path on this computer. */
  file: string;
  size: number;
  sha256: string;
  /** Hash of the run's last entry: whoever was told it by another way knows every byte of the file. */
  head: string;
}
/** A device of a run that arrives. */
export interface HandOverDevice {
  role: string;
  name: string;
  serial: string | null;
  /** The device here, found by its serial number; null: it has to be chosen or added. */
  deviceId: string | null;
  /** The file has its addresses, so that it can be added here. */
  inFile: boolean;
}
/** A file that was handed over, checked. */
export interface HandOverView {
  runId: string;
  id: string;
  title: Text;
  progress: { done: number; total: number };
  from: string;
  to: string;
  at: string;
  /** What the run was when it left. */
  status: RunStatus;
  entries: number;
  head: string;
  /** `unknown`: signed by a key that nobody here has agreed to; `none`: nobody signed it. */
  signature: 'trusted' | 'unknown' | 'none';
  signer: string | null;
  /** Name of its site there. */
  site: string;
  /** The site here that it was compared with; null when there is none of that id. */
  siteId: string | null;
  devices: HandOverDevice[];
  /** Files of evidence that came along, and those that did not. */
  files: number;
  left: { name: string; why: 'gone' | 'altered' | 'too-large' | 'late' }[];
}

/** An instant that a run waits for. */
export interface DueView {
  runId: string;
  siteId: string;
  /** Of the procedure. */
  title: Text;
  path: string;
  step: Text;
  device: string | null;
  /**
   * `earliest`: the shortest time of a wait is over; `condition`: what it waits for comes true by the clock; `band`: from then
   * on `text` is what is normal; `limit`: it takes its way out; `rule`: the rule `text` lets the step begin.
   */
  what: 'earliest' | 'condition' | 'band' | 'limit' | 'rule';
  text: Text | null;
  level: 'green' | 'amber' | 'red' | null;
  at: string;
  /** The instant has passed, and the run still stands there. */
  due: boolean;
  /** This computer's clock stands so many milliseconds before the run's last entry: no time here can be relied on. */
  clockBehind: number | null;
}
