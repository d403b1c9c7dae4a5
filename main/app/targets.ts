import type { Target } from '../actions/ports.ts';
import { Bmc } from '../ipmi/bmc.ts';
import { type DatagramPort, udp } from '../ipmi/datagram.ts';
import { ping } from '../ipmi/ping.ts';
import type { Clock } from '../ports/clock.ts';
import type { Vault } from '../vault/vault.ts';
import { resolveBmc, splitBmc } from './address.ts';
import { passwordFor } from './credentials.ts';
import type { Finder } from './finder.ts';
import { CommandError } from './router.ts';

/** A target with its own session; disposing it logs out. */
export interface OpenTarget extends Target, AsyncDisposable {
  bmc: Bmc;
}

export interface BareBmc {
  address: string;
  user: string;
  password: string;
  /** 3 means that the operator asked for SHA-1 by name: that is the consent. */
  cipherSuite: 17 | 3;
}

/** Turns what a person named (a device of a site, or a bare address) into something an action can be performed on. */
export class Targets {
  readonly #finder: Finder;
  readonly #vault: Vault;
  readonly #clock: Clock;
  readonly #fallback: string | null;

  /** `fallback`: the password of the environment, for devices that the vault knows nothing of. */
  constructor(finder: Finder, vault: Vault, clock: Clock, fallback: string | null = null) {
    this.#finder = finder;
    this.#vault = vault;
    this.#clock = clock;
    this.#fallback = fallback;
  }

  async bare(options: BareBmc): Promise<OpenTarget> {
    const address = await resolveBmc(options.address);
    const bmc = new Bmc({
      ...splitBmc(address),
      user: options.user,
      password: options.password,
      cipherSuite: options.cipherSuite,
      suite3Consent: options.cipherSuite === 3,
      clock: this.#clock,
    });
    return { bmc, address, device: null, [Symbol.asyncDispose]: () => bmc.close() };
  }

  /** @throws CommandError `not-found`, `no-bmc`, `no-password`; IpmiError `cipher-consent`. */
  async device(
    siteName: string,
    deviceName: string,
    password: string | null = null,
    datagrams: DatagramPort = udp,
  ): Promise<OpenTarget> {
    const { site, device } = this.#finder.device(siteName, deviceName);
    if (!device.bmc) {
      throw new CommandError('no-bmc', `${device.name} has no BMC.`, 'Add the address of its BMC to the device.');
    }
    const address = await resolveBmc(device.bmc.address);
    const secret = passwordFor(site, device, 'bmc', this.#vault, password, this.#fallback);
    try {
      const bmc = new Bmc({
        ...splitBmc(address),
        user: device.bmc.user,
        password: secret,
        cipherSuite: device.bmc.cipherSuite,
        suite3Consent: device.bmc.suite3Consent !== null,
        clock: this.#clock,
        datagrams,
      });
      return {
        bmc,
        address,
        device: { id: device.id, siteId: site.id, name: device.name, serial: device.serial },
        [Symbol.asyncDispose]: () => bmc.close(),
      };
    } finally {
      secret.fill(0);
    }
  }

  addressOf(siteName: string, deviceName: string): string {
    const { device } = this.#finder.device(siteName, deviceName);
    if (!device.bmc) throw new CommandError('no-bmc', `${device.name} has no BMC.`);
    return device.bmc.address;
  }

  /** RMCP presence ping; no login. */
  async ping(address: string) {
    const { host, port } = splitBmc(await resolveBmc(address));
    return ping(host, port, { clock: this.#clock });
  }
}
