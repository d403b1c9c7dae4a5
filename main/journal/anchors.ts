import type { JournalEntry } from '../../preload/contract.ts';

/** The stream for everything outside of runs. It also vouches for the runs: see `Anchors`. */
export const DESK = 'desk';

/** Entries that end a run. Only they need a second anchor: an open run still grows. */
const CLOSING: ReadonlySet<string> = new Set(['run.finished', 'run.stopped', 'run.aborted', 'run.handed-over']);

export type AnchorEvent =
  | { type: 'run.opened'; data: { run: string; genesis: string } }
  | { type: 'run.closed'; data: { run: string; head: string } };

/**
 * What the desk has to note about entries just appended to a run: the hash of its first entry, and the hash of the
 * entry that ended it. Without these, removing a whole run or its end would leave no broken chain behind.
 */
export function anchorsFor(entries: readonly JournalEntry[]): AnchorEvent[] {
  const anchors: AnchorEvent[] = [];
  for (const { stream, seq, type, hash } of entries) {
    if (stream === DESK) continue;
    if (seq === 1) anchors.push({ type: 'run.opened', data: { run: stream, genesis: hash } });
    if (CLOSING.has(type)) anchors.push({ type: 'run.closed', data: { run: stream, head: hash } });
  }
  return anchors;
}

/** What the desk says about one run. */
export interface Vouched {
  genesis: string | null;
  heads: Set<string>;
}

/** Collects the anchors out of the desk's entries, which the caller reads and verifies anyway. */
export class Anchors {
  readonly runs = new Map<string, Vouched>();

  note(entry: JournalEntry): void {
    const data = entry.data as { run?: unknown; genesis?: unknown; head?: unknown } | null;
    if (typeof data?.run !== 'string') return;
    if (entry.type === 'run.opened' && typeof data.genesis === 'string') this.#of(data.run).genesis ??= data.genesis;
    if (entry.type === 'run.closed' && typeof data.head === 'string') this.#of(data.run).heads.add(data.head);
  }

  #of(run: string): Vouched {
    let vouched = this.runs.get(run);
    if (!vouched) {
      vouched = { genesis: null, heads: new Set() };
      this.runs.set(run, vouched);
    }
    return vouched;
  }
}
