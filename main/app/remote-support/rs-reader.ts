import type { ClockReading, ClockVerdict, Device, Site } from '../../../preload/contract.ts';
import { readHttpDate } from '../../appliances/clock/read-http-date.ts';
import { clockVerdict } from '../../appliances/clock/verdict.ts';
import { type CallOptions, type Endpoint, endpoint } from '../../appliances/endpoint.ts';
import { ApplianceError } from '../../appliances/error.ts';
import { CHECK_HEALTH, rsApiInfo, rsHealth, rsToken, rsWebState } from '../../appliances/remote-support/client.ts';
import type { RsHealth } from '../../appliances/remote-support/reply.ts';
import type { WebReading } from '../../appliances/sps/web-state.ts';
import type { Clock } from '../../ports/clock.ts';
import { CommandError } from '../router.ts';
import type { WebPassword } from '../web-reader.ts';

/** A token that ends while it is on its way is of no use. */
const SPARE_MS = 60_000;

interface Access {
  where: Endpoint;
  pin: string;
  token: string;
  options: CallOptions;
}
type Question<T> = (access: Access) => Promise<T>;

/** Reads Remote Support appliances. Keeps one token per device, because an account has 30 at most. */
export class RsReader {
  readonly #password: WebPassword;
  readonly #clock: Clock;
  readonly #tokens = new Map<string, { signature: string; until: number; token: string }>();

  constructor(password: WebPassword, clock: Clock) {
    this.#password = password;
    this.#clock = clock;
  }

  /** State of the web interface, anonymously. */
  state(device: Device, signal: AbortSignal): Promise<WebReading> {
    const { where, pin } = webOf(device);
    return rsWebState(where, pin, { clock: this.#clock, signal });
  }

  /** What its clock is ahead of this computer's. Takes some seconds. */
  async clock(device: Device, signal: AbortSignal): Promise<ClockReading> {
    const { where, pin } = webOf(device);
    return readHttpDate(where, pin, { clock: this.#clock, signal, path: CHECK_HEALTH });
  }

  /** Whether its clock is right, by this computer's. */
  async clockVerdict(device: Device, signal: AbortSignal): Promise<ClockVerdict> {
    const value = await this.clock(device, signal);
    const reference = { value: null, at: null, error: null };
    return clockVerdict({ appliance: { value, at: value.at, error: null }, reference, own: true });
  }

  /** What the API says to the device's account; null where none is at hand: the API is off in many places. */
  health(site: Site, device: Device, signal: AbortSignal): Promise<RsHealth | null> {
    return this.ask(site, device, signal, ({ where, pin, token, options }) => rsHealth(where, pin, token, options));
  }

  /** Asks with the device's account, with a new token once when the old one is good no more; null where no account is at hand. */
  async ask<T>(site: Site, device: Device, signal: AbortSignal, question: Question<T>): Promise<T | null> {
    const { where, pin } = webOf(device);
    if (pin === null || device.web?.user === '') return null;
    const options = { clock: this.#clock, signal };
    const known = this.#known(site, device);
    try {
      if (known !== null) return await question({ where, pin, token: known, options });
    } catch (error) {
      this.#tokens.delete(keyOf(site, device));
      if (!(error instanceof ApplianceError && error.code === 'session-expired')) throw error;
    }
    const token = await this.#login(site, device, signal);
    return token === null ? null : question({ where, pin, token, options });
  }

  /** A change goes out once, with a token that has just been good. @throws CommandError `no-account`; what `change` throws */
  async change<T>(site: Site, device: Device, signal: AbortSignal, change: Question<T>): Promise<T> {
    let access: Access | null = null;
    await this.ask(site, device, signal, async (used) => {
      await rsApiInfo(used.where, used.pin, used.token, used.options);
      access = used;
    });
    if (access) return change(access);
    const advice = 'Pin its certificate and store the account of its API, or do it under /login.';
    throw new CommandError('no-account', `${device.name}: no API account is at hand.`, advice);
  }

  #known(site: Site, device: Device): string | null {
    const kept = this.#tokens.get(keyOf(site, device));
    const good = kept && kept.signature === JSON.stringify(device.web) && this.#clock.monotonic() < kept.until;
    return good ? kept.token : null;
  }

  async #login(site: Site, device: Device, signal: AbortSignal): Promise<string | null> {
    const { where, pin } = webOf(device);
    let secret: Buffer;
    try {
      secret = this.#password(site, device);
    } catch (error) {
      if (error instanceof CommandError && error.code === 'no-password') return null;
      throw error;
    }
    try {
      const options = { clock: this.#clock, signal };
      const { token, seconds } = await rsToken(where, pin ?? '', device.web?.user ?? '', secret, options);
      const until = this.#clock.monotonic() + seconds * 1000 - SPARE_MS;
      this.#tokens.set(keyOf(site, device), { signature: JSON.stringify(device.web), until, token });
      return token;
    } finally {
      secret.fill(0);
    }
  }
}

const keyOf = (site: Site, device: Device): string => `${site.id}/${device.id}`;

function webOf({ name, web }: Device) {
  if (web) return { where: endpoint(name, web.url), pin: web.pin };
  throw new CommandError('no-web', `${name} has no web interface.`, 'Add its address to the device.');
}
