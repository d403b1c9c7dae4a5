import type { Clock } from '../../ports/clock.ts';
import { DecodeError } from '../bytes.ts';
import type { Command } from '../commands/command.ts';
import { deactivatePayload } from '../commands/deactivate-payload.ts';
import { getPayloadInstanceInfo } from '../commands/get-payload-instance-info.ts';
import type { LiveSession, Reply } from '../session/live.ts';
import { decodeSol } from '../wire/sol.ts';
import { type ActivateOptions, activateSol, SERIAL } from './activate.ts';
import { dueOf, roomOf, type SolInput, type SolState, startSol, step } from './protocol.ts';

/** Why a running console ended. */
export type LossReason = 'link' | 'deactivated' | 'unencrypted';

export interface RunEvents {
  data(bytes: Buffer): void;
  paused(paused: boolean): void;
  overrun(): void;
  /** Once, and nothing after it. */
  lost(reason: LossReason, finding: string): void;
}

export interface RunOptions extends ActivateOptions {
  clock: Clock;
  /** The BMC is asked this often whether SOL is still active, milliseconds; null for never. Quirk `sol-does-not-count`. */
  keepAliveMs: number | null;
}

/** Reads in vain, each of them repeated by the session, before the link counts as lost. */
const PROBES = 3;
const PROBE_MS = 3_000;
const CLOSE_MS = 2_000;
const NETWORK_WAIT_MS = 1_000;

/** SOL on one session, from its activation to its loss or end: drives the protocol with packets and time. */
export class SolRun {
  readonly #session: LiveSession;
  readonly #clock: Clock;
  readonly #options: RunOptions;
  readonly #events: RunEvents;
  #sol: SolState | null = null;
  #encrypted = true;
  /** How the BMC names our session as the holder of the console; null when it does not. */
  #holderId: number | null = null;
  /** Packets that came before the answer to the activation. */
  #early: { bytes: Buffer; order: number; encrypted: boolean }[] | null = [];
  #timer: { at: number; stop: AbortController } | null = null;
  #watch: AbortController | null = null;
  #hurried = false;
  #asking: Promise<unknown> = Promise.resolve();
  #flushed: { resolve: () => void; reject: () => void }[] = [];
  #ended = false;

  private constructor(session: LiveSession, options: RunOptions, events: RunEvents) {
    this.#session = session;
    this.#clock = options.clock;
    this.#options = options;
    this.#events = events;
  }

  /** Activates SOL on an open session; what arrives waits for `start`. Throws IpmiError as `activateSol` does. */
  static async activate(session: LiveSession, options: RunOptions, events: RunEvents): Promise<SolRun> {
    const run = new SolRun(session, options, events);
    session.attachSol({
      payload: (bytes, order, encrypted) => run.#arrived(bytes, order, encrypted),
      failed: () => run.#hurry(),
    });
    const { settings, encrypted } = await activateSol(session, options);
    run.#sol = startSol(settings);
    run.#encrypted = encrypted;
    const info = await run.ask(getPayloadInstanceInfo, SERIAL, options.deadline);
    run.#holderId = info.kind === 'reply' && info.cc === 0 ? (holderOf(info.data) ?? null) : null;
    return run;
  }

  /** The BMC's id of the session, as it names the holder of the console. */
  get sessionId(): number {
    return this.#holderId ?? this.#session.bmcId;
  }

  /** When the BMC was last heard, milliseconds of wall time. */
  get heardAt(): number {
    return this.#clock.now() - this.#session.unheard;
  }

  /** Characters that can be written now. */
  get room(): number {
    return this.#sol ? roomOf(this.#sol) : 0;
  }

  /** From now on events are told; first those of packets that came early. */
  start(): void {
    const early = this.#early ?? [];
    this.#early = null;
    if (this.#sol?.settings.impatient) this.#apply({ kind: 'primer' });
    for (const { bytes, order, encrypted } of early) this.#arrived(bytes, order, encrypted);
    void this.#keepWatch();
  }

  write(bytes: Buffer): void {
    this.#apply({ kind: 'write', bytes });
  }

  sendBreak(): void {
    this.#apply({ kind: 'break' });
  }

  /** Resolves when everything written was accepted, rejects (with nothing) when that cannot happen any more. */
  flushed(): Promise<void> {
    if (this.#ended) return Promise.reject();
    if (!this.#sol || (this.#sol.waiting === 0 && !this.#sol.outstanding && this.#sol.queue.length === 0))
      return Promise.resolve();
    return new Promise((resolve, reject) => this.#flushed.push({ resolve, reject }));
  }

  /** One exchange on the session beside the console's traffic, one at a time. */
  ask<Q>(command: Command<Q, unknown>, request: Q, deadline: number): Promise<Reply> {
    const reply = this.#asking.then((): Reply | Promise<Reply> =>
      this.#ended ? { kind: 'silent' } : this.#session.read(command, request, deadline),
    );
    this.#asking = reply.catch(() => undefined);
    return reply;
  }

  /** Deactivates the payload and closes the session. */
  async close(): Promise<void> {
    if (this.#ended) return;
    this.#end();
    await this.#asking;
    await this.#session.read(deactivatePayload, SERIAL, this.#clock.monotonic() + CLOSE_MS);
    await this.#session.close();
  }

  #end(): void {
    this.#ended = true;
    this.#timer?.stop.abort();
    this.#watch?.abort();
    for (const { reject } of this.#flushed.splice(0)) reject();
  }

  #lose(reason: LossReason, finding: string): void {
    if (this.#ended) return;
    this.#end();
    // After a lost link the BMC still holds our payload, and that it does tells the next session that it has not restarted.
    void (reason === 'link' ? this.#session.abandon() : this.#session.close());
    this.#events.lost(reason, finding);
  }

  #arrived(bytes: Buffer, order: number, encrypted: boolean): void {
    if (this.#ended) return;
    if (this.#early) {
      this.#early.push({ bytes, order, encrypted });
      return;
    }
    if (this.#encrypted && !encrypted) {
      this.#lose('unencrypted', 'the BMC sends the console in the clear although encryption was agreed');
      return;
    }
    try {
      const packet = decodeSol(bytes);
      this.#apply({ kind: 'packet', packet, order, room: Number.POSITIVE_INFINITY });
    } catch (e) {
      if (!(e instanceof DecodeError)) throw e;
    }
  }

  #apply(input: SolInput): void {
    if (this.#ended || !this.#sol) return;
    const { state, send, delivered, notices } = step(this.#sol, input, this.#clock.monotonic());
    this.#sol = state;
    for (const payload of send) this.#session.sendSol(payload, this.#encrypted);
    for (const bytes of delivered) this.#events.data(bytes);
    for (const notice of notices) {
      if (notice === 'silent') this.#hurry();
      else if (notice === 'paused' || notice === 'resumed') this.#events.paused(notice === 'paused');
      else if (notice === 'overrun') this.#events.overrun();
      else if (notice === 'drained') for (const { resolve } of this.#flushed.splice(0)) resolve();
      else if (notice === 'deactivating') this.#lose('deactivated', 'the BMC ended the console');
    }
    this.#arm();
  }

  /** One sleeper for the next tick; one that wakes early does no harm. */
  #arm(): void {
    const due = this.#sol && !this.#ended ? dueOf(this.#sol) : null;
    if (due === null || (this.#timer && this.#timer.at <= due)) return;
    this.#timer?.stop.abort();
    const timer = { at: due, stop: new AbortController() };
    this.#timer = timer;
    void this.#clock.sleep(Math.max(0, due - this.#clock.monotonic()), timer.stop.signal).then(
      () => {
        this.#timer = null;
        this.#apply({ kind: 'tick' });
        this.#arm();
      },
      () => undefined,
    );
  }

  /** Asks the BMC now instead of at the next keep-alive. */
  #hurry(): void {
    this.#hurried = true;
    this.#watch?.abort();
  }

  async #keepWatch(): Promise<void> {
    const { keepAliveMs } = this.#options;
    while (!this.#ended) {
      this.#watch = new AbortController();
      const wait = keepAliveMs === null ? 2 ** 31 - 1 : Math.max(0, keepAliveMs - this.#session.idle);
      if (!this.#hurried) await this.#clock.sleep(wait, this.#watch.signal).catch(() => undefined);
      if (this.#ended) return;
      if (!this.#hurried && (keepAliveMs === null || this.#session.idle < keepAliveMs)) continue;
      await this.#probe();
      this.#hurried = false;
    }
  }

  /** Whether the BMC still answers, and still has SOL active. */
  async #probe(): Promise<void> {
    for (let n = 1; n <= PROBES && !this.#ended; n++) {
      const deadline = this.#clock.monotonic() + PROBE_MS;
      const reply = await this.ask(getPayloadInstanceInfo, SERIAL, deadline);
      if (this.#ended) return;
      if (reply.kind === 'reply') {
        const holder = reply.cc === 0 ? holderOf(reply.data) : undefined;
        if (holder === undefined || this.#holderId === null || holder === this.#holderId) return;
        const finding =
          holder === null ? 'the BMC has ended the console' : 'another session has taken the console over';
        return this.#lose('deactivated', finding);
      }
      if (reply.kind === 'network') await this.#clock.sleep(NETWORK_WAIT_MS);
    }
    this.#lose('link', 'the BMC stopped answering');
  }
}

/** The session that holds the console, null for none; undefined when the answer does not tell: it is an answer all the same. */
function holderOf(data: Buffer): number | null | undefined {
  try {
    return getPayloadInstanceInfo.decodeResponse(data).sessionId;
  } catch (e) {
    if (e instanceof DecodeError) return undefined;
    throw e;
  }
}
