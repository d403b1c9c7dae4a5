/** The shipped U-Series procedures over a Dell server that behaves as the reference describes. Tests only. */
import { readdirSync, readFileSync } from 'node:fs';
import type { ActionName, FactValue, Outcome } from '../../../preload/contract.ts';
import { type ProbeAnswer, start } from '../engine.ts';
import type { ActionParameters, Binding, Stamped } from '../events.ts';
import type { SourceFile } from '../loader.ts';
import type { Library } from '../model.ts';
import { Driver, type Person, type World } from './driver.ts';
import { KeyRegister } from './u-series-keys.ts';

const folder = new URL('../../../resources/procedures/u-series/', import.meta.url);

export function uSeriesFiles(): SourceFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({
      path: `resources/procedures/u-series/${name}`,
      text: readFileSync(new URL(name, folder), 'utf8'),
    }));
}

export const TAG = '7XK4Z02';
const MINUTE = 60_000;
type Job = 'none' | 'scheduled' | 'running' | 'completed' | 'failed';

export interface DellOptions {
  /** No iDRAC answers at all. */
  deaf?: true;
  /** Minutes from the order until the BIOS version is new; Infinity: never. */
  biosMinutes?: number;
  /** Minutes the iDRAC is silent while it or the BIOS is written. */
  silentMinutes?: number;
  /** Minutes from the order until the iDRAC version is new. */
  idracMinutes?: number;
  /** What becomes of the orders, `done` when exhausted. */
  outcomes?: Outcome[];
  /** The package fails the check of the iDRAC after it was taken. */
  jobFails?: true;
  /** What happens when a step is done, by its path or the last part of it. */
  scenes?: Record<string, (dell: Dell) => void>;
}

/** One server: two versions, one job. Times in milliseconds. */
export class Dell implements World {
  job: Job = 'none';
  open = 0;
  bios = '2.0.0';
  idrac = '2.60.60.60';
  tag = TAG;
  defaultPassword = false;
  nic = { enabled: true, dhcp: true, address: '10.0.0.5', mask: '255.255.255.0', gateway: '10.0.0.1' };
  /** The tool's own register: there whether the iDRAC answers or not. */
  readonly keys = new KeyRegister();
  /** Commands that arrived, with what they carried. */
  readonly performed: { action: ActionName; parameters: ActionParameters }[] = [];
  /** Reads of before this instant fail. */
  silentUntil = 0;
  #flash: { component: 'bios' | 'idrac'; version: string; at: number } | null = null;
  readonly #options: DellOptions;
  readonly #outcomes: Outcome[];
  constructor(options: DellOptions = {}) {
    this.#options = options;
    this.#outcomes = [...(options.outcomes ?? [])];
  }

  happened({ type, data }: Stamped): void {
    const { scenes = {} } = this.#options;
    if (type !== 'step.done') return;
    (scenes[data.path] ?? scenes[data.path.split('/').at(-1) ?? ''])?.(this);
  }

  probe({ probe }: { probe: string }, now: number): ProbeAnswer {
    if (probe === 'bitlocker.keys') return { fields: this.keys.fields(), serial: null };
    if (this.#options.deaf || now < this.silentUntil) throw new Error('the iDRAC does not answer');
    this.#settle(now);
    const fields: Record<string, Record<string, unknown>> = {
      'idrac.info': {
        serviceTag: this.tag,
        model: 'PowerEdge R640',
        biosVersion: this.bios,
        idracVersion: this.idrac,
        power: 'on',
      },
      'idrac.jobs': { open: this.open, failed: this.job === 'failed' ? 1 : 0, lastState: this.job },
      'idrac.nic': { ...this.nic },
      'idrac.login': { defaultPassword: this.defaultPassword },
    };
    return { fields: fields[probe] ?? {}, serial: this.tag };
  }

  perform(action: ActionName, _binding: Binding, now: number, parameters: ActionParameters): Outcome {
    this.performed.push({ action, parameters });
    const outcome = this.#outcomes.shift() ?? 'done';
    if (outcome === 'failed' || outcome === 'not-done' || outcome === 'refused') return outcome;
    if (action === 'firmware.update') this.#take(String(parameters.version), now);
    if (action === 'idrac.nic.static') {
      const { address, mask, gateway } = parameters;
      this.nic = { enabled: true, dhcp: false, address: String(address), mask: String(mask), gateway: String(gateway) };
    }
    if (action === 'idrac.nic.dhcp') this.nic = { ...this.nic, dhcp: true };
    if (action === 'idrac.nic.enable') this.nic = { ...this.nic, enabled: true };
    return outcome;
  }

  readBack(): Outcome {
    return 'unknown';
  }

  #take(version: string, now: number): void {
    const { jobFails, biosMinutes = 12, idracMinutes = 8, silentMinutes = 5 } = this.#options;
    this.job = jobFails ? 'failed' : 'running';
    if (jobFails) return;
    this.open = 1;
    const component = version.split('.').length === 4 ? 'idrac' : 'bios';
    const minutes = component === 'bios' ? biosMinutes : idracMinutes;
    this.#flash = { component, version, at: now + minutes * MINUTE };
    this.silentUntil = now + silentMinutes * MINUTE;
  }

  #settle(now: number): void {
    if (!this.#flash || now < this.#flash.at) return;
    this[this.#flash.component] = this.#flash.version;
    this.#flash = null;
    this.job = 'completed';
    this.open = 0;
  }
}

export type Table = Record<string, Record<string, FactValue>>;
/** The same, or one after the other: null while the person is away, the last for ever. */
export type Turns = Record<string, Table[string] | (Table[string] | null)[]>;
const HASH = 'ab'.repeat(32);

/** What a careful person enters, by the last part of the path. */
export const CAREFUL: Table = {
  status: { 'bitlocker.state': 'on' },
  find: { 'bitlocker.stick': 'found' },
  suspended: { 'bitlocker.suspension': 'Mr Kern: stays open until Friday' },
  copy: { 'bitlocker.copyPlace': 'Key stick, safe in room 2, Ms Berg' },
  card: { 'tag.label': TAG.toLowerCase() },
  windows: { 'tag.windows': TAG },
  site: { 'us.haRole': 'standalone', 'us.backup': 'today 06:00, share 3', 'us.powerFeeds': 'redundant' },
  order: { 'idrac.first': 'current' },
  console: { 'idrac.console': 'local' },
  package: {
    'bios.target': '2.10.1',
    'bios.package': 'BIOS_X1.EXE',
    'bios.packageTag': TAG,
    'bios.vendorSha256': HASH,
    'bios.packageSha256': HASH,
    'bios.packageVersion': '2.10.1',
    'bios.fit': 'ok',
  },
  suspend: { 'bitlocker.suspended': 'yes', 'bitlocker.approvedBy': 'Mr Kern' },
  confirm: { 'tag.confirm': TAG },
  'confirm-restart': { 'tag.confirm': TAG },
  carry: { 'bios.copySha256': HASH },
  'see-version': { 'bios.versionShown': '2.10.1' },
  prompt: { 'bitlocker.prompt': 'yes' },
  'prompt-id': { 'bitlocker.promptId': '8a2f71c0' },
  protect: { 'bitlocker.protection': 'on' },
  'in-service': { 'us.answers': true },
  overdue: { 'flash.seen': 'dark screen' },
};
/** What a careful person enters in a recovery, beside or instead of `CAREFUL`. */
export const RECOVERING: Table = {
  plan: {
    'recovery.model': 'u50',
    'us.haRole': 'standalone',
    'recovery.reach': 'online',
    'recovery.machineName': 'us-berlin-1',
  },
  secured: {
    'recovery.owner': 'Ms Berg',
    'recovery.backup': 'offBox',
    'recovery.cryptoKey': 'offBox',
    'recovery.certificates': 'offBox',
    'recovery.serials': 'offBox',
    'recovery.securedPlace': 'share 3, today 06:00',
  },
  supplies: {
    'recovery.windowsLicence': 'atHand',
    'recovery.sqlLicence': 'atHand',
    'recovery.keyStick': 'atHand',
  },
  'boot-options': { 'recovery.screen': 'options' },
  'enter-key': { 'bitlocker.unlock': 'accepted' },
  'drive-prompt': { 'bitlocker.prompt': 'yes' },
  'drive-id': { 'bitlocker.promptId': '8A2F71C0-1111' },
  'drive-key': { 'bitlocker.unlock': 'accepted' },
  'all-drives': { 'recovery.drives': 'all' },
  confirm: { 'tag.confirm': TAG, 'recovery.firstPerson': 'Mr Kern', 'recovery.secondPerson': 'Ms Berg' },
  imaging: { 'recovery.imageSeen': 'done' },
  stuck: { 'recovery.seen': 'dark screen' },
  'insert-stick': { 'recovery.keyStickSerial': 'stick 4' },
  'first-reboot': { 'recovery.setupSeen': 'encrypting' },
  progress: { 'recovery.percentShown': 100 },
  'auto-update': { 'recovery.updateSeen': 'finished', 'recovery.versions': '24.1' },
  'update-stuck': { 'recovery.seen': 'window with an error' },
  licences: { 'recovery.windowsEntered': true, 'recovery.sqlEntered': true },
  restore: { 'recovery.restored': 'all restored' },
  'hand-over': { 'recovery.oldCopies': 'sheets shredded' },
};
export const IDRAC_PACKAGE: Table[string] = {
  'idrac.target': '7.00.00.171',
  'idrac.category': 'lifecycle',
  'idrac.package': 'iDRAC_X2.EXE',
  'idrac.packageTag': TAG,
  'idrac.vendorSha256': HASH,
  'idrac.packageSha256': HASH,
  'idrac.packageVersion': '7.00.00.171',
  'idrac.fit': 'ok',
};

/** Answers every step of the table up to five times, clicks guides that ask for nothing, and always says go. */
export class Technician implements Person {
  readonly #table: Turns;
  readonly #given = new Map<string, number>();
  constructor(table: Turns) {
    this.#table = table;
  }
  answer(path: string, asks: readonly { optional: boolean }[]): Record<string, FactValue> | null {
    const given = this.#given.get(path) ?? 0;
    this.#given.set(path, given + 1);
    const entry = this.#table[path] ?? this.#table[path.split('/').at(-1) ?? ''];
    if (Array.isArray(entry)) return entry[Math.min(given, entry.length - 1)] ?? null;
    const values = entry;
    if (given >= 5) return null;
    return values ?? (asks.every(({ optional }) => optional) ? {} : null);
  }
}

export const SERVER: Binding = {
  role: 'server',
  deviceId: 'us-1',
  deviceName: 'U-Series 50',
  serial: TAG,
  bmc: '127.0.0.1:6239',
  web: null,
  idrac: '127.0.0.1:8443',
};

export function startedUSeries(library: Library, procedure: string, dell: World, table: Turns = {}): Driver {
  const driver = new Driver(dell, new Technician({ ...CAREFUL, ...table }));
  driver.append(start(library, { runId: 'run-1', procedure, siteId: 'practice', scale: 1, bindings: [SERVER] }));
  return driver;
}
