import type { LifecycleEntryView } from '../../../preload/contract.ts';
import { reaches, type Severity } from '../device/severity.ts';

/** Redfish says `OK`, `Warning`, `Critical`; racadm says `Informational`, `Warning`, `Critical`, some firmware `Fatal`. */
export function severityOf(word: string): Severity {
  if (/^(ok|info|informational|normal)$/i.test(word.trim())) return 'ok';
  if (/^(warning|warn|non-critical|degraded)$/i.test(word.trim())) return 'non-critical';
  if (/^(critical|fatal|error|failure)$/i.test(word.trim())) return 'critical';
  return 'unknown';
}

export const atLeast = (entries: readonly LifecycleEntryView[], least: Severity): LifecycleEntryView[] =>
  entries.filter((e) => reaches(severityOf(e.severity), least));

/** Newest first by sequence number, which grows with every entry; the clock of a server may have been set back. */
export const newestFirst = (entries: readonly LifecycleEntryView[]): LifecycleEntryView[] =>
  entries.every((e) => e.sequence !== null)
    ? [...entries].sort((a, b) => (b.sequence ?? 0) - (a.sequence ?? 0))
    : [...entries];

/** Columns of the file, in its order. */
export const logColumns = [
  'sequence',
  'at',
  'severity',
  'messageId',
  'message',
] as const satisfies (keyof LifecycleEntryView)[];
