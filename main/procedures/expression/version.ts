/**
 * Versions as the appliances and their manuals write them: `5.8.0`, `5 F8` (feature release 8 of major 5, that is 5.8)
 * and `6 LTS` (6.0). Compared number by number; missing numbers count as zero, so that 5 F8 equals 5.8.0.
 */
const DOTTED = /^(\d{1,9})((?:\.\d{1,9}){0,5})$/;
const FEATURE = /^(\d{1,9})\s*F\s*(\d{1,9})$/i;
const LONG_TERM = /^(\d{1,9})(?:\.0)?\s*LTS$/i;

/** The numbers of a version, or null when the text is none. */
export function versionNumbers(text: string): number[] | null {
  const trimmed = text.trim();
  const dotted = DOTTED.exec(trimmed);
  if (dotted) return trimmed.split('.').map(Number);
  const feature = FEATURE.exec(trimmed);
  if (feature) return [Number(feature[1]), Number(feature[2])];
  const longTerm = LONG_TERM.exec(trimmed);
  if (longTerm) return [Number(longTerm[1]), 0];
  return null;
}

/** Negative, zero or positive like a comparator; null when one side is not a version. */
export function compareVersions(left: string, right: string): number | null {
  const a = versionNumbers(left);
  const b = versionNumbers(right);
  if (!a || !b) return null;
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The release family `X.Y`, or null when the text is not a version. */
export function versionFamily(text: string): string | null {
  const numbers = versionNumbers(text);
  return numbers ? `${numbers[0] ?? 0}.${numbers[1] ?? 0}` : null;
}
