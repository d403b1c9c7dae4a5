/** A serial console with its log, as the application answers probes from it. Tests only. */
import { linePattern, type ProbeAnswer, type ProbeOrder } from '../engine.ts';

export class Console {
  readonly #lines: { at: number; text: string }[] = [];

  print(at: number, text: string): void {
    this.#lines.push({ at, text });
  }

  /** The newest line that fits the order and is not older than its `since`. */
  probe({ pattern = '', since = '' }: ProbeOrder, now: number): ProbeAnswer {
    const match = linePattern(pattern);
    const seen = this.#lines.filter(({ at }) => at >= Date.parse(since) && at <= now);
    const values = seen.map(({ text }) => match(text)).filter((value) => value !== null);
    return { fields: { line: values.at(-1) ?? null }, serial: null };
  }
}
