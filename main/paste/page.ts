/**
 * Text as it comes out of a web page that somebody has copied: tables with tabs, or every cell on a line of its own. What is
 * there twice with two values is no value: nothing is guessed. Pure.
 */
export interface Page {
  lines: readonly string[];
}

/** Control characters and non-breaking spaces come along; empty lines say nothing. */
export function pageOf(text: string): Page {
  const lines = text
    .slice(0, 65_536)
    .split(/\r\n|\r|\n/)
    .map((line) =>
      line
        .replace(/[\u00a0\u2007\u202f]/g, ' ')
        .replace(/[^\P{C}\t]/gu, '')
        .trim(),
    )
    .filter((line) => line !== '');
  return { lines };
}

/** The one value; null when there is none, or when there are several that differ. */
export const only = <T>(values: readonly (T | null)[]): T | null => {
  const known = [...new Set(values.filter((value) => value !== null))];
  return known.length === 1 ? (known[0] ?? null) : null;
};

/** What stands behind each occurrence of a label at the beginning of a line, or on the line after it. */
export function behind({ lines }: Page, label: string): string[] {
  const wanted = label.toLowerCase();
  return lines.flatMap((line, index) => {
    const lower = line.toLowerCase();
    if (!lower.startsWith(wanted)) return [];
    // A remark in brackets belongs to the label.
    const rest = line.slice(label.length).replace(/^\s*\([^)]*\)/, '');
    if (/^\s*[:=]?\s*$/.test(rest)) return lines[index + 1] ?? [];
    if (!/^[\s:=]/.test(rest)) return [];
    return rest.replace(/^\s*[:=]?\s*/, '');
  });
}

/** The one value behind the first of some labels that is there: one label may begin with another. */
export function labelled(page: Page, ...labels: string[]): string | null {
  for (const label of labels) {
    const found = behind(page, label).map((text) => text.split('\t')[0]?.trim() ?? null);
    if (found.length > 0) return only(found);
  }
  return null;
}

/** The lines from one that is a heading to the next of the others. */
export function section({ lines }: Page, heading: string, others: readonly string[]): Page {
  const is = (line: string, name: string) => line.toLowerCase().replace(/:$/, '') === name.toLowerCase();
  const from = lines.findIndex((line) => is(line, heading));
  if (from === -1) return { lines: [] };
  const to = lines.findIndex((line, index) => index > from && others.some((name) => is(line, name)));
  return { lines: lines.slice(from + 1, to === -1 ? undefined : to) };
}

/** A version in a text: `5.8.0`, `5 F8`, `6 LTS`; null when there is none, or more than one. */
export function versionIn(text: string | null): string | null {
  const found = text?.match(/\b\d+(?:\.\d+){1,5}\b|\b\d+\s?F\d+\b|\b\d+(?:\.0)?\s?LTS\b/g) ?? [];
  return only(found);
}

/** A number with its unit; a comma or a point for decimals. Null for anything else. */
export function amountIn(text: string | null, unit: string): number | null {
  const match = /^(\d{1,9}(?:[.,]\d{1,6})?)\s*([A-Za-z/]+)$/.exec(text?.trim() ?? '');
  return match && match[2]?.toLowerCase() === unit.toLowerCase() ? Number(match[1]?.replace(',', '.')) : null;
}
