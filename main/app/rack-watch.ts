import type { Device, DeviceStatus, Failure, RackStatus, Reading, Site } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';

/** Reads one device once; never rejects, because "could not be read, and why" is a reading too. */
export type ReadDevice = (site: Site, device: Device, signal: AbortSignal) => Promise<DeviceStatus>;

/** Devices are read one poll apart; a BMC has few sessions and a slow processor. */
const pollMs = 4_000;

/**
 * Keeps the picture of one site live: every device on its own loop, so that a dead BMC does not hold up the others. What
 * has not been read yet is drawn as "not read".
 */
export class RackWatch {
  readonly #read: ReadDevice;
  readonly #clock: Clock;
  readonly #emit: (status: RackStatus) => void;
  #stop: AbortController | null = null;
  #site: Site | null = null;
  #latest = new Map<string, DeviceStatus>();

  constructor(read: ReadDevice, clock: Clock, emit: (status: RackStatus) => void) {
    this.#read = read;
    this.#clock = clock;
    this.#emit = emit;
  }

  get siteId(): string | null {
    return this.#site?.id ?? null;
  }

  /** Watches another site, or none. Also called when the watched site's devices have changed. */
  watch(site: Site | null): void {
    this.#stop?.abort();
    this.#stop = null;
    if (site?.id !== this.#site?.id) this.#latest.clear();
    this.#site = site;
    if (!site) return;
    const stop = new AbortController();
    this.#stop = stop;
    for (const device of site.devices) void this.#loop(site, device, stop.signal);
  }

  /** Reads every device of a site now, beside the loops. */
  async refresh(site: Site): Promise<RackStatus> {
    const signal = this.#stop?.signal ?? new AbortController().signal;
    const devices = await Promise.all(site.devices.map((device) => this.#read(site, device, signal)));
    return { siteId: site.id, devices };
  }

  status(site: Site): RackStatus {
    return { siteId: site.id, devices: site.devices.map((d) => this.#latest.get(d.id) ?? notRead(d.id)) };
  }

  async #loop(site: Site, device: Device, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const status = await this.#read(site, device, signal);
      if (signal.aborted) return;
      this.#latest.set(device.id, status);
      this.#emit(this.status(site));
      await this.#clock.sleep(pollMs, signal).catch(() => undefined);
    }
  }
}

export const unread = <T>(error: Failure | null = null): Reading<T> => ({ value: null, at: null, error });

function notRead(deviceId: string): DeviceStatus {
  return {
    deviceId,
    power: unread(),
    serial: unread(),
    web: unread(),
    version: unread(),
    health: unread(),
    role: null,
    runId: null,
    locks: [],
  };
}
