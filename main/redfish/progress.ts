/** How far something long is: what a screen needs, from bytes and times alone. */
export interface Progress {
  bytes: number;
  total: number;
  /** Over the last seconds; null before there is anything to tell from. */
  bytesPerSecond: number | null;
  secondsLeft: number | null;
}

const WINDOW_MS = 5_000;
const LEAST_MS = 500;

/** Turns byte counts with their times (monotonic milliseconds) into Progress. */
export class ProgressMeter {
  readonly #total: number;
  #marks: { at: number; bytes: number }[] = [];

  constructor(total: number) {
    this.#total = total;
  }

  at(bytes: number, now: number): Progress {
    const previous = this.#marks.at(-1);
    // One mark per half second is enough, and keeps the list short however small the chunks are.
    if (!previous || now - previous.at >= LEAST_MS) this.#marks.push({ at: now, bytes });
    while ((this.#marks[1]?.at ?? Number.POSITIVE_INFINITY) <= now - WINDOW_MS) this.#marks.shift();
    const first = this.#marks[0];
    const elapsed = first ? now - first.at : 0;
    const rate = first && elapsed >= LEAST_MS ? (1000 * (bytes - first.bytes)) / elapsed : null;
    const secondsLeft = rate === null || rate <= 0 ? null : (this.#total - bytes) / rate;
    return { bytes, total: this.#total, bytesPerSecond: rate, secondsLeft };
  }
}
