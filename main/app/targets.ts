import type { Target } from '../actions/ports.ts';
import { Bmc } from '../ipmi/bmc.ts';
import { ping } from '../ipmi/ping.ts';
import type { Clock } from '../ports/clock.ts';
import { normaliseBmc, splitBmc } from '../sites/address.ts';
import type { Sites } from '../sites/sites.ts';
import type { Vault } from '../vault/vault.ts';
import { passwordFor } from './credentials.ts';
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
  readonly #sites: Sites;
  readonly #vault: Vault;
  readonly #clock: Clock;

  constructor(sites: Sites, vault: Vault, clock: Clock) {
    this.#sites = sites;
    this.#vault = vault;
    this.#clock = clock;
  }

  bare(options: BareBmc): OpenTarget {
    const address = normaliseBmc(options.address);
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
  device(siteName: string, deviceName: string, password: string | null = null): OpenTarget {
    const site = this.#sites.find(siteName);
    const device = this.#sites.findDevice(site, deviceName);
    if (!device.bmc) {
      throw new CommandError('no-bmc', `${device.name} has no BMC.`, 'Add the address of its BMC to the device.');
    }
    const address = normaliseBmc(device.bmc.address);
    const secret = passwordFor(site, device, 'bmc', this.#vault, password);
    try {
      const bmc = new Bmc({
        ...splitBmc(address),
        user: device.bmc.user,
        password: secret,
        cipherSuite: device.bmc.cipherSuite,
        suite3Consent: device.bmc.suite3Consent !== null,
        clock: this.#clock,
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
    const device = this.#sites.findDevice(this.#sites.find(siteName), deviceName);
    if (!device.bmc) throw new CommandError('no-bmc', `${device.name} has no BMC.`);
    return normaliseBmc(device.bmc.address);
  }

  /** RMCP presence ping; no login. */
  ping(address: string) {
    const { host, port } = splitBmc(normaliseBmc(address));
    return ping(host, port, { clock: this.#clock });
  }
}
