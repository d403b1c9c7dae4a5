import type { SelEntryView } from '../../../preload/contract.ts';

export type Severity = SelEntryView['severity'];
/** The list from a severity upwards. What nobody can rate is kept with the warnings: it may matter. */
const rank: Record<Severity, number> = { ok: 0, unknown: 1, 'non-critical': 1, critical: 2 };
export const atLeast = (entries: readonly SelEntryView[], least: Severity): SelEntryView[] =>
  entries.filter((e) => rank[e.severity] >= rank[least]);

/** Newest first. The BMC numbers its entries, but not in order; it appends them, so the last one is the newest. */
export const newestFirst = (entries: readonly SelEntryView[]): SelEntryView[] => [...entries].reverse();

const columns = [
  'id',
  'at',
  'sinceStart',
  'severity',
  'sensor',
  'sensorType',
  'event',
  'direction',
  'detail',
] as const satisfies (keyof SelEntryView)[];

/**
 * A cell by RFC 4180. What a spreadsheet would take for a formula gets an apostrophe: a sensor's name is written by
 * whoever owns the BMC.
 */
function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
/** Comma-separated with a head line, in the order given. */
export const csvOf = (entries: readonly SelEntryView[]): string =>
  [columns.join(','), ...entries.map((e) => columns.map((c) => cell(e[c])).join(','))].map((l) => `${l}\r\n`).join('');

export const ndjsonOf = (entries: readonly SelEntryView[]): string =>
  entries.map((e) => `${JSON.stringify(e)}\n`).join('');
