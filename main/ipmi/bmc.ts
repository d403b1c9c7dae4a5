import type { Clock } from '../ports/clock.ts';
import { systemClock } from '../ports/clock.ts';
import { DecodeError, hex } from './bytes.ts';
import { type ChassisVerb, chassisControl } from './commands/chassis-control.ts';
import { chassisIdentify } from './commands/chassis-identify.ts';
import type { Change, Command, Read } from './commands/command.ts';
import { type ChassisStatus, getChassisStatus, type RestorePolicy } from './commands/get-chassis-status.ts';
import { type DeviceId, getDeviceId } from './commands/get-device-id.ts';
import { getSystemGuid, guidText } from './commands/get-system-guid.ts';
import { getSystemRestartCause, type RestartCause } from './commands/get-system-restart-cause.ts';
import { setPowerRestorePolicy } from './commands/set-power-restore-policy.ts';
import { setSessionPrivilege } from './commands/set-session-privilege.ts';
import { completion } from './completion-codes.ts';
import { type DatagramPort, udp } from './datagram.ts';
import { IpmiError, present } from './errors.ts';
import type { FruInventory } from './fru/inventory.ts';
import { readFruOf } from './fru/read.ts';
import { type BmcOptions, deviceName, handshakeConfig, IPMI_PORT } from './options.ts';
import { atLeast, type Privilege } from './privilege.ts';
import { QUIRKS } from './quirks.ts';
import type { HandshakeConfig } from './session/handshake.ts';
import { Link } from './session/link.ts';
import type { LiveSession, Reply } from './session/live.ts';
import { openSession } from './session/open.ts';

export { IpmiError } from './errors.ts';
export type { BmcOptions } from './options.ts';
export type { ChassisStatus, ChassisVerb, DeviceId, RestartCause, RestorePolicy };

/**
 * What came of a command that changes something. It was on the wire once (`accepted`, `rejected`, `lost`) or never
 * (`not-sent`). `accepted` means the BMC took it, not that it is done. `lost` means nobody knows: read back.
 */
export type ActionResult =
  | { kind: 'accepted' }
  | { kind: 'rejected'; error: IpmiError }
  | { kind: 'lost'; reason: string }
  | { kind: 'not-sent'; error: IpmiError };

/** Reading from one BMC, as the modules above the session see it: a request, its decoded answer, IpmiError otherwise. */
export interface Reads {
  /** "host:port", for messages. */
  readonly name: string;
  read<Q, R>(command: Read<Q, R>, request: Q): Promise<R>;
}

export interface Identity {
  chassisSerial: string | null;
  productSerial: string | null;
  boardSerial: string | null;
  /** Chassis, else product, else board. */
  serial: string | null;
  manufacturer: string | null;
  product: string | null;
  guid: string | null;
}

const TIMEOUT_MS = 8_000;
const KEEP_ALIVE_MS = 40_000;
/** BMCs drop idle sessions after about 60 s; an older session is not even tried. */
const STALE_MS = 55_000;
/** A command that changes something is not started when less than this is left for its answer, milliseconds. */
const MIN_ACTION_MS = 1_500;
/** Longest wait for the answer to such a command, milliseconds. */
const ACTION_WAIT_MS = 5_000;
const BUSY_WAIT_MS = 300;
const NODE_BUSY = 0xc0;
const NO_PRIVILEGE = 0xd4;

/**
 * One BMC over RMCP+. The session is opened at the first call, shared by all calls (they run one after the other) and kept
 * open until `logout` or `close`. Reads throw IpmiError; commands that change something return an ActionResult.
 */
export class Bmc implements AsyncDisposable {
  readonly name: string;
  readonly #host: string;
  readonly #port: number;
  readonly #config: HandshakeConfig;
  readonly #level: Privilege;
  readonly #timeoutMs: number;
  readonly #keepAliveMs: number | null;
  readonly #clock: Clock;
  readonly #datagrams: DatagramPort;
  #session: LiveSession | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #idle: AbortController | null = null;
  #past = { roundTrips: 0, sent: 0 };
  #closed = false;

  /** Throws IpmiError `usage` or `cipher-consent`; does not touch the network. */
  constructor(options: BmcOptions) {
    this.#host = options.host;
    this.#port = options.port ?? IPMI_PORT;
    this.name = deviceName(this.#host, this.#port);
    this.#config = handshakeConfig(options);
    this.#level = options.privilege ?? 'operator';
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.#keepAliveMs = options.keepAliveMs === undefined ? KEEP_ALIVE_MS : options.keepAliveMs;
    this.#clock = options.clock ?? systemClock;
    this.#datagrams = options.datagrams ?? udp;
  }

  /** Answered exchanges since the object was made. */
  get roundTrips(): number {
    return this.#past.roundTrips + (this.#session?.roundTrips ?? 0);
  }

  /** Datagrams sent since the object was made, repetitions included. */
  get datagramsSent(): number {
    return this.#past.sent + (this.#session?.datagramsSent ?? 0);
  }

  /**
   * One read, repeated as needed and over a new session when the present one has died; the session is raised when the
   * command needs a higher level. `withinMs` shortens the time-out, for who must answer a person soon. Throws IpmiError.
   */
  read<Q, R>(command: Read<Q, R>, request: Q, withinMs?: number): Promise<R> {
    return this.#run((deadline) => this.#read(command, request, deadline), withinMs);
  }

  /** Several reads that nothing comes between, under one time-out. */
  together<T>(work: (reads: Reads) => Promise<T>, withinMs?: number): Promise<T> {
    return this.#run(
      (deadline) => work({ name: this.name, read: (command, request) => this.#read(command, request, deadline) }),
      withinMs,
    );
  }

  /** A command that changes something: on the wire at most once. For plans of `main/actions` only. */
  act<Q>(command: Change<Q, unknown>, request: Q): Promise<ActionResult> {
    return this.#run((deadline) => this.#act(command, request, deadline));
  }

  chassisStatus(withinMs?: number): Promise<ChassisStatus> {
    return this.read(getChassisStatus, undefined, withinMs);
  }

  deviceId(): Promise<DeviceId> {
    return this.read(getDeviceId, undefined);
  }

  /** As the operating system shows it, lower case with dashes; see `guidText` for the byte order. */
  systemGuid(): Promise<string> {
    return this.together(async (bmc) => guidText(await bmc.read(getSystemGuid, undefined)));
  }

  restartCause(withinMs?: number): Promise<RestartCause> {
    return this.read(getSystemRestartCause, undefined, withinMs);
  }

  /** FRU 0, decoded; null when the BMC has none. Areas with wrong checksums are named in `damaged`. */
  fru(): Promise<FruInventory | null> {
    return this.together((bmc) => readFruOf(bmc, 0));
  }

  /** Serial numbers and GUID. What the BMC does not have, or what is damaged, is null. */
  identity(): Promise<Identity> {
    return this.together(async (bmc) => {
      const fru = await readFruOf(bmc, 0);
      const guid = await present(bmc.read(getSystemGuid, undefined));
      const chassisSerial = fru?.chassis?.serial ?? null;
      const productSerial = fru?.product?.serial ?? null;
      const boardSerial = fru?.board?.serial ?? null;
      return {
        chassisSerial,
        productSerial,
        boardSerial,
        serial: chassisSerial ?? productSerial ?? boardSerial,
        manufacturer: fru?.product?.manufacturer ?? fru?.board?.manufacturer ?? null,
        product: fru?.product?.product ?? fru?.board?.product ?? null,
        guid: guid ? guidText(guid) : null,
      };
    });
  }

  /** Sent at most once. */
  chassisControl(verb: ChassisVerb): Promise<ActionResult> {
    return this.act(chassisControl, verb);
  }

  /** Identify light on for `seconds` (1 to 255), 0 for off, Infinity for on until switched off. Sent at most once. */
  identify(seconds: number): Promise<ActionResult> {
    const forever = seconds === Number.POSITIVE_INFINITY;
    if (!forever && !(Number.isInteger(seconds) && seconds >= 0 && seconds <= 255)) {
      const error = this.#error('usage', `${seconds} is no identify time`, 'Give 0 to 255 seconds, or Infinity');
      return Promise.resolve({ kind: 'not-sent', error });
    }
    return this.act(chassisIdentify, { seconds: forever ? 0 : seconds, forever });
  }

  /** Sent at most once. */
  setRestorePolicy(policy: RestorePolicy): Promise<ActionResult> {
    return this.act(setPowerRestorePolicy, policy);
  }

  /** Gives the session slot back to the BMC; the next call opens a new session. */
  logout(): Promise<void> {
    return this.#run(() => this.#drop());
  }

  /** Logs out and forgets the password. The object cannot be used again. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#idle?.abort();
    await this.#queue.catch(() => undefined);
    await this.#drop();
    this.#config.password.fill(0);
    this.#config.kg?.fill(0);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Runs operations one after the other, each with its own deadline (monotonic milliseconds). */
  #run<T>(operation: (deadline: number) => Promise<T>, withinMs = this.#timeoutMs): Promise<T> {
    if (this.#closed) return Promise.reject(this.#error('usage', 'this connection is closed', 'Open a new one'));
    const result = this.#queue.then(async () => {
      this.#idle?.abort();
      try {
        return await operation(this.#clock.monotonic() + Math.min(withinMs, this.#timeoutMs));
      } finally {
        this.#keepAlive();
      }
    });
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /** While nobody uses the open session, reads something small now and then. A failure only drops the session. */
  #keepAlive(): void {
    if (!this.#session || this.#keepAliveMs === null || this.#closed) return;
    const idle = new AbortController();
    this.#idle = idle;
    const wait = this.#keepAliveMs;
    void this.#clock.sleep(wait, idle.signal).then(
      () => {
        if (idle.signal.aborted || this.#closed) return;
        void this.#run(async (deadline) => {
          const reply = await this.#session?.read(getDeviceId, undefined, deadline);
          if (reply?.kind !== 'reply') await this.#drop();
        }).catch(() => undefined);
      },
      () => undefined,
    );
  }

  async #ready(deadline: number): Promise<LiveSession> {
    if (this.#session && this.#session.idle > STALE_MS) await this.#drop();
    if (this.#session) return this.#session;
    const link = await Link.connect(this.#datagrams, this.#clock, this.#host, this.#port);
    try {
      const opened = await openSession(link, this.#clock, this.#config, deadline, this.name, (n) => {
        this.#past.roundTrips += n;
      });
      this.#session = opened.session;
      return opened.session;
    } catch (e) {
      this.#past.sent += link.sent;
      await link.close();
      throw e;
    }
  }

  async #drop(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    if (!session) return;
    await session.close();
    this.#past.roundTrips += session.roundTrips;
    this.#past.sent += session.datagramsSent;
  }

  /** A read, over a new session when the present one has died. Throws IpmiError. */
  async #read<Q, R>(command: Command<Q, R>, request: Q, deadline: number): Promise<R> {
    const data = await this.#readRaw(command, request, deadline);
    try {
      return command.decodeResponse(data);
    } catch (e) {
      if (!(e instanceof DecodeError)) throw e;
      throw this.#error(
        'protocol',
        e.message,
        'The BMC answers against the specification: note its firmware version',
        e,
      );
    }
  }

  async #readRaw<Q>(command: Command<Q, unknown>, request: Q, deadline: number): Promise<Buffer> {
    let answeredBefore = this.#session !== null;
    let raised = false;
    for (;;) {
      const session = await this.#ready(deadline).catch((e: unknown) => {
        throw answeredBefore ? this.#vanishedInstead(e) : e;
      });
      answeredBefore = true;
      if (command.level !== null && !atLeast(session.privilege, command.level)) {
        if (!atLeast(this.#level, command.level)) throw this.#tooLow(`${command.name} needs level ${command.level}`);
        await this.#raise(command.level, deadline);
        continue;
      }
      const reply = await session.read(command, request, deadline);
      if (reply.kind === 'reply') {
        if (reply.cc === 0) return reply.data;
        if (reply.cc === NO_PRIVILEGE && !raised) {
          // Quirk `starts-at-callback`: one attempt to reach User, then the same read again.
          raised = true;
          await session.read(setSessionPrivilege, 'user', deadline);
          continue;
        }
        if (reply.cc !== NODE_BUSY || this.#clock.monotonic() + BUSY_WAIT_MS >= deadline)
          throw this.#refusal(command, reply.cc);
        await this.#clock.sleep(BUSY_WAIT_MS);
        continue;
      }
      await this.#drop();
      if (this.#clock.monotonic() >= deadline || reply.kind === 'network') throw this.#vanished(noAnswer(reply));
    }
  }

  /** Sends a command that changes something, at most once, on a session that has just proved itself. */
  async #act<Q>(command: Command<Q, unknown>, request: Q, deadline: number): Promise<ActionResult> {
    let session: LiveSession;
    try {
      session = await this.#raised(command.level ?? 'user', deadline);
      if (deadline - this.#clock.monotonic() < MIN_ACTION_MS) {
        throw this.#error(
          'timeout',
          'logging in took so long that the command was not sent',
          'The link or the BMC is slow: try again',
        );
      }
    } catch (e) {
      if (e instanceof IpmiError) return { kind: 'not-sent', error: e };
      throw e;
    }
    const reply = await session.once(command, request, Math.min(deadline, this.#clock.monotonic() + ACTION_WAIT_MS));
    if (reply.kind === 'exhausted') {
      await this.#drop();
      return { kind: 'not-sent', error: this.#error('busy', 'too many requests are unanswered', 'Try again') };
    }
    if (reply.kind !== 'reply') {
      await this.#drop();
      return {
        kind: 'lost',
        reason: `${this.name}: ${command.name} was sent once, ${noAnswer(reply)}: read the state back`,
      };
    }
    if (reply.cc === 0) return { kind: 'accepted' };
    const error = this.#refusal(command, reply.cc);
    if (completion(command.netFn, command.cmd, reply.cc).executed === 'no') return { kind: 'rejected', error };
    return { kind: 'lost', reason: error.message };
  }

  /** A session at the configured level, which must be `least` or more, that answered just now. */
  async #raised(least: Privilege, deadline: number): Promise<LiveSession> {
    const level = atLeast(this.#level, least) ? this.#level : least;
    if (!atLeast(this.#level, level)) throw this.#tooLow('this connection is for reading only');
    for (;;) {
      const session = await this.#ready(deadline);
      if (!atLeast(session.privilege, level)) await this.#raise(level, deadline);
      if (this.#session && atLeast(this.#session.privilege, level)) {
        if (!this.#session.doubtful) return this.#session;
        await this.#read(getDeviceId, undefined, deadline);
      }
    }
  }

  /** Raises the open session. Throws IpmiError `privilege`, or whatever keeps the BMC from answering. */
  async #raise(level: Privilege, deadline: number): Promise<void> {
    const given = await this.#read(setSessionPrivilege, level, deadline);
    if (given === null || !atLeast(given, level)) {
      throw this.#error(
        'privilege',
        `the BMC gave level ${given ?? 'unknown'} instead of ${level}`,
        QUIRKS['privilege-limit'].advice,
      );
    }
    // The read may have moved to a new session; the level belongs to the one that is open now.
    if (this.#session) this.#session.privilege = level;
  }

  #tooLow(finding: string): IpmiError {
    return this.#error('privilege', `${finding} (level ${this.#level})`, 'Open the connection with a higher privilege');
  }

  #refusal(command: Command<never, unknown> | Command<unknown, unknown>, cc: number): IpmiError {
    const entry = completion(command.netFn, command.cmd, cc);
    const finding = `${command.name} refused: ${entry.text} (${hex(cc)})`;
    return new IpmiError({ code: entry.code, device: this.name, finding, advice: entry.advice, status: cc });
  }

  #error(code: IpmiError['code'], finding: string, advice: string, cause?: unknown): IpmiError {
    return new IpmiError({ code, device: this.name, finding, advice, cause });
  }

  #vanished(finding: string): IpmiError {
    return this.#error(
      'vanished',
      `the BMC stopped answering in the middle of a session: ${finding}`,
      'It is restarting, busy or cut off: wait a minute, check the cable',
    );
  }

  /** A BMC that answered before and cannot be reached now has vanished; other failures stay what they are. */
  #vanishedInstead(e: unknown): unknown {
    return e instanceof IpmiError && (e.code === 'timeout' || e.code === 'unreachable') ? this.#vanished(e.finding) : e;
  }
}

function noAnswer(reply: Exclude<Reply, { kind: 'reply' }>): string {
  if (reply.kind === 'network') return `the network then reported ${reply.detail}`;
  if (reply.kind === 'exhausted') return 'too many requests are unanswered';
  return 'no answer came';
}
