/**
 * The whole boundary between the screen and the main process, as types and nothing else.
 * Every payload is plain JSON, so the same contract travels over Electron IPC and over the loopback WebSocket.
 * Times are ISO 8601 strings in UTC. "A screen never shows a state the tool did not read": see Reading.
 */

export type Language = 'en' | 'de';
export type Text = Readonly<Record<Language, string>>;

/** Where a statement comes from: a seed document, its section, its lines. `tool` marks a rule of our own. */
export interface Source {
  document: string;
  section?: string;
  lines?: string;
}

// ---- failures ------------------------------------------------------------------------------------------------------

/** Codes are stable; the renderer looks up `errors.<code>` in its locale and falls back to `message`. */
export interface Failure {
  code: string;
  /** English sentence, names the device, never contains a secret. */
  message: string;
  /** English sentence: the next thing to try. */
  advice?: string;
  /** Values for the localised sentence, e.g. { device: 'sps-b (127.0.0.1:9623)' }. */
  params?: Record<string, string | number>;
  /** The sentence in both languages, where it comes from a procedure. */
  text?: Text;
}
export type Result<T> = { ok: true; value: T } | { ok: false; error: Failure };

// ---- sites and devices ----------------------------------------------------------------------------------------------

export type Product = 'sps' | 'u-series' | 'remote-support' | 'imprivata';

export interface BmcEndpoint {
  /** `host` or `host:port`; the port defaults to 623. */
  address: string;
  user: string;
  cipherSuite: 17 | 3;
  /** Suite 3 (HMAC-SHA1) is used only when somebody agreed to it for this very device. */
  suite3Consent: { by: string; at: string } | null;
}
export interface WebEndpoint {
  /** https://host[:port] */
  url: string;
  user: string;
  /** SHA-256 fingerprint of the pinned certificate (colon-separated hex), or null while nothing is pinned. */
  pin: string | null;
}
export interface Device {
  /** Stable slug, unique within the site. */
  id: string;
  name: string;
  product: Product;
  model: string;
  /** Chassis serial or service tag: the identity. Null until it was read or entered. */
  serial: string | null;
  /** Lowest rack unit and height, for the picture. */
  rackUnit: number;
  heightUnits: number;
  bmc: BmcEndpoint | null;
  web: WebEndpoint | null;
}
export interface Site {
  id: string;
  name: string;
  notes: string;
  devices: Device[];
  /** Set while this site is the simulated rack: `scale` simulated seconds pass in one real second. */
  practice: { scale: number; control: string } | null;
}

export interface SecretState {
  deviceId: string;
  endpoint: 'bmc' | 'web';
  stored: boolean;
}
export interface VaultState {
  state: 'absent' | 'locked' | 'open';
  secrets: SecretState[];
}

/** One line of "test connection": what was tried, what came back, what to try next. */
export interface ConnectionCheck {
  id: 'bmc.ping' | 'bmc.session' | 'bmc.identity' | 'bmc.power' | 'web.tls' | 'web.info' | 'web.login';
  ok: boolean;
  /** What was read, e.g. a serial, a firmware revision or a fingerprint. */
  value: string | null;
  error: Failure | null;
}
export interface ConnectionReport {
  deviceId: string;
  at: string;
  checks: ConnectionCheck[];
  /** Serial read from the BMC, offered for binding when the device has none or another. */
  serial: string | null;
  /** Fingerprint seen on TLS, offered for pinning. */
  fingerprint: string | null;
}

// ---- live state -----------------------------------------------------------------------------------------------------

/** A value the tool has read, or why it could not. `value: null` is drawn as "not read", never as a state. */
export interface Reading<T> {
  value: T | null;
  /** When it was read (not when it was shown). */
  at: string | null;
  error: Failure | null;
}
export type Power = 'on' | 'off';
/** States of a web interface (reference: appliances.md §5.2). */
export type WebState =
  | 'silent'
  | 'refused'
  | 'plain-http'
  | 'wrong-pin'
  | 'starting'
  | 'answering'
  | 'uninitialized'
  | 'ready';
export interface DeviceStatus {
  deviceId: string;
  power: Reading<Power>;
  serial: Reading<string>;
  web: Reading<WebState>;
  version: Reading<string>;
  /** From the BMC's sensors; read less often than the power state. */
  health: Reading<HealthSummary>;
  /** Role in an HA pair as bound by an open run; a role is never identity. */
  role: string | null;
  runId: string | null;
  /** What is locked on this device right now, and why. */
  locks: Verdict[];
}
export interface RackStatus {
  siteId: string;
  devices: DeviceStatus[];
}

// ---- health ---------------------------------------------------------------------------------------------------------

/** `absent`: the BMC has the record but no reading; `unknown`: it answers, and nothing follows from it. */
export type SensorState = 'ok' | 'non-critical' | 'critical' | 'non-recoverable' | 'absent' | 'unknown';

export interface SensorView {
  name: string;
  /** Sensor type by IPMI 2.0 Table 42-3, lower case with dashes: `temperature`, `fan`, `power-supply` … */
  type: string;
  /** Entity by Table 43-13 with its instance: `power-supply 1`. */
  entity: string;
  number: number;
  /** In `unit`; null for discrete sensors and where there is no reading. */
  value: number | null;
  /** `°C`, `rpm`, `V`, `W`, `A`, `%` …; empty where the sensor has none. */
  unit: string;
  state: SensorState;
  /** What the sensor says in words of the specification: asserted states of a discrete sensor, crossed thresholds. */
  words: { id: string; text: string }[];
  /** Thresholds that the BMC lets us read, in `unit`. */
  thresholds: Partial<
    Record<
      | 'lower-non-recoverable'
      | 'lower-critical'
      | 'lower-non-critical'
      | 'upper-non-critical'
      | 'upper-critical'
      | 'upper-non-recoverable',
      number
    >
  >;
}

/** What fits on the face of a machine. Null where the BMC has no such sensor, or gives no reading. */
export interface HealthSummary {
  /** Worst state over all sensors that were read. */
  worst: 'ok' | 'non-critical' | 'critical' | 'non-recoverable';
  /** Sensors that are not ok, worst first. */
  troubles: { name: string; state: SensorState; text: string }[];
  temperatures: { name: string; celsius: number; state: SensorState }[];
  fans: { total: number; failed: number; slowest: number | null } | null;
  powerSupplies: { total: number; failed: number } | null;
  intrusion: boolean | null;
}

/** One entry of the System Event Log. */
export interface SelEntryView {
  id: number;
  /** Null where the BMC had no time; `sinceStart` then has seconds since the BMC started, if it said so. */
  at: string | null;
  sinceStart: number | null;
  sensor: string;
  sensorType: string;
  event: string;
  direction: 'asserted' | 'deasserted' | null;
  severity: 'ok' | 'non-critical' | 'critical' | 'unknown';
  /** Trigger reading and threshold, previous state, OEM bytes: what the event data say beyond the event. */
  detail: string | null;
}
export interface SelView {
  entries: SelEntryView[];
  freeBytes: number | null;
  overflow: boolean;
  /** Seconds by which the clock of the BMC is ahead of this machine's. */
  clockSkew: number | null;
}

/** One FRU inventory: areas as named lines, damaged ones named. */
export interface FruView {
  id: number;
  name: string;
  fields: { area: string; label: string; value: string }[];
  damaged: string[];
}

/** How the BMC is set up, as far as it could be read: parts with the same shape as any reading. */
export interface BmcSetupView {
  device: Reading<{ label: string; value: string }[]>;
  boot: Reading<BootOptionsView>;
  lan: Reading<{ label: string; value: string }[]>;
  users: Reading<{ id: number; name: string; enabled: boolean | null; privilege: string; fixedName: boolean }[]>;
  watchdog: Reading<{ label: string; value: string }[]>;
  sol: Reading<{ label: string; value: string }[]>;
  channel: Reading<{ label: string; value: string }[]>;
}
export type BootDevice = 'none' | 'pxe' | 'disk' | 'cd' | 'floppy' | 'bios-setup' | 'diagnostic' | 'safe-mode';
export interface BootOptionsView {
  /** False when the flags are not in force, whatever they say. */
  valid: boolean;
  persistent: boolean;
  firmware: 'legacy' | 'uefi';
  device: BootDevice | 'other';
}

/** A weakness of the BMC's set-up. Texts: `findings.<id>.{title,reason,fix}` in the locale. */
export interface Finding {
  id: string;
  severity: 'critical' | 'high' | 'medium' | 'low';
  values: Record<string, string | number>;
}
export interface FindingsReport {
  findings: Finding[];
  /** Checks that could not be made, with the reason: never counted as good. */
  notRead: { check: string; reason: string }[];
}

/** What a person may change on a BMC, beside power. Each goes through the gate, and is confirmed by the serial. */
export type BmcOrder =
  | { action: 'bmc.reset.cold' | 'bmc.reset.warm' }
  | { action: 'boot.set'; device: BootDevice; persistent: boolean; firmware: 'legacy' | 'uefi' }
  | { action: 'sel.clear' }
  | { action: 'lan.set'; parameter: LanParameter; value: string }
  | { action: 'user.setPassword'; userId: number; password: string };
export type LanParameter = 'source' | 'address' | 'mask' | 'gateway' | 'vlan';

// ---- console --------------------------------------------------------------------------------------------------------

export type ConsoleState = 'closed' | 'connecting' | 'open' | 'paused' | 'lost';
/** The serial console of a device as this process holds it. */
export interface ConsoleView {
  siteId: string;
  deviceId: string;
  state: ConsoleState;
  /** Why it is closed or lost. Code `ipmi.held`: another session has it, and a person may take it over. */
  failure: Failure | null;
  /** Bytes of this recording so far: the offset of the next one. */
  size: number;
  /** False: only watching, keys go nowhere. Every key is asked at the gate all the same. */
  keyboard: boolean;
  /** Rules that keep the keyboard locked now. */
  locks: Verdict[];
  openedAt: string | null;
  /** File of the recording in the data folder. */
  recording: string | null;
}
/** A stretch of output. Bytes are base64: they are what the machine sent, not text. */
export interface ConsoleChunk {
  siteId: string;
  deviceId: string;
  recording: string;
  offset: number;
  at: string;
  data: string;
}
/** What happened beside the bytes, at an offset of the recording. Output of the time of a `gap` may be missing. */
export interface ConsoleMark {
  recording: string;
  offset: number;
  at: string;
  kind: 'opened' | 'gap' | 'typed' | 'break' | 'locked' | 'closed';
  /** `gap`: when it began and why; `typed`: how many bytes by whom. */
  since: string | null;
  note: string | null;
}
export interface ConsoleRecording {
  recording: string;
  siteId: string;
  deviceId: string;
  deviceName: string;
  openedAt: string;
  size: number;
}
export interface ConsoleReplay {
  chunks: ConsoleChunk[];
  marks: ConsoleMark[];
  size: number;
}

// ---- actions --------------------------------------------------------------------------------------------------------

export type PowerVerb = 'on' | 'off' | 'soft' | 'cycle' | 'reset' | 'diag';
export type ActionName =
  | `power.${PowerVerb}`
  | 'bmc.identify'
  | 'bmc.restorePolicy'
  | BmcOrder['action']
  | 'console.input'
  | 'console.break'
  | 'console.takeover';
export type Outcome = 'done' | 'refused' | 'failed' | 'not-done' | 'unknown';
export type Severity = 'hard' | 'gated' | 'soft' | 'timer';

/** One rule that stands in the way (or asks for something) at this moment. */
export interface Verdict {
  rule: string;
  severity: Severity;
  title: Text;
  reason: Text;
  /** What would lift it. */
  lift: Text;
  source: Source;
  runId: string | null;
  /** The actions this rule blocks on the device or step it was evaluated for. */
  blocks: string[];
  /** The predicate's parts that are not met, in words of the expression, for people who want to know exactly. */
  unmet: string[];
}
export interface ActionResult {
  id: string;
  action: ActionName;
  outcome: Outcome;
  deviceName: string;
  serial: string | null;
  bmc: string;
  /** State read before and after, where the action has one. */
  before: Power | null;
  after: Power | null;
  detail: string;
  verdicts: Verdict[];
  failure: Failure | null;
  at: string;
}

// ---- procedures and runs --------------------------------------------------------------------------------------------

export type StepKind = 'guide' | 'input' | 'sense' | 'act' | 'wait' | 'decide' | 'procedure';
export interface ProcedureSummary {
  id: string;
  version: number;
  product: Product;
  title: Text;
  objective: Text;
  roles: { role: string; label: Text }[];
  steps: number;
}
export interface ProcedureView extends ProcedureSummary {
  endState: Text;
  wayOut: { text: Text; safeState: Text };
  sources: Source[];
  resolves: { id: string; how: Text }[];
  outline: { path: string; depth: number; kind: StepKind; title: Text; text: Text | null; sources: Source[] }[];
  interlocks: { id: string; severity: Severity; title: Text; reason: Text; source: Source }[];
}

export type FactType = 'boolean' | 'number' | 'text' | 'version' | 'enum' | 'time' | 'sha256';
export type FactValue = string | number | boolean;
export interface Fact {
  name: string;
  value: FactValue;
  /** sensed: read by the tool; entered: typed by a person; marked: follows from a step being begun or done. */
  origin: 'sensed' | 'entered' | 'marked';
  author: string;
  at: string;
  /** Serial of the device it was read from. */
  serial: string | null;
  evidence: string | null;
}
export interface FactView extends Fact {
  label: Text;
}

/** A value a person is asked for: always the value seen, never "done". */
export interface Ask {
  fact: string;
  label: Text;
  type: FactType;
  values: { value: string; label: Text }[];
  unit: string | null;
  optional: boolean;
}

export type StepStatus = 'pending' | 'current' | 'done' | 'skipped';
export interface StepView {
  /** `step` or `call/step` inside a sub-procedure. */
  path: string;
  depth: number;
  kind: StepKind;
  title: Text;
  status: StepStatus;
  doneAt: string | null;
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
}
export type RunStatus = 'open' | 'finished' | 'stopped' | 'aborted';
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
export interface RunView extends RunSummary {
  /** Last journal entry it was made from: of two views of a run, the one with the greater number is the newer. */
  seq: number;
  objective: Text;
  endState: Text;
  wayOut: { text: Text; safeState: Text };
  bindings: {
    role: string;
    label: Text;
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
  /** Which process does what the run asks for: this one, another living one, or nobody (it can be resumed). */
  driver: 'here' | 'elsewhere' | 'nobody';
}

// ---- journal --------------------------------------------------------------------------------------------------------

export interface JournalEntry {
  stream: string;
  seq: number;
  at: string;
  author: string;
  type: string;
  data: unknown;
  prev: string;
  hash: string;
}
export interface JournalVerdict {
  ok: boolean;
  streams: number;
  entries: number;
  /** First entry that does not fit, if any. */
  broken: { stream: string; seq: number; reason: string } | null;
}

// ---- commands and events --------------------------------------------------------------------------------------------

export interface AppInfo {
  name: string;
  version: string;
  shell: 'electron' | 'web' | 'cli';
  runtime: Record<string, string>;
  home: string;
}
export interface Settings {
  language: Language;
  theme: 'system' | 'light' | 'dark' | 'contrast';
  operator: string;
}
export interface PracticeState {
  running: boolean;
  siteId: string | null;
  scale: number;
}
/** Faults that can be switched on in rehearsal. */
export type PracticeFault =
  | 'upgrade-fails'
  | 'lost-reply'
  | 'bmc-dead'
  | 'wrong-serial'
  | 'slow-boot'
  | 'fan-failed'
  | 'psu-lost'
  | 'overheating'
  | 'intrusion'
  | 'console-held'
  | 'weak-setup'
  | 'none';

export interface Commands {
  'app.info': { args: []; result: AppInfo };
  'settings.get': { args: []; result: Settings };
  'settings.set': { args: [Partial<Settings>]; result: Settings };

  'sites.list': { args: []; result: Site[] };
  'sites.save': { args: [site: { id: string | null; name: string; notes: string }]; result: Site };
  'sites.remove': { args: [siteId: string]; result: null };
  'sites.export': { args: [siteId: string]; result: { filename: string; yaml: string } };
  'sites.import': { args: [yaml: string, filename: string]; result: Site };
  'devices.save': { args: [siteId: string, device: Device]; result: Site };
  'devices.remove': { args: [siteId: string, deviceId: string]; result: Site };
  'devices.test': { args: [siteId: string, deviceId: string]; result: ConnectionReport };

  'vault.state': { args: [siteId: string]; result: VaultState };
  /** Creates the vault when there is none, opens it otherwise. */
  'vault.open': { args: [passphrase: string]; result: null };
  'vault.lock': { args: []; result: null };
  'vault.store': { args: [siteId: string, deviceId: string, endpoint: 'bmc' | 'web', secret: string]; result: null };

  /** Starts reading the site's devices; `rack.status` events follow until another site (or null) is watched. */
  'rack.watch': { args: [siteId: string | null]; result: null };
  'rack.refresh': { args: [siteId: string]; result: RackStatus };

  /** What the gate would say now, without doing anything. */
  'power.check': { args: [siteId: string, deviceId: string]; result: Record<PowerVerb, Verdict[]> };
  'power.perform': {
    args: [siteId: string, deviceId: string, verb: PowerVerb, confirmSerial: string];
    result: ActionResult;
  };

  'bmc.sensors': { args: [siteId: string, deviceId: string]; result: Reading<SensorView[]> };
  'bmc.events': { args: [siteId: string, deviceId: string]; result: Reading<SelView> };
  'bmc.inventory': { args: [siteId: string, deviceId: string]; result: Reading<FruView[]> };
  'bmc.setup': { args: [siteId: string, deviceId: string]; result: BmcSetupView };
  'bmc.findings': { args: [siteId: string, deviceId: string]; result: FindingsReport };
  /** What the gate would say now, by action name. */
  'bmc.check': { args: [siteId: string, deviceId: string]; result: Record<BmcOrder['action'], Verdict[]> };
  'bmc.perform': {
    args: [siteId: string, deviceId: string, order: BmcOrder, confirmSerial: string];
    result: ActionResult;
  };

  'console.view': { args: [siteId: string, deviceId: string]; result: ConsoleView };
  /** Opens it for watching; resolves at once, `console.changed` tells how it goes on. */
  'console.open': { args: [siteId: string, deviceId: string]; result: ConsoleView };
  /** Ends the session that holds the console and opens it here. */
  'console.takeOver': { args: [siteId: string, deviceId: string, confirmSerial: string]; result: ActionResult };
  'console.close': { args: [siteId: string, deviceId: string]; result: ConsoleView };
  /** Switches typing on or off; on is asked at the gate and journalled. */
  'console.keyboard': { args: [siteId: string, deviceId: string, on: boolean]; result: ConsoleView };
  /** Base64 of what was typed. */
  'console.type': { args: [siteId: string, deviceId: string, data: string]; result: null };
  'console.break': { args: [siteId: string, deviceId: string]; result: ActionResult };
  /** Output from `offset` on, at most about 1 MB at a time; the newest recording of the device when none is named. */
  'console.replay': {
    args: [siteId: string, deviceId: string, recording: string | null, offset: number];
    result: ConsoleReplay;
  };
  'console.recordings': { args: [siteId: string]; result: ConsoleRecording[] };
  /** A recording as a text file, each line with its time when asked for, gaps marked. */
  'console.save': {
    args: [recording: string, timestamps: boolean];
    result: { filename: string; text: string };
  };

  'procedures.list': { args: []; result: ProcedureSummary[] };
  'procedures.get': { args: [id: string]; result: ProcedureView };

  'runs.list': { args: []; result: RunSummary[] };
  'runs.get': { args: [runId: string]; result: RunView };
  'runs.start': { args: [procedureId: string, siteId: string, bindings: Record<string, string>]; result: RunView };
  /** Completes the current step with the values asked for; `path` guards against answering another step. */
  'runs.answer': { args: [runId: string, path: string, values: Record<string, FactValue>]; result: RunView };
  /** Says go to the act step that is current. */
  'runs.go': { args: [runId: string, path: string]; result: RunView };
  'runs.acknowledge': { args: [runId: string, rule: string]; result: RunView };
  'runs.override': {
    args: [runId: string, rule: string, why: { reason: string; secondPerson: string; supportCase: string }];
    result: RunView;
  };
  'runs.record': { args: [runId: string, values: Record<string, FactValue>]; result: RunView };
  'runs.abort': { args: [runId: string, reason: string]; result: RunView };
  'runs.resume': { args: [runId: string]; result: RunView };

  'journal.list': { args: [stream: string, afterSeq: number]; result: JournalEntry[] };
  'journal.verify': { args: []; result: JournalVerdict };
  'journal.export': { args: [stream: string]; result: { filename: string; ndjson: string } };

  'practice.state': { args: []; result: PracticeState };
  'practice.start': { args: [scale: number]; result: PracticeState };
  'practice.stop': { args: []; result: PracticeState };
  'practice.fault': { args: [fault: PracticeFault]; result: null };
}
export interface Events {
  'rack.status': RackStatus;
  'console.output': ConsoleChunk;
  'console.mark': ConsoleMark;
  'console.changed': ConsoleView;
  'runs.changed': RunView;
  'sites.changed': Site[];
  'journal.grown': { stream: string; seq: number };
  'practice.changed': PracticeState;
}
export type CommandName = keyof Commands;
export type EventName = keyof Events;

/** One channel each way; the name of the command or event travels inside. */
export type CommandChannel = 'rackhand:command';
export type EventChannel = 'rackhand:event';

export interface Bridge {
  invoke<K extends CommandName>(name: K, ...args: Commands[K]['args']): Promise<Result<Commands[K]['result']>>;
  /** Returns its own unsubscribe. */
  subscribe<K extends EventName>(name: K, listener: (payload: Events[K]) => void): () => void;
}
