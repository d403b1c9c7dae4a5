/** What every part of the contract speaks in: languages, failures, readings, verdicts. */

export type Language = 'en' | 'de';
export type Text = Readonly<Record<Language, string>>;

/** Where a statement comes from: a seed document, its section, its lines. `tool` marks a rule of our own. */
export interface Source {
  document: string;
  section?: string;
  lines?: string;
}

/** Codes are stable; the renderer looks up `errors.<code>` in its locale and falls back to `message`. */
export interface Failure {
  code: string;
  /** English sentence, names the device, never contains a secret. */
  message: string;
  /** English sentence: the next thing to try. */
  advice?: string;
  /** Values for the localised sentence, e.g. { device: 'sps-b (127.0.0.1:9623)' }. */
  params?: Record<string, string | number>;
  /** The sentence in both languages, where it comes from a procedure. */
  text?: Text;
}
export type Result<T> = { ok: true; value: T } | { ok: false; error: Failure };

/** A value the tool has read, or why it could not. `value: null` is drawn as "not read", never as a state. */
export interface Reading<T> {
  value: T | null;
  /** When it was read (not when it was shown). */
  at: string | null;
  error: Failure | null;
}

export type Power = 'on' | 'off';
export type Severity = 'hard' | 'gated' | 'soft' | 'timer';

/** One rule that stands in the way (or asks for something) at this moment. */
export interface Verdict {
  rule: string;
  severity: Severity;
  title: Text;
  reason: Text;
  /** What would lift it. */
  lift: Text;
  source: Source;
  runId: string | null;
  /** The actions this rule blocks on the device or step it was evaluated for. */
  blocks: string[];
  /** The device whose facts it was evaluated with, and the key to waive it for that device; absent: the run's facts. */
  scope?: string;
  device?: string;
  /** The predicate's parts that are not met, in words of the expression, for people who want to know exactly. */
  unmet: string[];
}
