/**
 * A cell by RFC 4180. What a spreadsheet would take for a formula gets an apostrophe: the texts are written by whoever
 * owns the BMC.
 */
function cell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Comma-separated with a head line, in the order given. */
export const csvOf = <R extends object>(columns: readonly (keyof R & string)[], rows: readonly R[]): string =>
  [columns.join(','), ...rows.map((row) => columns.map((c) => cell(row[c])).join(','))].map((l) => `${l}\r\n`).join('');

export const ndjsonOf = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
