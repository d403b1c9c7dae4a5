import type { DatagramFailure, DatagramPort } from '../../ipmi/datagram.ts';
import type { Clock } from '../../ports/clock.ts';
import type { BmcCore } from './core.ts';

/** A clock that stands still until everything waits, then jumps to the next timer: minutes of protocol in milliseconds. */
export class SimClock implements Clock {
  #now = 0;
  #timers: { at: number; wake: () => void }[] = [];

  now(): number {
    return 1_700_000_000_000 + this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer = { at: this.#now + ms, wake: resolve };
      this.#timers.push(timer);
      signal?.addEventListener('abort', () => {
        this.#timers = this.#timers.filter((t) => t !== timer);
        reject(signal.reason);
      });
    });
  }

  /** Lets simulated time pass until the promise is settled. Throws when nothing is left that could settle it. */
  async run<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const watched = promise.finally(() => {
      settled = true;
    });
    watched.catch(() => undefined);
    for (;;) {
      await calm();
      if (settled) return watched;
      if (!this.#step()) throw new Error('the simulation waits for something that never comes');
    }
  }

  /** Lets `ms` of simulated time pass. */
  async pass(ms: number): Promise<void> {
    await this.run(this.sleep(ms));
  }

  #step(): boolean {
    this.#timers.sort((a, b) => a.at - b.at);
    const next = this.#timers.shift();
    if (!next) return false;
    this.#now = Math.max(this.#now, next.at);
    next.wake();
    return true;
  }
}

/** All promise reactions that can run now have run. */
function calm(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export type Direction = 'request' | 'answer';

export interface SimNetwork extends DatagramPort {
  /** One-way delay, milliseconds. */
  latencyMs: number;
  /** What becomes of a datagram: the copies that arrive, each with an extra delay. [] loses it. */
  fate: (direction: Direction, bytes: Buffer) => { bytes: Buffer; delayMs: number }[];
  /** When set, a request brings this failure instead of arriving (ICMP). */
  failure: DatagramFailure | null;
  /** Every request that left the client. */
  readonly sent: Buffer[];
}

const arrives = (_: Direction, bytes: Buffer) => [{ bytes, delayMs: 0 }];

/** A network with one BMC on it, in memory and on the simulated clock. */
export function simNetwork(core: BmcCore, clock: SimClock): SimNetwork {
  const network: SimNetwork = {
    latencyMs: 1,
    fate: arrives,
    failure: null,
    sent: [],
    connect(_host, _port, events) {
      let open = true;
      const answer = (bytes: Buffer, delayMs: number) => {
        for (const copy of network.fate('answer', bytes)) {
          const wait = network.latencyMs + delayMs + copy.delayMs;
          void clock.sleep(wait).then(() => open && events.message(copy.bytes));
        }
      };
      return Promise.resolve({
        send(bytes) {
          network.sent.push(bytes);
          const { failure } = network;
          if (failure) {
            void clock.sleep(network.latencyMs).then(() => open && events.failed(failure));
            return;
          }
          for (const copy of network.fate('request', bytes)) {
            void clock.sleep(network.latencyMs + copy.delayMs).then(() => {
              for (const out of core.receive(copy.bytes, clock.monotonic())) answer(out.bytes, out.delayMs);
            });
          }
        },
        close() {
          open = false;
          return Promise.resolve();
        },
      });
    },
  };
  return network;
}

/** A small seeded generator (mulberry32): the same seed gives the same run. Returns numbers from 0 up to 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
