import type { SelEntryView } from '../../../preload/contract.ts';

/** How bad an entry of a log is, whoever wrote it. */
export type Severity = SelEntryView['severity'];

/** What a list can be cut to, from harmless upwards. */
export const severities = ['ok', 'non-critical', 'critical'] as const satisfies Severity[];

/** What nobody can rate is kept with the warnings: it may matter. */
const rank: Record<Severity, number> = { ok: 0, unknown: 1, 'non-critical': 1, critical: 2 };
export const reaches = (severity: Severity, least: Severity): boolean => rank[severity] >= rank[least];
