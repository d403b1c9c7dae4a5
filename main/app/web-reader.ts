import type { ConnectionCheck, Device, DeviceStatus, Site } from '../../preload/contract.ts';
import { endpoint } from '../appliances/endpoint.ts';
import { ApplianceError } from '../appliances/error.ts';
import { SpsClient } from '../appliances/sps/client.ts';
import { type WebReading, webState } from '../appliances/sps/web-state.ts';
import { readCertificate } from '../appliances/tls.ts';
import type { Clock } from '../ports/clock.ts';
import { failureOf } from '../ports/failure.ts';
import { attempt } from './checks.ts';
import { unread } from './rack-watch.ts';
import type { RsReader } from './remote-support/rs-reader.ts';
import { CommandError } from './router.ts';

/** Gives the password of a device's web interface as a Buffer that the caller wipes, or throws `no-password`. */
export type WebPassword = (site: Site, device: Device) => Buffer;

/** A pause between asking on an old session and asking on a new one is a login; SPS forgets idle ones after 20 minutes. */
const sessionMs = 10 * 60_000;

/** Reads web interfaces. Logs in once per device and keeps the session, because every login is in the vendor's audit. */
export class WebReader {
  readonly #password: WebPassword;
  readonly #clock: Clock;
  #rs: RsReader | null = null;
  readonly #sessions = new Map<string, { signature: string; until: number; client: SpsClient }>();

  constructor(password: WebPassword, clock: Clock) {
    this.#password = password;
    this.#clock = clock;
  }

  /** The one for Remote Support appliances; loaded when somebody asks for one. */
  async remoteSupport(): Promise<RsReader> {
    const { RsReader } = await import('./remote-support/rs-reader.ts');
    this.#rs ??= new RsReader(this.#password, this.#clock);
    return this.#rs;
  }

  /** State of the web interface, anonymously. */
  async state(device: Device, signal: AbortSignal): Promise<WebReading> {
    if (device.product === 'remote-support') return (await this.remoteSupport()).state(device, signal);
    return webState(device.name, webOf(device), { clock: this.#clock, signal });
  }

  /** What the rack shows. Never rejects. */
  async status(site: Site, device: Device, signal: AbortSignal): Promise<Pick<DeviceStatus, 'web' | 'version'>> {
    if (!device.web) return { web: unread(), version: unread() };
    const at = new Date(this.#clock.now()).toISOString();
    try {
      const { state } = await this.state(device, signal);
      const web = { value: state, at, error: null };
      if (state !== 'ready') return { web, version: unread() };
      try {
        const version = await this.#version(site, device, signal);
        return { web, version: { value: version, at, error: null } };
      } catch (error) {
        return { web, version: unread(failureOf(error)) };
      }
    } catch (error) {
      return { web: unread(failureOf(error)), version: unread() };
    }
  }

  async #version(site: Site, device: Device, signal: AbortSignal): Promise<string | null> {
    if (device.product === 'remote-support')
      return (await (await this.remoteSupport()).health(site, device, signal))?.version ?? null;
    return (await this.client(site, device, signal, (client) => client.info())).version;
  }

  /** Works with a logged-in client; logs in again once when the appliance has forgotten the session (it rebooted). */
  async client<T>(
    site: Site,
    device: Device,
    signal: AbortSignal,
    work: (client: SpsClient) => Promise<T>,
  ): Promise<T> {
    const key = `${site.id}/${device.id}`;
    const kept = this.#sessions.get(key);
    const signature = JSON.stringify(device.web);
    if (kept && kept.signature === signature && this.#clock.monotonic() < kept.until) {
      try {
        return await work(kept.client.using(signal));
      } catch (error) {
        this.#sessions.delete(key);
        if (!(error instanceof ApplianceError && error.code === 'session-expired')) throw error;
      }
    }
    const client = await this.#login(site, device, signal);
    this.#sessions.set(key, { signature, until: this.#clock.monotonic() + sessionMs, client });
    return work(client);
  }

  /** The web part of "test connection". Gives the fingerprint that is offered for pinning. */
  async test(site: Site, device: Device, checks: ConnectionCheck[]): Promise<string | null> {
    const { web } = device;
    if (!web) return null;
    let fingerprint: string | null = null;
    const signal = AbortSignal.timeout(20_000);
    const options = { clock: this.#clock, signal };
    await attempt(checks, 'web.tls', async () => {
      fingerprint = (await readCertificate(endpoint(device.name, web.url), options)).fingerprint256;
      return fingerprint;
    });
    await attempt(checks, 'web.info', async () => {
      const reading = await this.state(device, signal);
      return [reading.state, reading.hostname].filter(Boolean).join(', ');
    });
    if (web.pin !== null) {
      await attempt(checks, 'web.login', async () => {
        if (device.product === 'remote-support') return this.#version(site, device, signal);
        const { version } = await (await this.#login(site, device, signal)).info();
        return version;
      });
    }
    return fingerprint;
  }

  async #login(site: Site, device: Device, signal: AbortSignal): Promise<SpsClient> {
    const { url, pin, user } = webOf(device);
    const client = new SpsClient({ device: device.name, url, pin, clock: this.#clock, signal });
    const password = this.#password(site, device);
    try {
      await client.login(user, password);
    } finally {
      password.fill(0);
    }
    return client;
  }
}

function webOf(device: Device): NonNullable<Device['web']> {
  if (device.web) return device.web;
  throw new CommandError('no-web', `${device.name} has no web interface.`, 'Add its address to the device.');
}
