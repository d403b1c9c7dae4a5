import { randomBytes } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import { DecodeError } from '../bytes.ts';
import { closeSession } from '../commands/close-session.ts';
import type { Command } from '../commands/command.ts';
import type { Privilege } from '../privilege.ts';
import { type DecodedMessage, decodeMessage } from '../wire/message.ts';
import { PAYLOAD } from '../wire/packet.ts';
import type { Arrival, Link } from './link.ts';
import { freshPool, restRqSeq, takeRqSeq } from './rqseq.ts';
import { type Opened, open, type SecureSession, seal, sealPayload } from './secure.ts';

/** Who takes the SOL packets of a session, as they arrive. */
export interface SolReceiver {
  /** `order`: session sequence number, tells which of two packets was sent later. */
  payload(bytes: Buffer, order: number, encrypted: boolean): void;
  /** The network complained. */
  failed(detail: string): void;
}

/** What came of one exchange on an open session. */
export type Reply =
  | { kind: 'reply'; cc: number; data: Buffer }
  | { kind: 'silent' }
  | { kind: 'network'; detail: string }
  | { kind: 'exhausted' };

/** Waits before each repetition of a read, milliseconds. The last one is the wait for the last answer. */
const READ_WAITS = [500, 800, 1_200];
/** How far beyond the end of a wait packets from the queue are still looked at, milliseconds. */
const FLOOD_MS = 200;
/** A session is trusted without asking when it answered this recently, milliseconds. */
const TRUST_MS = 10_000;

/** An open session on its socket: reads may be repeated, commands that change something never. */
export class LiveSession {
  readonly #link: Link;
  readonly #clock: Clock;
  #secure: SecureSession;
  #pool = freshPool;
  #lastAnswer: number;
  #lastSol = 0;
  /** An exchange waits for its answer. */
  #asking = false;
  /** Level the session is known to be at; sessions start at User (IPMI 2.0 section 22.18). */
  privilege: Privilege = 'user';
  /** Exchanges that were answered. */
  roundTrips = 0;
  /** Messages with a wrong inner checksum under a right AuthCode (quirk `x9-checksum`). */
  badChecksums = 0;

  constructor(link: Link, clock: Clock, secure: SecureSession) {
    this.#link = link;
    this.#clock = clock;
    this.#secure = secure;
    this.#lastAnswer = clock.monotonic();
  }

  get datagramsSent(): number {
    return this.#link.sent;
  }

  /** Milliseconds since the BMC last answered a message on this session; SOL does not count. */
  get idle(): number {
    return this.#clock.monotonic() - this.#lastAnswer;
  }

  /** Milliseconds since anything genuine came from the BMC, SOL included. */
  get unheard(): number {
    return this.#clock.monotonic() - Math.max(this.#lastAnswer, this.#lastSol);
  }

  /**
   * Whether the session must prove itself with a read before a command that changes something may be sent: it was idle, or
   * the network has complained since. Also forgets stale arrivals.
   */
  get doubtful(): boolean {
    return this.idle > TRUST_MS || this.#link.drain() !== null;
  }

  /** The BMC's id of this session. */
  get bmcId(): number {
    return this.#secure.peerId;
  }

  /** From now on SOL packets go to `receiver`; IPMI messages stay with who asked for them. */
  attachSol(receiver: SolReceiver): void {
    this.#link.divert = (arrival) => this.#divert(arrival, receiver);
  }

  /** `encrypted` as it was agreed when the payload was activated; always authenticated. */
  sendSol(payload: Buffer, encrypted: boolean): void {
    const sealed = sealPayload(this.#secure, PAYLOAD.sol, payload, encrypted ? randomBytes(16) : null);
    this.#secure = sealed.session;
    this.#link.send(sealed.datagram);
  }

  /**
   * Takes SOL packets out of what arrives. Messages wait in the queue until their exchange looks at them, so the receive
   * window sees the two kinds in slightly other order than they came, which its 16 places back allow for.
   */
  #divert(arrival: Arrival, receiver: SolReceiver): boolean {
    if (arrival.kind === 'failed') {
      receiver.failed(arrival.failure.detail);
      // The next exchange must not stumble over a complaint about a SOL packet of long ago.
      return !this.#asking;
    }
    // Byte 5 of the datagram is the payload type (Table 13-8); whether it is genuine is seen when it is opened.
    if (((arrival.bytes[5] ?? 0) & 0x3f) !== PAYLOAD.sol) return false;
    const opened = this.#open(arrival.bytes);
    if (opened) {
      this.#lastSol = this.#clock.monotonic();
      receiver.payload(opened.payload, opened.sequence, opened.encrypted);
    }
    return true;
  }

  /** Sends a read, repeating it with growing waits until `deadline` (monotonic milliseconds). */
  async read<Q>(command: Command<Q, unknown>, request: Q, deadline: number): Promise<Reply> {
    return this.#exchange(command, request, deadline, READ_WAITS);
  }

  /** Sends a command that changes something, exactly once, and waits until `deadline` for its answer. */
  async once<Q>(command: Command<Q, unknown>, request: Q, deadline: number): Promise<Reply> {
    return this.#exchange(command, request, deadline, [deadline - this.#clock.monotonic()]);
  }

  async #exchange<Q>(
    command: Command<Q, unknown>,
    request: Q,
    deadline: number,
    waits: readonly number[],
  ): Promise<Reply> {
    const taken = takeRqSeq(this.#pool, this.#clock.monotonic());
    if (!taken) return { kind: 'exhausted' };
    this.#pool = taken.pool;
    const message = {
      netFn: command.netFn,
      cmd: command.cmd,
      rqSeq: taken.rqSeq,
      data: command.encodeRequest(request),
    };
    let sends = 0;
    for (const wait of waits) {
      if (sends > 0 && this.#clock.monotonic() >= deadline) break;
      this.#send(message);
      sends++;
      const until = Math.min(deadline, this.#clock.monotonic() + wait);
      const reply = await this.#await(message, until);
      if (reply.kind === 'silent') continue;
      const answered = reply.kind === 'reply' ? 1 : 0;
      this.#pool = restRqSeq(this.#pool, taken.rqSeq, sends - answered, this.#clock.monotonic());
      return reply;
    }
    this.#pool = restRqSeq(this.#pool, taken.rqSeq, sends, this.#clock.monotonic());
    return { kind: 'silent' };
  }

  #send(message: Parameters<typeof seal>[1]): void {
    const sealed = seal(this.#secure, message, randomBytes(16));
    this.#secure = sealed.session;
    this.#link.send(sealed.datagram);
  }

  async #await(request: { netFn: number; cmd: number; rqSeq: number }, until: number): Promise<Reply> {
    for (;;) {
      this.#asking = true;
      const arrival = await this.#link.next(until);
      this.#asking = false;
      // Late arrivals are still looked at once, but a flood of foreign packets must not keep this going.
      if (!arrival || this.#clock.monotonic() > until + FLOOD_MS) return { kind: 'silent' };
      if (arrival.kind === 'failed') return { kind: 'network', detail: arrival.failure.detail };
      const message = this.#message(arrival.bytes);
      if (
        !message ||
        message.netFn !== request.netFn + 1 ||
        message.cmd !== request.cmd ||
        message.rqSeq !== request.rqSeq
      )
        continue;
      const cc = message.data[0];
      if (cc === undefined) continue;
      this.roundTrips++;
      this.#lastAnswer = this.#clock.monotonic();
      return { kind: 'reply', cc, data: message.data.subarray(1) };
    }
  }

  /** The message in a genuine new packet of this session, or null. */
  #message(datagram: Buffer): DecodedMessage | null {
    const opened = this.#open(datagram);
    if (opened?.payloadType !== PAYLOAD.ipmi) return null;
    try {
      const message = decodeMessage(opened.payload);
      if (!message.checksumsOk) this.badChecksums++;
      return message;
    } catch (e) {
      if (e instanceof DecodeError) return null;
      throw e;
    }
  }

  /** A genuine new packet of this session, or null; moves the receive window on. */
  #open(datagram: Buffer): Opened | null {
    try {
      const opened = open(this.#secure, datagram);
      this.#secure = opened.session;
      return opened;
    } catch (e) {
      if (e instanceof DecodeError) return null;
      throw e;
    }
  }

  /** Closes the socket and says nothing: the BMC keeps what this session holds until it times out. */
  async abandon(): Promise<void> {
    this.#link.divert = null;
    await this.#link.close();
  }

  /** Sends Close Session, does not wait for the answer (quirk `close-unanswered`), and closes the socket. */
  async close(): Promise<void> {
    const taken = takeRqSeq(this.#pool, this.#clock.monotonic());
    if (taken) {
      const { netFn, cmd } = closeSession;
      this.#send({ netFn, cmd, rqSeq: taken.rqSeq, data: closeSession.encodeRequest(this.#secure.peerId) });
    }
    await this.#link.close();
  }
}
