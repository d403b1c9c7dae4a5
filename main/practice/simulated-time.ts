import type { Clock } from '../ports/clock.ts';

/** The time of a practice model: seconds since its start, so many of them in a real one, and a bell for what is due next. */
export class SimulatedTime {
  readonly #clock: Clock;
  readonly #scale: number;
  readonly #started: number;
  #bell = new AbortController();

  /** `scale`: simulated seconds that pass in one real second. */
  constructor(clock: Clock, scale: number) {
    this.#clock = clock;
    this.#scale = scale;
    this.#started = clock.monotonic();
  }

  /** Simulated seconds since the start. */
  get now(): number {
    return ((this.#clock.monotonic() - this.#started) / 1000) * this.#scale;
  }

  /** Real milliseconds that so many simulated seconds take, rounded up. */
  realMs(seconds: number): number {
    return Math.ceil((seconds * 1000) / this.#scale);
  }

  /** Calls `wake` when so many simulated seconds are over, instead of what it was to call before; null: not at all. */
  wakeAfter(seconds: number | null, wake: () => void): void {
    this.stop();
    if (seconds === null) return;
    this.#bell = new AbortController();
    this.#clock.sleep(Math.max(1, this.realMs(seconds)), this.#bell.signal).then(wake, () => undefined);
  }

  /** Nobody is woken any more. */
  stop(): void {
    this.#bell.abort();
  }
}
