/**
 * Compares two versions as Dell counts: dotted groups as numbers (2.9.0 < 2.10.1, 2.10 = 2.10.0), and the older letter style
 * (A09 < A12) before any dotted one, since makers went from letters to dots. Negative, zero or positive; null when one is
 * of neither style (disks call theirs `DL5A`) and they differ.
 */
export function compareVersions(a: string, b: string): number | null {
  if (normal(a) === normal(b)) return 0;
  const left = groups(a);
  const right = groups(b);
  if (!left || !right) return null;
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const normal = (version: string): string => version.trim().toUpperCase();

/** The style first (letters 0, dots 1), then the numbers. */
function groups(version: string): number[] | null {
  const text = normal(version);
  const letter = /^A(\d{2,3})$/.exec(text);
  if (letter) return [0, Number(letter[1])];
  return /^\d{1,9}(\.\d{1,9})*$/.test(text) ? [1, ...text.split('.').map(Number)] : null;
}
