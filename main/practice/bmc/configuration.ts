import type { AccessMode } from '../../ipmi/commands/get-channel-access.ts';
import type { AuthCapabilities } from '../../ipmi/commands/get-channel-auth-capabilities.ts';
import type { Watchdog } from '../../ipmi/commands/get-watchdog-timer.ts';
import type { Privilege } from '../../ipmi/privilege.ts';
import { BOOT_PARAMETER } from '../../ipmi/setup/boot-options.ts';
import { LAN_PARAMETER } from '../../ipmi/setup/lan.ts';
import { SOL_PARAMETER } from '../../ipmi/sol/configuration.ts';
import type { Chassis } from './chassis.ts';
import { DEFAULT_USERS, type PracticeBmcOptions, type PracticeUser } from './options.ts';
import type { SolParameters } from './sol-parameters.ts';

/** User ids that this BMC has. */
export const USER_SLOTS = 10;
/** The one LAN channel. */
export const LAN_CHANNEL = 1;
/** Suites that a badly set-up BMC lists beside its real ones; nobody can log in with them here. */
const WEAK_SUITES = [0, 1, 2, 6, 8];
/** Encryption and authentication forced, level operator (Table 26-5). */
const SOL_SECURED = Buffer.from([0xc3]);
const NOBODY: PracticeUser = { name: '', password: '', limit: 'user', enabled: false };

const ip = (text: string) => Buffer.from(text.split('.').map(Number));

/** Everything about a practice BMC that an operator can set up well or badly. Sane as it comes. */
export class Configuration {
  /** User id 1 first: the user without a name. */
  users: PracticeUser[];
  /** Boot option parameters (Table 28-14) and LAN parameters (Table 23-4) as stored. */
  readonly boot = new Map<number, Buffer>();
  readonly lan = new Map<number, Buffer>();
  watchdog: Watchdog = {
    use: 'sms-os',
    running: false,
    logs: true,
    action: 'none',
    preTimeoutInterrupt: 'none',
    preTimeoutSeconds: 0,
    expired: [],
    initialSeconds: 0,
    presentSeconds: 0,
  };
  accessMode: AccessMode = 'always';
  channelLimit: Privilege;
  types15: AuthCapabilities['types15'] = [];
  /** Suites listed beside those with which one can log in. */
  listedSuites: number[] = [];
  /** Serial over LAN, which keeps its own. */
  sol: SolParameters | null = null;
  readonly #options: PracticeBmcOptions;

  constructor(options: PracticeBmcOptions, suites: readonly number[], chassis: Chassis) {
    this.#options = options;
    this.channelLimit = options.channelLimit ?? 'administrator';
    this.users = this.#soundUsers();
    this.#setBoot();
    this.#setLan(suites);
    chassis.onChange((change) => {
      if ((change.kind === 'power' && change.on) || change.kind === 'reset') this.#started();
    });
  }

  /** Every mistake at once that the findings list knows, as far as a setting can make it. */
  weaken(): void {
    const users = this.users.slice(1).map((user): PracticeUser => ({ ...user, limit: 'administrator' }));
    const factory: PracticeUser = { name: 'ADMIN', password: 'ADMIN', limit: 'administrator', passwordSize: 16 };
    const nobody: PracticeUser = { ...NOBODY, limit: 'administrator', enabled: true };
    this.users = [nobody, ...users, factory].slice(0, USER_SLOTS);
    this.channelLimit = 'administrator';
    this.types15 = ['none', 'md2', 'md5', 'straight'];
    this.listedSuites = WEAK_SUITES;
    this.sol?.weaken();
    this.#setSuites([...WEAK_SUITES, ...(this.#options.suites ?? [17, 3])]);
  }

  /** As it was at first, except for what was set by commands. */
  mend(): void {
    this.users = this.#soundUsers();
    this.channelLimit = this.#options.channelLimit ?? 'administrator';
    this.types15 = [];
    this.listedSuites = [];
    this.sol?.set(SOL_PARAMETER.authentication, SOL_SECURED);
    this.#setSuites(this.#options.suites ?? [17, 3]);
  }

  user(id: number): PracticeUser | null {
    return this.users[id - 1] ?? null;
  }

  #soundUsers(): PracticeUser[] {
    return [NOBODY, ...(this.#options.users ?? DEFAULT_USERS)].map((user) => ({ ...user }));
  }

  /** The BIOS has read the boot flags: those for one start are used up. */
  #started(): void {
    const flags = this.boot.get(BOOT_PARAMETER.flags);
    const [first = 0] = flags ?? [];
    if (flags && (first & 0x40) === 0) flags[0] = first & 0x7f;
  }

  #setBoot(): void {
    this.boot.set(BOOT_PARAMETER.setInProgress, Buffer.from([0]));
    this.boot.set(1, Buffer.from([0])); // service partition selector
    this.boot.set(2, Buffer.from([0])); // service partition scan
    this.boot.set(BOOT_PARAMETER.validBitClearing, Buffer.from([0]));
    this.boot.set(BOOT_PARAMETER.infoAcknowledge, Buffer.from([0, 0]));
    this.boot.set(BOOT_PARAMETER.flags, Buffer.alloc(5));
  }

  #setLan(suites: readonly number[]): void {
    this.lan.set(0, Buffer.from([0])); // set in progress
    this.lan.set(LAN_PARAMETER.authSupport, Buffer.from([0]));
    this.lan.set(LAN_PARAMETER.authEnabled, Buffer.alloc(5));
    this.lan.set(LAN_PARAMETER.address, ip('192.0.2.10'));
    this.lan.set(LAN_PARAMETER.source, Buffer.from([1]));
    this.lan.set(LAN_PARAMETER.mac, Buffer.from([0x00, 0x25, 0x90, 0xc0, 0xff, 0xee]));
    this.lan.set(LAN_PARAMETER.mask, ip('255.255.255.0'));
    this.lan.set(7, Buffer.from([0x40, 0x40, 0x10])); // IPv4 header
    this.lan.set(LAN_PARAMETER.gateway, ip('192.0.2.1'));
    this.lan.set(13, Buffer.alloc(6)); // gateway MAC
    this.lan.set(LAN_PARAMETER.backupGateway, ip('0.0.0.0'));
    this.lan.set(15, Buffer.alloc(6));
    this.lan.set(LAN_PARAMETER.vlan, Buffer.from([0, 0]));
    this.lan.set(LAN_PARAMETER.vlanPriority, Buffer.from([0]));
    this.#setSuites(suites);
  }

  #setSuites(ids: readonly number[]): void {
    const limits = Buffer.alloc(9);
    // Every listed suite may be used up to administrator: a nibble each.
    ids.forEach((_, i) => {
      limits[1 + (i >> 1)] = (limits[1 + (i >> 1)] ?? 0) | (4 << ((i & 1) * 4));
    });
    this.lan.set(LAN_PARAMETER.suiteCount, Buffer.from([ids.length]));
    this.lan.set(LAN_PARAMETER.suites, Buffer.concat([Buffer.from([0, ...ids]), Buffer.alloc(16 - ids.length)]));
    this.lan.set(LAN_PARAMETER.suiteLimits, limits);
  }
}
