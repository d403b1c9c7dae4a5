import type { Clock } from '../../ports/clock.ts';
import type { DatagramFailure, DatagramPort, DatagramSocket } from '../datagram.ts';

export type Arrival = { kind: 'message'; bytes: Buffer } | { kind: 'failed'; failure: DatagramFailure };

const GIVEN_UP: Arrival = { kind: 'failed', failure: { reason: 'other', detail: 'given up' } };

/** More than any BMC sends unasked; what goes beyond is dropped, oldest first. */
const MAX_QUEUE = 64;

/** An alarm rings at least this often, milliseconds: shorter than any wait for an answer, so that none must be moved. */
const LOOK_MS = 250;

/** One socket to one BMC with a queue of what arrived; at most one reader waits at a time. */
export class Link {
  readonly #clock: Clock;
  readonly #queue: Arrival[] = [];
  #socket: DatagramSocket | null = null;
  #wake: (() => void) | null = null;
  #givenUp = false;
  /** When the waiting reader gives up. */
  #until = 0;
  #alarm: { at: number; off: AbortController } | null = null;
  /** Datagrams given to the network. */
  sent = 0;
  /** Sees every arrival first; what it takes (true) is not queued. For packets nobody waits for, such as SOL. */
  divert: ((arrival: Arrival) => boolean) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  static async connect(port: DatagramPort, clock: Clock, host: string, udpPort: number): Promise<Link> {
    const link = new Link(clock);
    link.#socket = await port.connect(host, udpPort, {
      message: (bytes) => link.#push({ kind: 'message', bytes }),
      failed: (failure) => link.#push({ kind: 'failed', failure }),
    });
    return link;
  }

  #push(arrival: Arrival): void {
    if (this.divert?.(arrival)) return;
    if (this.#queue.length >= MAX_QUEUE) this.#queue.shift();
    this.#queue.push(arrival);
    this.#wake?.();
  }

  send(bytes: Buffer): void {
    this.sent++;
    this.#socket?.send(bytes);
  }

  /** Forgets messages nobody waited for; returns a network failure if one is among them. */
  drain(): DatagramFailure | null {
    const failed = this.#queue.find((a) => a.kind === 'failed');
    this.#queue.length = 0;
    return failed?.kind === 'failed' ? failed.failure : null;
  }

  /** The next arrival, or null when none came before `until` (monotonic milliseconds). */
  async next(until: number): Promise<Arrival | null> {
    const waiting = this.#queue.shift();
    if (waiting) return waiting;
    if (until <= this.#clock.monotonic()) return null;
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#setAlarm(until);
    await woken;
    this.#wake = null;
    return this.#queue.shift() ?? (this.#givenUp ? GIVEN_UP : null);
  }

  /**
   * Wakes the reader at `until`. An earlier alarm is left alone and looks again when it rings: most answers come long
   * before it, so that a session of a few exchanges costs one timer.
   */
  #setAlarm(until: number): void {
    this.#until = until;
    if (this.#alarm && this.#alarm.at <= until) return;
    this.#alarm?.off.abort(null);
    const now = this.#clock.monotonic();
    const alarm = { at: Math.min(until, now + LOOK_MS), off: new AbortController() };
    this.#alarm = alarm;
    const ring = () => {
      this.#alarm = null;
      if (!this.#wake) return;
      if (this.#clock.monotonic() >= this.#until) this.#wake();
      else this.#setAlarm(this.#until);
    };
    this.#clock.sleep(alarm.at - now, alarm.off.signal).then(ring, () => undefined);
  }

  /** Whoever waits for an arrival, now or later, is told that there will be none. */
  giveUp(): void {
    this.#givenUp = true;
    this.#wake?.();
  }

  async close(): Promise<void> {
    this.#alarm?.off.abort(null);
    this.#alarm = null;
    await this.#socket?.close();
  }
}
