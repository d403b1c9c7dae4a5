/** LogService and LogEntry (DSP2046). Newest first on iDRACs; the order is the service's. */
import { z } from 'zod';
import { memberLinks, readMembers } from '../collection.ts';
import type { Reads } from '../service.ts';
import { anything, link, oneOf, trimmed } from '../shape.ts';
import { absent } from './absent.ts';

export interface LogEntry {
  id: string | null;
  /** ISO 8601 with the manager's own offset. */
  at: string | null;
  severity: 'OK' | 'Warning' | 'Critical' | 'other' | null;
  /** As sent, with its registry. */
  messageId: string | null;
  text: string | null;
  oem: unknown;
}

export const logEntry = z
  .object({
    Id: trimmed,
    Created: trimmed,
    Severity: oneOf('OK', 'Warning', 'Critical'),
    MessageId: trimmed,
    Message: trimmed,
    Oem: anything,
  })
  .transform(
    (raw): LogEntry => ({
      id: raw.Id,
      at: raw.Created,
      severity: raw.Severity,
      messageId: raw.MessageId,
      text: raw.Message,
      oem: raw.Oem ?? null,
    }),
  );

const logService = z.object({ Id: trimmed, Entries: link });

/**
 * Entries of one log.
 * @param logs the `LogServices` link of a manager or system
 * @param named picks the log by its Id, e.g. /^lclog$/i
 * @throws RedfishError `not-supported` when there is none of that name
 */
export async function readLog(reads: Reads, logs: string | null, named: RegExp, limit = 100): Promise<LogEntry[]> {
  if (logs === null) throw absent(reads.where, 'log');
  for (const one of await memberLinks(reads, logs, 16)) {
    const { Id, Entries } = await reads.read(one, logService);
    if (Id !== null && named.test(Id) && Entries !== null) return readMembers(reads, Entries, logEntry, limit, true);
  }
  throw absent(reads.where, 'log of that name');
}
