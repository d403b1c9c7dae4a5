import type { Target } from '../actions/ports.ts';
import { Bmc, type BmcOptions } from '../ipmi/bmc.ts';
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

/** How a BMC is reached, for who opens sessions of its own. Wipe it when no more are needed. */
export interface Connection {
  address: string;
  device: Target['device'];
  /** For one session; the session copies the password. @throws CommandError `wiped` */
  options(): BmcOptions;
  wipe(): void;
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
    return opened(await this.bareConnection(options));
  }

  /** @throws CommandError `not-found`, `no-bmc`, `no-password`; IpmiError `cipher-consent`. */
  async device(
    siteName: string,
    deviceName: string,
    password: string | null = null,
    how: How = {},
  ): Promise<OpenTarget> {
    return opened(await this.connection(siteName, deviceName, password), how);
  }

  async bareConnection(options: BareBmc): Promise<Connection> {
    const address = await resolveBmc(options.address);
    return this.#connection(address, null, Buffer.from(options.password), {
      user: options.user,
      cipherSuite: options.cipherSuite,
      suite3Consent: options.cipherSuite === 3,
    });
  }

  /** @throws CommandError `not-found`, `no-bmc`, `no-password` */
  async connection(siteName: string, deviceName: string, password: string | null = null): Promise<Connection> {
    const { site, device } = this.#finder.device(siteName, deviceName);
    if (!device.bmc) {
      throw new CommandError('no-bmc', `${device.name} has no BMC.`, 'Add the address of its BMC to the device.');
    }
    const address = await resolveBmc(device.bmc.address);
    const secret = passwordFor(site, device, 'bmc', this.#vault, password, this.#fallback);
    const bound = { id: device.id, siteId: site.id, name: device.name, serial: device.serial };
    return this.#connection(address, bound, secret, {
      user: device.bmc.user,
      cipherSuite: device.bmc.cipherSuite,
      suite3Consent: device.bmc.suite3Consent !== null,
    });
  }

  /** A session over a connection, which is used up. */
  over(connection: Connection, how: How = {}): OpenTarget {
    return opened(connection, how);
  }

  #connection(
    address: string,
    device: Target['device'],
    password: Buffer,
    login: Pick<BmcOptions, 'user' | 'cipherSuite' | 'suite3Consent'>,
  ): Connection {
    let wiped = false;
    return {
      address,
      device,
      options: () => {
        if (wiped) throw new CommandError('wiped', `${address}: the password was forgotten.`, 'Connect again.');
        return { ...splitBmc(address), ...login, password, clock: this.#clock };
      },
      wipe() {
        wiped = true;
        password.fill(0);
      },
    };
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

/** The level to ask for, and the socket to use when it is shared. */
type How = Pick<BmcOptions, 'privilege' | 'datagrams'>;

/** A target with a session of its own; the connection is used up. */
function opened(connection: Connection, how: How = {}): OpenTarget {
  try {
    const bmc = new Bmc({ ...connection.options(), ...how });
    const { address, device } = connection;
    return { bmc, address, device, [Symbol.asyncDispose]: () => bmc.close() };
  } finally {
    connection.wipe();
  }
}
