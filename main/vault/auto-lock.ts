import type { Clock } from '../ports/clock.ts';

/** A machine that slept tells nobody, and its timers have slept with it: so the time is looked at this often. */
const LOOK_MS = 15_000;

/**
 * Calls `lock` once nobody has used the vault for so many minutes. It knows nothing of what use is: see
 * main/app/vault-use.ts. Idle time is the longer one of wall time, which goes on while the machine sleeps, and the
 * time of the process, which nobody can set back.
 */
export class AutoLock {
  readonly #clock: Clock;
  readonly #minutes: () => number;
  readonly #lock: () => void;
  #watch: AbortController | null = null;
  #lastUse = { wall: 0, own: 0 };

  /** `minutes` is asked at every look, so that a changed setting takes effect at once. */
  constructor(clock: Clock, minutes: () => number, lock: () => void) {
    this.#clock = clock;
    this.#minutes = minutes;
    this.#lock = lock;
  }

  /** The vault was opened. */
  start(): void {
    this.stop();
    this.used();
    this.#watch = new AbortController();
    void this.#run(this.#watch.signal);
  }

  /** Somebody used the vault, or is at the screen at least. */
  used(): void {
    this.#lastUse = { wall: this.#clock.now(), own: this.#clock.monotonic() };
  }

  /** The vault was locked, or the process ends. */
  stop(): void {
    this.#watch?.abort();
    this.#watch = null;
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (;;) {
      const left = this.#minutes() * 60_000 - this.#idle();
      if (left <= 0) break;
      await this.#clock.sleep(Math.min(left, LOOK_MS), signal).catch(() => undefined);
      if (signal.aborted) return;
    }
    this.stop();
    this.#lock();
  }

  #idle(): number {
    const { wall, own } = this.#lastUse;
    return Math.max(this.#clock.now() - wall, this.#clock.monotonic() - own);
  }
}
