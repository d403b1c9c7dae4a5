import type { Clock } from './clock.ts';

/**
 * A signal that is aborted when the caller's is, or with `late()` when `ms` milliseconds have passed since the start or
 * the last `extend`. End it with `stop`, always.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #over = new AbortController();
  readonly #clock: Clock;
  readonly #ms: number;
  #since: number;

  constructor(clock: Clock, ms: number, outer: AbortSignal | undefined, late: () => Error) {
    this.#clock = clock;
    this.#ms = ms;
    this.#since = clock.monotonic();
    const follow = () => this.#controller.abort(outer?.reason);
    if (outer?.aborted) follow();
    outer?.addEventListener('abort', follow, { signal: this.#over.signal });
    void this.#run(late).catch(() => undefined);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something moved: the time starts anew. */
  extend(): void {
    this.#since = this.#clock.monotonic();
  }

  stop(): void {
    this.#over.abort();
  }

  async #run(late: () => Error): Promise<void> {
    for (;;) {
      const left = this.#since + this.#ms - this.#clock.monotonic();
      if (left <= 0) break;
      await this.#clock.sleep(Math.ceil(left), this.#over.signal);
    }
    if (!this.#over.signal.aborted) this.#controller.abort(late());
  }
}
