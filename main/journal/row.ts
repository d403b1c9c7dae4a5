import type { JournalEntry } from '../../preload/contract.ts';
import { StoreError } from '../store/error.ts';

/** An entry as it lies in the table `journal`, its data as JSON text. */
export interface StoredEntry extends Omit<JournalEntry, 'data'> {
  data: string;
}
/** A row of the table `journal`. */
export interface JournalRow extends StoredEntry {
  id: number;
}

export const COLUMNS = 'id, stream, seq, at, author, type, data, prev, hash';

/** The entry that a row stands for. Throws `journal.damaged` when its data is not JSON. */
export function entryOf(row: StoredEntry): JournalEntry {
  const { stream, seq, at, author, type, prev, hash } = row;
  try {
    return { stream, seq, at, author, type, data: JSON.parse(row.data), prev, hash };
  } catch (cause) {
    throw damaged(row, 'altered', cause);
  }
}

/** What is thrown for a row that cannot be what was written there. */
export function damaged(
  { stream, seq }: Pick<JournalRow, 'stream' | 'seq'>,
  reason: string,
  cause?: unknown,
): StoreError {
  return new StoreError(
    'journal.damaged',
    `Entry ${seq} of the journal's stream ${stream} is damaged.`,
    'Verify the journal, and copy the data folder for support before anything else.',
    { params: { stream, seq, reason }, cause },
  );
}
