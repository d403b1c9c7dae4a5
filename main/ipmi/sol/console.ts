import type { Failure } from '../../../preload/contract.ts';
import { type Clock, systemClock } from '../../ports/clock.ts';
import { DecodeError } from '../bytes.ts';
import type { Read } from '../commands/command.ts';
import { completion } from '../completion-codes.ts';
import { type DatagramPort, udp } from '../datagram.ts';
import { IpmiError } from '../errors.ts';
import { type BmcOptions, deviceName, handshakeConfig, IPMI_PORT } from '../options.ts';
import type { Privilege } from '../privilege.ts';
import type { HandshakeConfig } from '../session/handshake.ts';
import { Link } from '../session/link.ts';
import { isPortClosed, openSession } from '../session/open.ts';
import { unencrypted } from './activate.ts';
import { type LossReason, SolRun } from './run.ts';

export { deactivatePayload } from '../commands/deactivate-payload.ts';
export { SERIAL } from './activate.ts';

export type SolEvent =
  /** In order, each byte once. */
  | { kind: 'data'; bytes: Buffer }
  | { kind: 'state'; state: SolStateName; failure: Failure | null }
  /** Bytes of this time, milliseconds since 1970, may be missing. Comes before the first byte after it. */
  | { kind: 'gap'; from: number; to: number; reason: GapReason };
export type SolStateName = 'connecting' | 'open' | 'paused' | 'lost' | 'closed';
export type GapReason = 'link' | 'bmc-reset' | 'overrun' | 'deactivated';

export interface SolOptions extends BmcOptions {
  /** Open a lost console again, for as long as it takes; true if not given. */
  reconnect?: boolean;
  /** The operator agreed to a console in the clear, should the BMC offer no other. */
  unencryptedConsent?: boolean;
}

const TIMEOUT_MS = 8_000;
const KEEP_ALIVE_MS = 20_000;
const CAPACITY = 64 * 1024;
/** Waits before each attempt to open a lost console again, milliseconds; the last one repeats. */
const BACK_OFF = [1_000, 2_000, 4_000, 8_000, 10_000];
/** Who ended our console may want it himself: he comes first. */
const YIELD_MS = 10_000;
/** A BMC keeps a session that fell silent this long (IPMI 2.0 section 6.12.15: 60 s, give or take 3). */
const SESSION_TIMEOUT_MS = 57_000;

interface Loss {
  /** When the BMC was last heard, wall time. */
  from: number;
  reason: LossReason;
}

/**
 * The serial console of one system over its own session. Open it once; it then lives, through BMC resets and lost links,
 * until `close`. Input that the BMC had not accepted when the console was lost is discarded, never sent late: the machine
 * may be in another state by then.
 */
export class SolConsole implements AsyncDisposable {
  readonly name: string;
  readonly #host: string;
  readonly #port: number;
  readonly #config: HandshakeConfig;
  readonly #level: Privilege;
  readonly #timeoutMs: number;
  readonly #keepAliveMs: number | null;
  readonly #reconnect: boolean;
  readonly #consent: boolean;
  readonly #clock: Clock;
  readonly #datagrams: DatagramPort;
  readonly #listener: (event: SolEvent) => void;
  /** Sessions that were ours and are lost. */
  readonly #former = new Set<number>();
  /** Sessions of attempts to open it that failed on the way. */
  readonly #stray = new Set<number>();
  readonly #stop = new AbortController();
  #run: SolRun | null = null;
  #link: Link | null = null;
  #work: Promise<void> | null = null;
  #ending: Promise<void> | null = null;

  /** Throws IpmiError `usage` or `cipher-consent`; does not touch the network. */
  constructor(options: SolOptions, listener: (event: SolEvent) => void) {
    this.#host = options.host;
    this.#port = options.port ?? IPMI_PORT;
    this.name = deviceName(this.#host, this.#port);
    this.#config = handshakeConfig(options);
    this.#level = options.privilege ?? 'operator';
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.#keepAliveMs = options.keepAliveMs === undefined ? KEEP_ALIVE_MS : options.keepAliveMs;
    this.#reconnect = options.reconnect ?? true;
    this.#consent = options.unencryptedConsent ?? false;
    this.#clock = options.clock ?? systemClock;
    this.#datagrams = options.datagrams ?? udp;
    this.#listener = listener;
  }

  /**
   * Logs in and activates the console. Rejects with IpmiError: `held` when another session has it (nothing was taken),
   * `unencrypted` when the BMC insists on the clear and nobody agreed, and those of a login. The console is then closed.
   */
  async open(): Promise<void> {
    if (this.#work || this.#ending) throw this.#error('usage', 'this console was opened before', 'Open a new one');
    this.#tell('connecting', null);
    const opening = this.#connect(() => undefined);
    this.#work = opening.then(
      () => undefined,
      () => undefined,
    );
    let run: SolRun;
    try {
      run = await opening;
    } catch (e) {
      await this.#end(e instanceof IpmiError ? e.toFailure() : null);
      throw e;
    }
    this.#tell('open', null);
    run.start();
  }

  /** Queues input. Throws IpmiError `busy` when 64 KiB wait already, `vanished` while the console is not open. */
  write(bytes: Buffer): void {
    const run = this.#running();
    if (bytes.length > run.room)
      throw this.#error('busy', 'the machine does not take its input', 'Wait until it does, or open the console anew');
    run.write(Buffer.from(bytes));
  }

  /** Resolves when the BMC has accepted every byte written. Rejects with IpmiError `vanished` when they were discarded. */
  async flushed(): Promise<void> {
    await this.#running()
      .flushed()
      .catch(() => {
        throw this.#error('vanished', 'the console was lost and its waiting input discarded', 'Type it again');
      });
  }

  /** A break on the serial line, in its place among the bytes written. Throws IpmiError `vanished` while not open. */
  sendBreak(): void {
    this.#running().sendBreak();
  }

  /** One read on the console's own session. Throws IpmiError. */
  async read<Q, R>(command: Read<Q, R>, request: Q): Promise<R> {
    const reply = await this.#running().ask(command, request, this.#clock.monotonic() + this.#timeoutMs);
    if (reply.kind !== 'reply')
      throw this.#error('vanished', `no answer to ${command.name}`, 'Wait until the console is open again');
    if (reply.cc !== 0) {
      const { text, code, advice } = completion(command.netFn, command.cmd, reply.cc);
      const finding = `${command.name} refused: ${text}`;
      throw new IpmiError({ code, device: this.name, finding, advice, status: reply.cc });
    }
    try {
      return command.decodeResponse(reply.data);
    } catch (e) {
      if (!(e instanceof DecodeError)) throw e;
      throw this.#error('protocol', e.message, 'The BMC answers against the specification: note its firmware version');
    }
  }

  /** Gives the console back to the BMC, logs out and forgets the password. The object cannot be used again. */
  close(): Promise<void> {
    return this.#end(null);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #end(failure: Failure | null): Promise<void> {
    this.#ending ??= this.#shut(failure);
    return this.#ending;
  }

  async #shut(failure: Failure | null): Promise<void> {
    this.#stop.abort();
    this.#link?.giveUp();
    await this.#work;
    await this.#run?.close();
    this.#run = null;
    this.#config.password.fill(0);
    this.#config.kg?.fill(0);
    this.#tell('closed', failure);
  }

  /** A new session with SOL active on it; nothing is told before `start`. */
  async #connect(survived: () => void): Promise<SolRun> {
    const deadline = this.#clock.monotonic() + this.#timeoutMs;
    const link = await Link.connect(this.#datagrams, this.#clock, this.#host, this.#port);
    this.#link = link;
    try {
      if (this.#ending) throw this.#error('usage', 'the console was closed', 'Open a new one');
      const { session } = await openSession(link, this.#clock, this.#config, deadline, this.name, () => undefined);
      try {
        const run = await SolRun.activate(
          session,
          {
            device: this.name,
            port: this.#port,
            level: this.#level,
            unencryptedConsent: this.#consent,
            former: this.#former,
            stray: this.#stray,
            survived,
            capacity: CAPACITY,
            deadline,
            clock: this.#clock,
            keepAliveMs: this.#keepAliveMs,
          },
          {
            data: (bytes) => this.#listener({ kind: 'data', bytes }),
            paused: (paused) => this.#tell(paused ? 'paused' : 'open', null),
            overrun: () => this.#gap(this.#clock.now(), 'overrun'),
            lost: (reason, finding) => this.#lost(reason, finding),
          },
        );
        this.#run = run;
        this.#stray.clear();
        return run;
      } catch (e) {
        this.#stray.add(session.bmcId);
        // An activation whose answer was lost ends with its session.
        await session.close();
        throw e;
      }
    } catch (e) {
      await link.close();
      throw e;
    } finally {
      this.#link = null;
    }
  }

  #lost(reason: LossReason, finding: string): void {
    const run = this.#run;
    this.#run = null;
    if (!run || this.#ending) return;
    this.#former.add(run.sessionId);
    const error =
      reason === 'unencrypted'
        ? unencrypted(this.name, finding)
        : this.#error('vanished', finding, 'The console opens again by itself when the BMC is back');
    if (!this.#reconnect || reason === 'unencrypted') {
      void this.#end(error.toFailure());
      return;
    }
    this.#tell('lost', error.toFailure());
    this.#work = this.#reopen({ from: run.heardAt, reason });
  }

  /** Until it is open again or closed. */
  async #reopen(loss: Loss): Promise<void> {
    let restarted = false;
    let survived = false;
    let told = 'vanished';
    for (let attempt = 0; !this.#ending; attempt++) {
      const wait = loss.reason === 'deactivated' ? YIELD_MS : BACK_OFF[Math.min(attempt, BACK_OFF.length - 1)];
      try {
        await this.#clock.sleep(wait ?? YIELD_MS, this.#stop.signal);
      } catch {
        return;
      }
      try {
        const run = await this.#connect(() => {
          survived = true;
        });
        if (this.#ending) return;
        // A BMC that forgot our session before its time has restarted.
        restarted ||= !survived && this.#clock.now() - loss.from < SESSION_TIMEOUT_MS;
        this.#former.clear();
        this.#tell('open', null);
        this.#gap(loss.from, loss.reason === 'deactivated' ? 'deactivated' : restarted ? 'bmc-reset' : 'link');
        run.start();
        return;
      } catch (e) {
        if (!(e instanceof IpmiError)) throw e;
        if (isPortClosed(e)) {
          restarted = true;
          // The ids of its sessions start anew: the same one may soon be somebody else's.
          this.#former.clear();
          this.#stray.clear();
        }
        if (e.code !== told && !this.#ending) this.#tell('lost', e.toFailure());
        told = e.code;
      }
    }
  }

  #running(): SolRun {
    if (this.#run) return this.#run;
    throw this.#error('vanished', 'the console is not open', 'Wait until it is open again: input is not kept');
  }

  #tell(state: SolStateName, failure: Failure | null): void {
    this.#listener({ kind: 'state', state, failure });
  }

  #gap(from: number, reason: GapReason): void {
    this.#listener({ kind: 'gap', from, to: this.#clock.now(), reason });
  }

  #error(code: IpmiError['code'], finding: string, advice: string): IpmiError {
    return new IpmiError({ code, device: this.name, finding, advice });
  }
}
