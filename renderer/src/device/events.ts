import type { SelEntryView } from '../../../preload/contract.ts';

export type Severity = SelEntryView['severity'];
/** The list from a severity upwards. What nobody can rate is kept with the warnings: it may matter. */
const rank: Record<Severity, number> = { ok: 0, unknown: 1, 'non-critical': 1, critical: 2 };
export const atLeast = (entries: readonly SelEntryView[], least: Severity): SelEntryView[] =>
  entries.filter((e) => rank[e.severity] >= rank[least]);

/** Newest first. The BMC numbers its entries, but not in order; it appends them, so the last one is the newest. */
export const newestFirst = (entries: readonly SelEntryView[]): SelEntryView[] => [...entries].reverse();

/** Columns of the file, in its order. */
export const eventColumns = [
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
