/** The journal. */

export interface JournalEntry {
  stream: string;
  seq: number;
  at: string;
  author: string;
  type: string;
  data: unknown;
  prev: string;
  hash: string;
}
export interface JournalVerdict {
  ok: boolean;
  streams: number;
  entries: number;
  /** First entry that does not fit, if any. */
  broken: { stream: string; seq: number; reason: string } | null;
}
