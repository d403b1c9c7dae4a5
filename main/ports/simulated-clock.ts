import type { Clock } from './clock.ts';

/**
 * A clock that tests turn by hand. `sleep` resolves when `advance` has passed its end; with `leap: true` every sleep
 * jumps time forward at once, so a loop that polls for minutes runs in no time.
 */
export class SimulatedClock implements Clock {
  #now: number;
  #start: number;
  readonly #leap: boolean;
  #sleepers: { at: number; wake: () => void }[] = [];

  constructor(start = Date.UTC(2026, 10, 21, 8, 0, 0), leap = false) {
    this.#now = start;
    this.#start = start;
    this.#leap = leap;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now - this.#start;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#leap) {
      this.#now += ms;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const sleeper = { at: this.#now + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal.reason);
      });
    });
  }

  /** Lets time pass, from sleeper to sleeper, until the promise is settled. Throws when nothing is left to wait for. */
  async run<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const watched = promise.finally(() => {
      settled = true;
    });
    watched.catch(() => undefined);
    for (;;) {
      await settle();
      if (settled) return watched;
      const next = this.#sleepers.sort((a, b) => a.at - b.at).shift();
      if (!next) throw new Error('the simulation waits for something that never comes');
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
  }

  /** Moves time on and wakes every sleeper whose time has come, in order; lets promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const next = this.#sleepers.filter((s) => s.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#sleepers = this.#sleepers.filter((s) => s !== next);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets everything that is ready to run do so: a macrotask, so that chains of promises of any length are through. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
