/**
 * The whole boundary between the screen and the main process, as types and nothing else.
 * Every payload is plain JSON, so the same contract travels over Electron IPC and over the loopback WebSocket.
 * Times are ISO 8601 strings in UTC. "A screen never shows a state the tool did not read": see Reading.
 */
import type { ActionResult, PowerVerb } from './contract/actions.ts';
import type { AirgapCommands, AirgapEvents } from './contract/airgap.ts';
import type { Language, Reading, Result, Verdict } from './contract/basics.ts';
import type {
  CollectView,
  KeyOrigin,
  KeysView,
  ProofProgress,
  ProofView,
  RevealedKey,
  StickView,
} from './contract/bitlocker.ts';
import type { ConsoleChunk, ConsoleMark, ConsoleRecording, ConsoleReplay, ConsoleView } from './contract/console.ts';
import type { FruView, SelView, SensorView } from './contract/health.ts';
import type { IdracOrder, IdracView, PackageView, UpdateProgress } from './contract/idrac.ts';
import type { JournalEntry, JournalVerdict } from './contract/journal.ts';
import type { Catalogue, Plan, PlannerView, PlanRequest } from './contract/planner.ts';
import type { RackStatus } from './contract/rack.ts';
import type {
  DueView,
  FactValue,
  HandedOver,
  HandOverView,
  KeptPicture,
  PastedValue,
  ProcedureIndex,
  ProcedureSummary,
  ProcedureView,
  RoleBindings,
  RunSummary,
  RunView,
} from './contract/runs.ts';
import type { BmcOrder, BmcSetupView, FindingsReport } from './contract/setup.ts';
import type {
  ConnectionReport,
  Device,
  EndpointKind,
  Product,
  Site,
  VaultChange,
  VaultState,
} from './contract/sites.ts';

export type * from './contract/actions.ts';
export type * from './contract/airgap.ts';
export type * from './contract/basics.ts';
export type * from './contract/bitlocker.ts';
export type * from './contract/console.ts';
export type * from './contract/health.ts';
export type * from './contract/idrac.ts';
export type * from './contract/journal.ts';
export type * from './contract/planner.ts';
export type * from './contract/rack.ts';
export type * from './contract/runs.ts';
export type * from './contract/setup.ts';
export type * from './contract/sites.ts';

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
  /** `age1…` of the collector on the connected side: download keys in requests are encrypted to it. Empty: not known. */
  collector: string;
  /** The vault locks itself after so many minutes without use, 1 to 240. */
  vaultLockMinutes: number;
  /** `host` or `host:port` of the site's time server; empty where none is asked. */
  timeServer: string;
}
/** `small`: an SPS pair, a U-Series server and a Remote Support appliance. `complete`: every appliance there is. */
export type PracticeSize = 'small' | 'complete';
export interface PracticeState {
  running: boolean;
  /** Of the rack that runs; null while none does. */
  size: PracticeSize | null;
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
  | 'idrac-silent'
  | 'job-lost'
  | 'signature-refused'
  | 'version-unchanged'
  | 'default-password'
  | 'key-stick-missing'
  | 'key-stick-stale'
  | 'key-misprint'
  | 'rs-clock-wrong'
  | 'rs-package-vanished'
  | 'rs-base-missing'
  | 'rs-base-fails'
  | 'ha-link-lost'
  | 'ha-links-lost'
  | 'indexer-config-missing'
  | 'indexer-package-fails'
  | 'indexer-start-fails'
  | 'indexer-brings-config'
  | 'none';

/** Heartbeats of Imprivata appliances; `url` is what the operator enters there, null while nothing listens. */
export interface HeartbeatState {
  url: string | null;
  until: string | null;
  /** The newest of each sender; `text` is the beginning of what it posted. */
  beats: { from: string; at: string; bytes: number; text: string }[];
}

export interface Commands extends AirgapCommands {
  'app.info': { args: []; result: AppInfo };
  /** Somebody is at the screen. Polling goes on in an empty room, so it says nothing about that. */
  'app.active': { args: []; result: null };
  /** A scanner opens or closes: only while it is open does the shell let the page use the camera. */
  'app.camera': { args: [open: boolean]; result: null };
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

  /** Without a site no secrets are listed: the connected side may have none. */
  'vault.state': { args: [siteId: string | null]; result: VaultState };
  /** Creates the vault when there is none, opens it otherwise. */
  'vault.open': { args: [passphrase: string]; result: null };
  'vault.lock': { args: []; result: null };
  /** Lets the key store of the operating system open the vault from now on. The vault has to be open. */
  'vault.enroll': { args: []; result: null };
  'vault.unenroll': { args: []; result: null };
  'vault.openWithKeyStore': { args: []; result: null };
  'vault.store': { args: [siteId: string, deviceId: string, endpoint: EndpointKind, secret: string]; result: null };

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

  'idrac.view': { args: [siteId: string, deviceId: string]; result: IdracView };
  /** What the gate would say now, by action name. */
  'idrac.check': { args: [siteId: string, deviceId: string]; result: Record<IdracOrder['action'], Verdict[]> };
  'idrac.perform': {
    args: [siteId: string, deviceId: string, order: IdracOrder, confirmSerial: string];
    result: ActionResult;
  };
  /** Reads packages on this machine without running them; against a device when one is named. */
  'firmware.inspect': {
    args: [files: string[], target: { siteId: string; deviceId: string } | null];
    result: PackageView[];
  };

  'keys.view': { args: [siteId: string, deviceId: string]; result: KeysView };
  /** Mounted media and folders where the appliance's key stick may be, likeliest first. */
  'keys.sticks': { args: []; result: StickView[] };
  /** Looks for keys and takes them into the vault, which has to be open. */
  'keys.collect': { args: [siteId: string, deviceId: string, origin: KeyOrigin]; result: CollectView };
  /** Reads the BitLocker volumes of an image or a drive. */
  'keys.volumes': { args: [siteId: string, deviceId: string, path: string]; result: KeysView };
  /** Tries keys (all living ones when null) on the volumes of an image or a drive; `keys.progress` follows. */
  'keys.prove': { args: [siteId: string, deviceId: string, path: string, refs: string[] | null]; result: ProofView };
  /** Tries the plausible repairs of a malformed or rejected key, one by one. */
  'keys.repair': { args: [siteId: string, deviceId: string, path: string, ref: string]; result: ProofView };
  /** Stops proving and repairing on the device. */
  'keys.cancel': { args: [siteId: string, deviceId: string]; result: null };
  /** The digits, for one look; journalled. */
  'keys.reveal': { args: [siteId: string, deviceId: string, ref: string]; result: RevealedKey };
  /** To the clipboard, from which it vanishes; only where the shell can keep that promise. */
  'keys.copy': { args: [siteId: string, deviceId: string, ref: string]; result: { clearsAfterS: number } };
  /** All living keys of the device, encrypted with a passphrase (age): `age -d` opens it without Rackhand. */
  'keys.export': {
    args: [siteId: string, deviceId: string, passphrase: string];
    result: { filename: string; armored: string };
  };
  /** The old volumes are gone (factory image): their keys are marked dead, never deleted. */
  'keys.retire': { args: [siteId: string, deviceId: string, reason: string]; result: KeysView };
  /** Removes a dead, stale or rejected key for good. */
  'keys.forget': { args: [siteId: string, deviceId: string, ref: string]; result: KeysView };

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
  'procedures.index': { args: []; result: ProcedureIndex[] };
  'procedures.get': { args: [id: string]; result: ProcedureView };

  /** What the version rules of a product speak about. */
  'planner.get': { args: [product: Product]; result: PlannerView };
  /** The permitted way from one version to another, with what is still open. Nothing is asked of any device. */
  'planner.plan': { args: [request: Omit<PlanRequest, 'now'>]; result: Plan };
  /** A list of releases as a file has it (YAML or JSON). */
  'planner.catalogue': { args: [text: string]; result: Catalogue };

  'runs.list': { args: []; result: RunSummary[] };
  'runs.get': { args: [runId: string]; result: RunView };
  'runs.start': { args: [procedureId: string, siteId: string, bindings: RoleBindings]; result: RunView };
  /** Completes the current step with the values asked for; `path` guards against answering another step. */
  'runs.answer': {
    /** `pasted`: the text of the page that values were read from, kept as evidence. */
    args: [runId: string, path: string, values: Record<string, FactValue>, pasted?: string | undefined];
    result: RunView;
  };
  /** What a pasted page says of the values that a step asks for; nothing is kept. */
  'runs.readPaste': { args: [runId: string, path: string, text: string]; result: PastedValue[] };
  /** Says go to the act step that is current. */
  'runs.go': { args: [runId: string, path: string]; result: RunView };
  /** `scope` of the verdict, for a rule that is evaluated for one device. */
  'runs.acknowledge': { args: [runId: string, rule: string, scope?: string | undefined]; result: RunView };
  'runs.override': {
    args: [
      runId: string,
      rule: string,
      why: { reason: string; secondPerson: string; supportCase: string },
      scope?: string | undefined,
    ];
    result: RunView;
  };
  'runs.record': {
    args: [runId: string, values: Record<string, FactValue>, scope?: string | undefined];
    result: RunView;
  };
  'runs.abort': { args: [runId: string, reason: string]; result: RunView };
  'runs.resume': { args: [runId: string]; result: RunView };
  /** Keeps a picture (PNG, JPEG or WebP, as base64) of what was seen with the run. */
  'runs.keepPicture': { args: [runId: string, picture: string]; result: KeptPicture };
  /** Pictures that were kept with the run, the newest first. */
  'runs.pictures': { args: [runId: string]; result: KeptPicture[] };
  /** One of them as base64, after its hash was found to be the one in the journal. */
  'runs.picture': { args: [runId: string, name: string]; result: string };
  /** What open runs wait for by the clock, the earliest first. */
  'runs.due': { args: []; result: DueView[] };
  /** The same as an iCalendar file (RFC 5545), in the language of the screen. */
  'runs.calendar': { args: []; result: { filename: string; ics: string } };
  /** Closes the run here and writes it into a folder (null: the data folder), for another installation to go on with. */
  'runs.handOver': { args: [runId: string, to: string, folder: string | null]; result: HandedOver };
  /** Files that were handed over, where one would look for them: on drives and among the downloads. */
  'runs.foundHandOvers': { args: []; result: string[] };
  /** Checks a file that was handed over, and looks for its devices in a site here (null: the one of the same id). */
  'runs.readHandOver': { args: [file: string, siteId: string | null]; result: HandOverView };
  /** Goes on with it here. `bind`: device of the run to device here; `add`: take missing devices from the file. */
  'runs.takeOver': {
    args: [file: string, siteId: string | null, bind: Record<string, string>, add: boolean];
    result: RunView;
  };

  'journal.list': { args: [stream: string, afterSeq: number]; result: JournalEntry[] };
  'journal.verify': { args: []; result: JournalVerdict };
  'journal.export': { args: [stream: string]; result: { filename: string; ndjson: string } };

  /** The listener for heartbeats of Imprivata appliances: one at a time, at one address, for `minutes`. */
  'heartbeats.state': { args: []; result: HeartbeatState };
  'heartbeats.listen': { args: [address: string, port: number, minutes: number]; result: HeartbeatState };
  'heartbeats.stop': { args: []; result: HeartbeatState };

  'practice.state': { args: []; result: PracticeState };
  'practice.start': { args: [scale: number, size: PracticeSize]; result: PracticeState };
  'practice.stop': { args: []; result: PracticeState };
  'practice.fault': { args: [fault: PracticeFault]; result: null };
  /** Writes what can be installed on the practice rack (Dell server, indexer hosts) into the data folder; the paths. */
  'practice.packages': { args: []; result: string[] };
  /** Writes the package for the practice indexer hosts; its path and SHA-256. Null where the rack has no such hosts. */
  'practice.indexerPackage': { args: []; result: { file: string; sha256: string } | null };
  /** Writes what the practice U-Series has at this moment: its key stick (a folder, null while missing) and its disk. */
  'practice.keys': { args: []; result: { stick: string | null; disk: string } };
}
export interface Events extends AirgapEvents {
  'rack.status': RackStatus;
  'firmware.progress': UpdateProgress;
  'keys.changed': KeysView;
  'keys.progress': ProofProgress;
  'console.output': ConsoleChunk;
  'console.mark': ConsoleMark;
  'console.changed': ConsoleView;
  'runs.changed': RunView;
  'runs.due': DueView[];
  /** An instant has come. */
  'runs.reminder': DueView;
  'sites.changed': Site[];
  'vault.changed': VaultChange;
  'journal.grown': { stream: string; seq: number };
  'practice.changed': PracticeState;
  'heartbeats.changed': HeartbeatState;
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
