import type { SelEntryView } from '../../../preload/contract.ts';
import { reaches, type Severity } from './severity.ts';

/** The list from a severity upwards. */
export const atLeast = (entries: readonly SelEntryView[], least: Severity): SelEntryView[] =>
  entries.filter((e) => reaches(e.severity, least));

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
