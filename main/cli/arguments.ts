import { InvalidArgumentError } from 'commander';

/** Decoders for option values; commander turns their errors into usage errors (exit code 2). */
export function cipherSuite(text: string): 17 | 3 {
  if (text === '17') return 17;
  if (text === '3') return 3;
  throw new InvalidArgumentError('17 (SHA-256) or 3 (SHA-1). Suite 0 has no authentication and is never used.');
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`A whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** A moment, such as 2026-12-01T20:00Z (without a zone: of this computer's), as ISO 8601 in UTC. */
export function instant(text: string): string {
  const at = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) || Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('A time such as 2026-12-01T20:00Z.');
  return at.toISOString();
}

/** Collects `ROLE=DEVICE` pairs of a repeated option. */
export function pairs(text: string, former: Record<string, string>): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError('NAME=VALUE.');
  return { ...former, [text.slice(0, at)]: text.slice(at + 1) };
}

/** As `pairs`, where a name may come several times: its values in the order they were given. */
export function lists(text: string, former: Record<string, string[]>): Record<string, string[]> {
  const [[name, value] = ['', '']] = Object.entries(pairs(text, {}));
  return { ...former, [name]: [...(former[name] ?? []), value] };
}
