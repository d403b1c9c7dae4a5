import type {
  ConnectionCheck,
  ConnectionReport,
  Device,
  DeviceStatus,
  Failure,
  HealthSummary,
  Power,
  Reading,
  Site,
  Verdict,
} from '../../preload/contract.ts';
import { powerVerbs } from '../actions/plan.ts';
import type { Bmc } from '../ipmi/bmc.ts';
import { IpmiError, type IpmiErrorCode } from '../ipmi/errors.ts';
import type { Clock } from '../ports/clock.ts';
import { failureOf } from '../ports/failure.ts';
import type { Runs } from '../store/runs.ts';
import { resolveBmc } from './address.ts';
import { attempt } from './checks.ts';
import type { InterlockGate } from './gate.ts';
import type { IdracWatch } from './idrac/idrac-watch.ts';
import { unread } from './rack-watch.ts';
import type { OpenTarget, Targets } from './targets.ts';
import type { WebReader } from './web-reader.ts';

export interface DeviceReaderParts {
  targets: Targets;
  web: WebReader;
  gate: InterlockGate;
  runs: Runs;
  clock: Clock;
  idracs: IdracWatch;
  /** Summary of all sensors; null when the BMC has none. */
  health(bmc: Bmc): Promise<HealthSummary | null>;
}

interface Warm {
  /** The endpoint it was opened with; another one needs another session. */
  signature: string;
  target: OpenTarget;
  serial: { value: string | null; at: string } | null;
  /** The last one; it is read beside the power state, which must not wait for it. */
  health: { reading: Reading<HealthSummary>; triedAt: number; busy: boolean };
}

/** Failures after which a session is not tried again. */
const BROKEN: ReadonlySet<IpmiErrorCode> = new Set(['timeout', 'vanished', 'unreachable']);
/** The FRU costs many round trips and does not change while a session lives; it is read again after a minute. */
const serialMs = 60_000;
/** Sensors are read this often while a rack is watched: one or two round trips for each of some thirty. */
const healthMs = 10_000;

/**
 * Reads devices for the rack and for "test connection". BMC sessions of the rack are kept warm, one per device: opening
 * one costs three round trips and one of the BMC's few slots.
 */
export class DeviceReader {
  readonly #p: DeviceReaderParts;
  readonly #warm = new Map<string, Warm>();

  constructor(parts: DeviceReaderParts) {
    this.#p = parts;
  }

  /** Everything the rack shows of one device. Never rejects: what cannot be read says why. */
  async read(site: Site, device: Device, signal: AbortSignal): Promise<DeviceStatus> {
    const [bmc, web] = await Promise.all([this.#readBmc(site, device), this.#p.web.status(site, device, signal)]);
    const run = this.#p.runs
      .bindingRuns({ device: { siteId: site.id, id: device.id }, serial: device.serial })
      .find(({ status }) => status === 'open');
    return {
      deviceId: device.id,
      ...bmc,
      ...web,
      role: run?.bindings.find((binding) => binding.deviceId === device.id)?.role ?? null,
      runId: run?.id ?? null,
      locks: await this.#locks(site, device),
    };
  }

  /** Tries every endpoint step by step, and says what to try next where it fails. */
  async test(site: Site, device: Device): Promise<ConnectionReport> {
    const checks: ConnectionCheck[] = [];
    let serial: string | null = null;
    const { address } = device.bmc ?? {};
    if (address !== undefined) {
      await attempt(checks, 'bmc.ping', async () => {
        const pong = await this.#p.targets.ping(address);
        return `${pong.roundTripMs.toFixed(0)} ms`;
      });
      const opened = await attempt(checks, 'bmc.session', async () => {
        await using target = await this.#p.targets.device(site.id, device.id);
        const { firmware } = await target.bmc.deviceId();
        await attempt(checks, 'bmc.identity', async () => {
          serial = (await target.bmc.identity()).serial;
          return serial;
        });
        await attempt(checks, 'bmc.power', async () => (await target.bmc.chassisStatus()).power);
        return `BMC firmware ${firmware}`;
      });
      if (!opened) await this.#forget(site, device);
    }
    const fingerprint = await this.#p.web.test(site, device, checks);
    const order = ['bmc.ping', 'bmc.session', 'bmc.identity', 'bmc.power', 'web.tls', 'web.info', 'web.login'];
    checks.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
    return { deviceId: device.id, at: new Date(this.#p.clock.now()).toISOString(), checks, serial, fingerprint };
  }

  async close(): Promise<void> {
    await this.#p.idracs.close();
    for (const { target } of this.#warm.values()) void target.bmc.close();
    this.#warm.clear();
  }

  async #readBmc(site: Site, device: Device): Promise<Pick<DeviceStatus, 'power' | 'serial' | 'health'>> {
    if (!device.bmc) {
      const seen = device.idrac
        ? this.#p.idracs.status(site, device)
        : { power: unread<Power>(), serial: unread<string>() };
      return { ...seen, health: unread() };
    }
    try {
      const warm = await this.#session(site, device);
      const { power } = await warm.target.bmc.chassisStatus();
      const now = this.#p.clock.now();
      const at = new Date(now).toISOString();
      if (warm.serial === null || now - Date.parse(warm.serial.at) > serialMs) {
        warm.serial = { value: (await warm.target.bmc.identity()).serial, at };
      }
      void this.#refreshHealth(warm);
      const { reading: health } = warm.health;
      return { power: { value: power, at, error: null }, serial: { ...warm.serial, error: null }, health };
    } catch (error) {
      await this.#forget(site, device);
      const failure: Failure = failureOf(error);
      return { power: unread(failure), serial: unread(failure), health: unread(failure) };
    }
  }

  /** Runs work on the warm session of a device. @throws as `Targets.device`, and what the work throws */
  async with<T>(site: Site, device: Device, work: (bmc: Bmc) => Promise<T>): Promise<T> {
    const warm = await this.#session(site, device);
    try {
      return await work(warm.target.bmc);
    } catch (error) {
      if (error instanceof IpmiError && BROKEN.has(error.code)) await this.#forget(site, device);
      throw error;
    }
  }

  async #refreshHealth(warm: Warm): Promise<void> {
    const { health } = warm;
    const now = this.#p.clock.monotonic();
    if (health.busy || now - health.triedAt < healthMs) return;
    health.busy = true;
    try {
      const value = await this.#p.health(warm.target.bmc);
      health.reading = { value, at: new Date(this.#p.clock.now()).toISOString(), error: null };
    } catch (error) {
      health.reading = unread(failureOf(error));
    } finally {
      health.busy = false;
      health.triedAt = this.#p.clock.monotonic();
    }
  }

  async #session(site: Site, device: Device): Promise<Warm> {
    const key = `${site.id}/${device.id}`;
    const signature = JSON.stringify(device.bmc);
    const warm = this.#warm.get(key);
    if (warm?.signature === signature) return warm;
    await this.#forget(site, device);
    const opened: Warm = {
      signature,
      target: await this.#p.targets.device(site.id, device.id),
      serial: null,
      health: { reading: unread(), triedAt: Number.NEGATIVE_INFINITY, busy: false },
    };
    this.#warm.set(key, opened);
    return opened;
  }

  async #forget(site: Site, device: Device): Promise<void> {
    const key = `${site.id}/${device.id}`;
    const warm = this.#warm.get(key);
    this.#warm.delete(key);
    await warm?.target.bmc.close();
  }

  /** Every rule that blocks any power verb on this device now, once each. */
  async #locks(site: Site, device: Device): Promise<Verdict[]> {
    const bmc = device.bmc ? await resolveBmc(device.bmc.address).catch(() => null) : null;
    const target = { device: { siteId: site.id, id: device.id }, serial: device.serial, bmc };
    const verdicts = powerVerbs.flatMap((verb) => this.#p.gate.verdicts({ ...target, action: `power.${verb}` }));
    return [...new Map(verdicts.map((verdict) => [`${verdict.runId} ${verdict.rule}`, verdict])).values()];
  }
}
