import { type Clock, systemClock } from '../ports/clock.ts';
import type { Redfish } from '../redfish/client.ts';
import { RedfishError } from '../redfish/error.ts';
import { firmwareFile } from '../redfish/firmware-file.ts';
import { readAccounts, setPassword } from '../redfish/resources/accounts.ts';
import { readEthernet, setAddress } from '../redfish/resources/ethernet.ts';
import { type Manager, readManagers, resetManager } from '../redfish/resources/manager.ts';
import { readNetworkProtocol, setIpmiOverLan } from '../redfish/resources/network-protocol.ts';
import { type ResetType, readSystems, resetSystem, type System } from '../redfish/resources/system.ts';
import { readFirmware, readUpdateService } from '../redfish/resources/update-service.ts';
import type { ChangeResult } from '../redfish/service.ts';
import type {
  Idrac,
  IdracInfo,
  IdracJob,
  IdracNic,
  InstalledFirmware,
  LifecycleEntry,
  PowerVerb,
  Sent,
  UpdateOptions,
} from './idrac.ts';
import { setIdracAddress } from './redfish/attributes.ts';
import { generationOf, identityOf } from './redfish/identity.ts';
import { roleOf } from './redfish/installed.ts';
import type { DellJob, JobPhase } from './redfish/job.ts';
import { deleteJob, readJobs } from './redfish/jobs.ts';
import { readLifecycleLog } from './redfish/lifecycle.ts';
import { DELL_MESSAGES } from './redfish/messages.ts';
import { startUpdate } from './redfish/update.ts';

/** How long a staged file may be unpacked and checked before the server is restarted for it, and how often that is read. */
const STAGE_MS = 15 * 60_000;
const STAGE_LOOK_MS = 5_000;

const STATE: Readonly<Record<JobPhase, IdracJob['state']>> = {
  waiting: 'scheduled',
  staged: 'scheduled',
  running: 'running',
  'restart-needed': 'scheduled',
  completed: 'completed',
  errors: 'failed',
  failed: 'failed',
  other: 'other',
};
/** In the order of preference; the first one the server offers is sent. */
const RESET: Readonly<Record<PowerVerb, readonly ResetType[]>> = {
  on: ['On'],
  off: ['ForceOff'],
  soft: ['GracefulShutdown'],
  cycle: ['PowerCycle', 'ForceRestart'],
  reset: ['ForceRestart'],
  diag: ['Nmi'],
};
/** How long an operating system may take to go down when it is asked to, and how often that is read. */
const SHUTDOWN_MS = 15 * 60_000;

/** An iDRAC by Redfish: everything, files too. */
export class RedfishIdrac implements Idrac {
  readonly by = 'Redfish';
  readonly name: string;
  readonly #service: Redfish;
  readonly #clock: Clock;

  constructor(service: Redfish, clock: Clock = systemClock) {
    this.#service = service;
    this.#clock = clock;
    this.name = service.where.device;
  }

  async info(): Promise<IdracInfo> {
    const identity = identityOf(await this.#service.root());
    const system = await this.#system();
    const manager = await this.#manager();
    return {
      serviceTag: system.sku ?? identity.serviceTag,
      model: system.model,
      systemId: systemIdOf(system),
      biosVersion: system.biosVersion,
      idracVersion: manager.firmware,
      power: system.power === 'On' ? 'on' : system.power === 'Off' ? 'off' : null,
    };
  }

  async firmware(): Promise<InstalledFirmware[]> {
    const items = (await readFirmware(this.#service)).filter((item) => roleOf(item) === 'installed');
    return items.flatMap(({ id, name, version, softwareId, updateable }) => {
      if (version === null) return [];
      const componentId = softwareId !== null && /^\d+$/.test(softwareId) ? Number(softwareId) : null;
      return [{ name: name ?? id ?? '', componentId, version, updateable }];
    });
  }

  async jobs(): Promise<IdracJob[]> {
    const jobs = await readJobs(this.#service, await this.#manager());
    return jobs
      .map(({ id, name, phase, percent, text, startedAt, endedAt }) => ({
        ...{ id: id ?? '', name: name ?? '', state: STATE[phase], percent },
        ...{ message: text, startedAt, endedAt },
      }))
      .sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  async lifecycleLog(limit: number): Promise<LifecycleEntry[]> {
    const entries = await readLifecycleLog(this.#service, await this.#manager(), limit);
    return entries.map(({ id, at, severity, messageId, text }) => ({
      sequence: id !== null && /^\d+$/.test(id) ? Number(id) : null,
      ...{ at, severity: severity ?? '', messageId, message: text ?? '' },
    }));
  }

  async nic(): Promise<IdracNic> {
    const [first] = await readEthernet(this.#service, await this.#manager());
    const ipv4 = first?.ipv4[0];
    return {
      enabled: first?.enabled ?? null,
      dhcp: first?.dhcp ?? (ipv4?.origin ? ipv4.origin === 'DHCP' : null),
      address: ipv4?.address ?? null,
      mask: ipv4?.netmask ?? null,
      gateway: ipv4?.gateway ?? null,
      mac: first?.mac ?? null,
    };
  }

  /** An iDRAC with the factory password refuses everything else, so whoever can read has none. */
  async defaultPassword(): Promise<boolean | null> {
    try {
      await this.#system();
      return false;
    } catch (error) {
      if (error instanceof RedfishError && error.code === 'password-change') return true;
      throw error;
    }
  }

  async power(verb: PowerVerb): Promise<Sent> {
    return this.#change(async () => this.#order(await this.#system(), RESET[verb]));
  }

  reset(): Promise<Sent> {
    return this.#change(async () => resetManager(this.#service, await this.#manager()));
  }

  deleteJob(id: string): Promise<Sent> {
    return this.#change(async () => deleteJob(this.#service, await this.#manager(), id));
  }

  setStatic(address: string, netmask: string, gateway: string): Promise<Sent> {
    return this.#address({ dhcp: false, address, netmask, gateway });
  }

  setDhcp(): Promise<Sent> {
    return this.#address({ dhcp: true });
  }

  /** Whoever reaches an iDRAC over the network has its port switched on: there is nothing to send. */
  enableNic(): Promise<Sent> {
    return Promise.resolve({
      kind: 'not-sent',
      error: new Error(`${this.name}: its network port is in use, so it is on`),
    });
  }

  setUserPassword(userId: number, password: Buffer): Promise<Sent> {
    return this.#change(async () => {
      const { accounts } = await readAccounts(this.#service);
      const account = accounts.find(({ id }) => id === String(userId));
      if (!account) throw new RangeError(`there is no user ${userId}`);
      return setPassword(this.#service, account, password.toString());
    });
  }

  setIpmiOverLan(enabled: boolean): Promise<Sent> {
    return this.#change(async () =>
      setIpmiOverLan(this.#service, await readNetworkProtocol(this.#service, await this.#manager()), enabled),
    );
  }

  /**
   * Uploads the package; what waits for the next start of the server gets one, once the iDRAC has unpacked and checked it.
   * Upload and restart are sent once each: when the second cannot be sent, the job waits for a restart by a person.
   */
  async update(file: string, { progress, signal }: UpdateOptions = {}): Promise<Sent> {
    const image = await firmwareFile(file).catch((error: unknown) => error as Error);
    if (image instanceof Error) return { kind: 'not-sent', error: image };
    let jobId: string | null = null;
    const uploaded = await this.#change(async () => {
      const started = await startUpdate(this.#service, await readUpdateService(this.#service), image, {
        clock: this.#clock,
        ...(signal ? { signal } : {}),
        ...(progress ? { onProgress: ({ bytes, total }) => progress({ sent: bytes, size: total }) } : {}),
      });
      if (started.kind === 'accepted') jobId = started.jobId;
      return started;
    });
    if (uploaded.kind !== 'accepted') return uploaded;
    return this.#restartFor(jobId);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#service.close();
  }

  /** Follows a job until it waits for a restart, then restarts the server. A job that needs none is left to run. */
  async #restartFor(jobId: string | null): Promise<Sent> {
    const deadline = this.#clock.monotonic() + STAGE_MS;
    while (jobId !== null && this.#clock.monotonic() < deadline) {
      const job = await this.#job(jobId);
      const phase = job?.phase ?? null;
      if (job && phase === 'failed') return { kind: 'rejected', error: this.#refused(job) };
      // The iDRAC may restart itself in the middle: then there is nobody to ask, and no restart of the server to order.
      if (phase === 'running' || phase === 'completed' || phase === 'errors') break;
      if (phase === 'staged' || phase === 'restart-needed') {
        return this.#restart();
      }
      await this.#clock.sleep(STAGE_LOOK_MS);
    }
    return { kind: 'accepted' };
  }

  /**
   * Asks the operating system to restart; older iDRACs can only have it shut down, and the server is then switched on. A server
   * is never torn down for an update: where it does not go down by itself, the job waits for a person to restart it.
   */
  async #restart(): Promise<Sent> {
    const system = await this.#system();
    const offers = (type: ResetType) => system.reset?.allowable.includes(type) === true;
    if (offers('GracefulRestart')) return this.#change(() => resetSystem(this.#service, system, 'GracefulRestart'));
    if (!offers('GracefulShutdown') || !offers('On')) return { kind: 'accepted' };
    const down = await this.#change(() => resetSystem(this.#service, system, 'GracefulShutdown'));
    if (down.kind !== 'accepted') return down.kind === 'not-sent' ? { kind: 'accepted' } : down;
    const deadline = this.#clock.monotonic() + SHUTDOWN_MS;
    while (this.#clock.monotonic() < deadline) {
      const { power } = await this.#system().catch(() => ({ power: null }));
      if (power === 'Off') return this.#change(async () => resetSystem(this.#service, await this.#system(), 'On'));
      await this.#clock.sleep(STAGE_LOOK_MS);
    }
    return { kind: 'accepted' };
  }

  async #job(jobId: string): Promise<DellJob | null> {
    try {
      const jobs = await readJobs(this.#service, await this.#manager());
      return jobs.find(({ id }) => id === jobId) ?? null;
    } catch {
      return null;
    }
  }

  /** What the iDRAC said of a package that it took and then would not install. */
  #refused({ messageKey, text }: DellJob): RedfishError {
    const known = DELL_MESSAGES[messageKey ?? ''];
    return new RedfishError({
      code: known?.code ?? 'wrong-package',
      device: this.name,
      finding: `the package is not installed: ${[messageKey, text?.replace(/\.$/, '')].filter(Boolean).join(', ')}`,
      advice: known?.advice ?? 'Look at the Lifecycle log, and read the installed version.',
    });
  }

  #order(system: System, wanted: readonly ResetType[]): Promise<ChangeResult> {
    const offered = system.reset?.allowable ?? [];
    const type = wanted.find((one) => offered.length === 0 || offered.includes(one)) ?? wanted[0] ?? 'ForceRestart';
    return resetSystem(this.#service, system, type);
  }

  /** By DMTF's resource where it can be written, else by Dell's attributes. */
  #address(to: Parameters<typeof setAddress>[2]): Promise<Sent> {
    return this.#change(async () => {
      const manager = await this.#manager();
      const [nic] = await readEthernet(this.#service, manager);
      return nic?.writable ? setAddress(this.#service, nic, to) : setIdracAddress(this.#service, manager, to);
    });
  }

  async #system(): Promise<System> {
    const [system] = await readSystems(this.#service);
    if (!system) throw new Error(`${this.name}: the iDRAC tells of no server`);
    return system;
  }

  async #manager(): Promise<Manager> {
    const managers = await readManagers(this.#service);
    const own = managers.find((manager) => generationOf(manager) !== null) ?? managers[0];
    if (!own) throw new Error(`${this.name}: the service tells of no manager`);
    return own;
  }

  /** What goes wrong while the way to a change is looked up has sent nothing. */
  async #change(
    send: () => Promise<{ kind: 'accepted' } | Exclude<ChangeResult, { kind: 'accepted' }>>,
  ): Promise<Sent> {
    try {
      const result = await send();
      return result.kind === 'accepted' ? { kind: 'accepted' } : result;
    } catch (error) {
      return { kind: 'not-sent', error: error as Error };
    }
  }
}

/** Dell tells it among its own data, in decimal. */
function systemIdOf({ oem }: System): number | null {
  const dell = (oem as { Dell?: { DellSystem?: { SystemID?: unknown } } } | null)?.Dell?.DellSystem;
  return typeof dell?.SystemID === 'number' ? dell.SystemID : null;
}
