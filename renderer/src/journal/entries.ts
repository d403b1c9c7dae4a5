import type { JournalEntry, RunSummary } from '../../../preload/contract.ts';

/** Old and new entries in order, each once: two reads may overlap. */
export function mergeEntries(held: readonly JournalEntry[], more: readonly JournalEntry[]): JournalEntry[] {
  const bySeq = new Map([...held, ...more].map((e) => [e.seq, e]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

export interface Stream {
  id: string;
  run: RunSummary | null;
}
/** Each run has its stream, named by its id, those of the present site first; `desk` holds everything else. */
export function streamsOf(runs: readonly RunSummary[], siteId: string | null): Stream[] {
  const here = (r: RunSummary) => (r.siteId === siteId ? 0 : 1);
  return [...runs]
    .sort((a, b) => here(a) - here(b))
    .map((run): Stream => ({ id: run.id, run }))
    .concat({ id: 'desk', run: null });
}
