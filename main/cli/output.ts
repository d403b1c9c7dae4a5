import type { Failure, Language, Text, Verdict } from '../../preload/contract.ts';

/**
 * Where a command's words go: one JSON document on stdout with `--json`, otherwise lines on stdout; everything meant for
 * people only (progress, advice) on stderr, so that stdout stays parseable.
 */
export interface Output {
  readonly json: boolean;
  readonly language: Language;
  /** The result of the command: `document` with --json, `lines` without. Called once. */
  result(document: unknown, lines: readonly string[]): void;
  /** One line of a result that comes piece by piece. */
  line(line: string): void;
  note(line: string): void;
  text(text: Text): string;
}

export function createOutput(
  json: boolean,
  language: Language,
  streams: { out: (text: string) => void; err: (text: string) => void },
): Output {
  return {
    json,
    language,
    result(document, lines) {
      streams.out(json ? `${JSON.stringify(document)}\n` : lines.map((line) => `${line}\n`).join(''));
    },
    line: (line) => streams.out(`${line}\n`),
    note: (line) => streams.err(`${line}\n`),
    text: (text) => text[language],
  };
}

/** One verdict as a person reads it: rule, reason, what lifts it, where it comes from. */
export function verdictLines(output: Output, verdict: Verdict): string[] {
  const { document, section, lines } = verdict.source;
  return [
    `${verdict.rule} (${verdict.severity})${verdict.device ? `, ${verdict.device}` : ''}: ${output.text(verdict.title)}`,
    `  ${output.text(verdict.reason)}`,
    `  → ${output.text(verdict.lift)}`,
    `  [${[document, section, lines].filter(Boolean).join(', ')}]`,
  ];
}

/** What to do about failures, each advice once. */
export function noteAdvice(failures: readonly Failure[], output: Pick<Output, 'note'>): void {
  for (const advice of new Set(failures.flatMap(({ advice }) => advice ?? []))) output.note(advice);
}
