import type { Clock } from '../../ports/clock.ts';
import type { DatagramFailure, DatagramPort, DatagramSocket } from '../datagram.ts';

export type Arrival = { kind: 'message'; bytes: Buffer } | { kind: 'failed'; failure: DatagramFailure };

/** More than any BMC sends unasked; what goes beyond is dropped, oldest first. */
const MAX_QUEUE = 64;

/** One socket to one BMC with a queue of what arrived; at most one reader waits at a time. */
export class Link {
  readonly #clock: Clock;
  readonly #queue: Arrival[] = [];
  #socket: DatagramSocket | null = null;
  #wake: (() => void) | null = null;
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
    const left = until - this.#clock.monotonic();
    if (left <= 0) return null;
    const timer = new AbortController();
    const arrival = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await Promise.race([arrival, this.#clock.sleep(left, timer.signal).catch(() => undefined)]);
    timer.abort(null); // a reason of its own, because making the default one costs a stack trace for every answer
    this.#wake = null;
    return this.#queue.shift() ?? null;
  }

  /** Whoever waits for an arrival, now or next, is told that there will be none. */
  giveUp(): void {
    this.#push({ kind: 'failed', failure: { reason: 'other', detail: 'given up' } });
  }

  async close(): Promise<void> {
    await this.#socket?.close();
  }
}
