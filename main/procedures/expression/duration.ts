/** Durations as procedures write them: a number and one unit. Always seconds inside. */
const UNITS = { s: 1, min: 60, h: 3600, d: 86_400 } as const;
type Unit = keyof typeof UNITS;

/** Seconds of `30s`, `20min`, `2h`, `14d`, or null when the text is no duration. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(s|min|h|d)$/.exec(text);
  return match ? Number(match[1]) * UNITS[match[2] as Unit] : null;
}

/** The largest unit that leaves a whole number, so that printing and parsing agree. */
export function printDuration(seconds: number): string {
  for (const unit of ['d', 'h', 'min'] as const) {
    if (seconds !== 0 && seconds % UNITS[unit] === 0) return `${seconds / UNITS[unit]}${unit}`;
  }
  return `${seconds}s`;
}
