/** The shipped U-Series procedures over a Dell server that behaves as the reference describes. Tests only. */
import { readdirSync, readFileSync } from 'node:fs';
import type { ActionName, FactValue, Outcome } from '../../../preload/contract.ts';
import { type ProbeAnswer, start } from '../engine.ts';
import type { ActionParameters, Binding } from '../events.ts';
import type { SourceFile } from '../loader.ts';
import type { Library } from '../model.ts';
import { Driver, type Person, type World } from './driver.ts';

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

  probe({ probe }: { probe: string }, now: number): ProbeAnswer {
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
const HASH = 'ab'.repeat(32);

/** What a careful person enters, by the last part of the path. */
export const CAREFUL: Table = {
  status: { 'bitlocker.state': 'on' },
  count: {
    'bitlocker.volumes': 2,
    'bitlocker.keys': 2,
    'bitlocker.keyIds': 'C: 8A2F71C0-1111-4222-8333-444455556666; D: 0BD9E1AA-1111-4222-8333-444455556666',
  },
  copy: { 'bitlocker.copyKind': 'stick', 'bitlocker.copyPlace': 'Key stick, safe in room 2, Ms Berg' },
  prove: { 'bitlocker.format': 'ok', 'bitlocker.readable': true },
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
  prompt: { 'bitlocker.prompt': 'yes', 'bitlocker.promptId': '8A2F71C0' },
  protect: { 'bitlocker.protection': 'on' },
  'in-service': { 'us.answers': true },
  overdue: { 'flash.seen': 'dark screen' },
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
  readonly #table: Table;
  readonly #given = new Map<string, number>();
  constructor(table: Table) {
    this.#table = table;
  }
  answer(path: string, asks: readonly { optional: boolean }[]): Record<string, FactValue> | null {
    const given = this.#given.get(path) ?? 0;
    this.#given.set(path, given + 1);
    const values = this.#table[path] ?? this.#table[path.split('/').at(-1) ?? ''];
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

export function startedUSeries(library: Library, procedure: string, dell: World, table: Table = {}): Driver {
  const driver = new Driver(dell, new Technician({ ...CAREFUL, ...table }));
  driver.append(start(library, { runId: 'run-1', procedure, siteId: 'practice', scale: 1, bindings: [SERVER] }));
  return driver;
}
