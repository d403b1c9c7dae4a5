import { parse } from 'yaml';
import { z } from 'zod';
import type { Ask, FactValue } from '../../preload/contract.ts';

const value = z.union([z.string(), z.number(), z.boolean()]);
const override = z.strictObject({
  reason: z.string().min(1),
  secondPerson: z.string().default(''),
  supportCase: z.string().default(''),
});
const given = z.union([value, z.record(z.string(), value)]);
const schema = z.record(z.string(), z.union([given, z.array(given).min(1), override]));

const ruleId = /^I-[A-Z]+-\d{3}$/;
const largest = 1_000_000;

/**
 * What a run may be told without a person: step path → value, step path → { fact: value }, `true` for a guide step,
 * `go` for an act step; a list for a step that is come to several times, the last for all further ones (without the `#n` of a path for every device of a list; with it, it wins); rule id → `acknowledge`, or → { reason, secondPerson, supportCase } for a gated rule.
 */
export class Answers {
  readonly #entries: Map<string, unknown>;
  readonly #given = new Map<string, number>();

  constructor(entries: Record<string, unknown>) {
    this.#entries = new Map(Object.entries(entries));
  }

  /** @throws Error with line and column for YAML, or the path inside the document. */
  static parse(text: string): Answers {
    if (text.length > largest) throw new Error('The answers file is larger than 1 MB.');
    const decoded = schema.safeParse(parse(text) ?? {});
    if (!decoded.success) {
      const [issue] = decoded.error.issues;
      throw new Error(`The answers file is not a map of steps to values: ${issue?.path.join('.')}: ${issue?.message}`);
    }
    return new Answers(decoded.data);
  }

  /**
   * The values for a step's asks; null when there are none. A single value answers a single ask; facts that are asked
   * for and not in the map are left out. `now` for a time is the instant `now` (milliseconds since the epoch). Each step
   * is answered at most `often` times, so that a wrong answer cannot loop.
   */
  forStep(
    path: string,
    asks: readonly Pick<Ask, 'fact' | 'type'>[],
    now: number,
    often = 3,
  ): Record<string, FactValue> | null {
    const turn = this.#given.get(path) ?? 0;
    const taken = this.#take(path, often);
    if (taken === undefined) return null;
    const entry: unknown = Array.isArray(taken) ? taken[Math.min(turn, taken.length - 1)] : taken;
    const [only] = asks;
    const single = only === undefined ? {} : { [only.fact]: entry as FactValue };
    const values = typeof entry === 'object' && entry !== null ? (entry as Record<string, FactValue>) : single;
    const times = asks.filter(({ fact, type }) => type === 'time' && values[fact] === 'now');
    return { ...values, ...Object.fromEntries(times.map(({ fact }) => [fact, new Date(now).toISOString()])) };
  }

  /** True once: one `go` is one attempt. */
  goes(path: string): boolean {
    return this.#entry(path) === 'go' && this.#take(path, 1) !== undefined;
  }

  /** Once for the run, and once for each device (`scope`) that the rule is evaluated for. */
  acknowledges(rule: string, scope = ''): boolean {
    if (!ruleId.test(rule) || this.#entries.get(rule) !== 'acknowledge') return false;
    return this.#take(rule, 1, `${rule} ${scope}`) !== undefined;
  }

  /** As `acknowledges`, for a gated rule. */
  overrides(rule: string, scope = ''): { reason: string; secondPerson: string; supportCase: string } | null {
    const decoded = override.safeParse(this.#entries.get(rule));
    return decoded.success && this.#take(rule, 1, `${rule} ${scope}`) !== undefined ? decoded.data : null;
  }

  /** What is said of `call#2/step`, or else of `call/step` for every device. */
  #entry(path: string): unknown {
    return this.#entries.get(path) ?? this.#entries.get(path.replaceAll(/#\d+/g, ''));
  }

  #take(path: string, often: number, counted = path): unknown {
    const given = this.#given.get(counted) ?? 0;
    const entry = this.#entry(path);
    if (given >= often || entry === undefined) return undefined;
    this.#given.set(counted, given + 1);
    return entry;
  }
}
