import type { JournalEntry, JournalVerdict } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../store/database.ts';
import { StoreError } from '../store/error.ts';
import { watchChanges } from '../store/watch.ts';
import { anchorsFor, DESK } from './anchors.ts';
import { CanonicalError, canonicalJson } from './canonical.ts';
import { continued, flawOf, hashOf, type Place, START } from './chain.ts';
import { crashPoint } from './crash.ts';
import { exportStream, MAX_LINE } from './export.ts';
import { COLUMNS, damaged, entryOf, type JournalRow } from './row.ts';
import { verifyJournal } from './verify.ts';

/** What is to be written: the journal itself adds place, time, author and hash. `data` is plain JSON. */
export interface JournalEvent {
  type: string;
  data: unknown;
}
/** What a decision comes to: events to write, or the reason why nothing is written. */
export type Decided<R> = { events: readonly JournalEvent[] } | { refusal: R };
export type Appended<R> = { entries: JournalEntry[] } | { refusal: R };

/** Rows that are in memory at once while a stream is followed. */
const AT_ONCE = 1_000;

/** A stream and how far it reaches. */
export interface Head extends Place {
  stream: string;
}

/**
 * The append-only record of everything that was read, answered and commanded. One stream per run, named by the run's
 * id, and the stream `desk` for everything else. Each entry carries the SHA-256 of its content and of its predecessor.
 *
 * Safe between processes: each append is a transaction that takes its place under the write lock.
 */
export class Journal {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /**
   * Writes events at the end of `stream`; on disk when it returns, unless the caller has a transaction of its own open.
   * Of a run's first and closing entries it leaves an anchor on the desk, in the same transaction.
   *
   * Throws `journal.event` for data that is not plain JSON and any `store.*`; then nothing was written.
   */
  append(stream: string, author: string, events: readonly JournalEvent[]): JournalEntry[] {
    return this.#db.transaction(() => {
      const entries = this.#write(stream, author, events);
      this.#write(DESK, author, anchorsFor(entries));
      if (entries.length > 0) crashPoint(this.#db);
      return entries;
    });
  }

  /**
   * Decides and writes as one step: `decide` sees the stream from behind `afterSeq`, and no process can write anything
   * between what it read and what it says. It may read other streams and tables too. It must not wait for anything.
   */
  appendIf<R>(
    stream: string,
    author: string,
    afterSeq: number,
    decide: (entries: JournalEntry[]) => Decided<R>,
  ): Appended<R> {
    return this.#db.transaction(() => {
      const decided = decide(this.read(stream, afterSeq));
      if ('refusal' in decided) return decided;
      return { entries: this.append(stream, author, decided.events) };
    });
  }

  /**
   * Takes entries that another installation has written, as they are, at the end of their run's stream. The desk vouches
   * for them from here on. Throws `journal.foreign` for one that does not continue the stream; then nothing was written.
   */
  adopt(run: string, author: string, entries: readonly JournalEntry[]): void {
    this.#db.transaction(() => {
      let place = this.head(run);
      for (const entry of entries) {
        const flaw = entry.stream === run ? flawOf(entry, place) : 'foreign';
        if (flaw) {
          throw new StoreError(
            'journal.foreign',
            `Entry ${entry.seq} does not continue the journal of run ${run} (${flaw}).`,
            'Nothing was taken over. Ask the giving side for the file once more.',
            { params: { run, seq: entry.seq } },
          );
        }
        this.#insert(entry, canonicalJson(entry.data));
        place = entry;
      }
      this.#write(DESK, author, anchorsFor(entries));
      if (entries.length > 0) crashPoint(this.#db);
    });
  }

  /** The entries of a stream with a greater `seq`, in order. */
  read(stream: string, afterSeq = 0): JournalEntry[] {
    return this.#db
      .all<JournalRow>(`SELECT ${COLUMNS} FROM journal WHERE stream = ? AND seq > ? ORDER BY seq`, stream, afterSeq)
      .map(entryOf);
  }

  /**
   * As `read`, one entry at a time, each proven to continue the stream behind `place`. Throws `journal.damaged` at the
   * first that does not: what was altered in the file decides nothing.
   */
  *follow(stream: string, place: Place = START): Generator<JournalEntry> {
    const sql = `SELECT seq, at, author, type, data, prev, hash FROM journal
      WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ${AT_ONCE}`;
    let last = place;
    for (;;) {
      const rows = this.#db.tuples<[number, string, string, string, string, string, string]>(sql, stream, last.seq);
      for (const [seq, at, author, type, data, prev, hash] of rows) {
        const row = { stream, seq, at, author, type, data, prev, hash };
        const entry = continued(row, last);
        if (typeof entry === 'string') throw damaged(row, entry);
        last = entry;
        yield entry;
      }
      if (rows.length < AT_ONCE) return;
    }
  }

  /** All streams with their last entries, in order of their first ones. */
  streams(): Head[] {
    return this.#db
      .all<{ stream: string }>('SELECT stream FROM journal WHERE seq = 1 ORDER BY id')
      .map(({ stream }) => ({ stream, ...this.head(stream) }));
  }

  /** The last entry's place; seq 0 for a stream that has none. */
  head(stream: string): Place {
    const last = this.#db.get<{ seq: number; hash: string }>(
      'SELECT seq, hash FROM journal WHERE stream = ? ORDER BY seq DESC LIMIT 1',
      stream,
    );
    return last ? { seq: last.seq, hash: last.hash } : START;
  }

  /** Checks every entry of every stream and the desk's anchors. Reads all of it, one row at a time. */
  verify(): JournalVerdict {
    return verifyJournal(this.#db);
  }

  /** The stream as NDJSON that anyone can check; see export.ts for the format. Throws `journal.no-stream`. */
  export(stream: string): string {
    const entries = this.#db.snapshot(() => this.read(stream));
    if (entries.length === 0) {
      throw new StoreError('journal.no-stream', `The journal has no stream ${stream}.`, 'Check the id of the run.', {
        params: { stream },
      });
    }
    return exportStream(stream, entries);
  }

  /**
   * Calls back with the streams that have grown: right after own appends, within `everyMs` after those of other
   * processes. Returns its own unsubscribe.
   */
  watch(callback: (grown: Head[]) => void, everyMs = 500): () => void {
    let seen = this.#lastId();
    return watchChanges(
      this.#db,
      this.#clock,
      () => {
        const before = seen;
        seen = this.#lastId();
        if (seen === before) return;
        const grown = this.#db.all<{ stream: string }>(
          'SELECT stream FROM journal WHERE id > ? GROUP BY stream ORDER BY max(id)',
          before,
        );
        callback(grown.map(({ stream }) => ({ stream, ...this.head(stream) })));
      },
      everyMs,
    );
  }

  #lastId(): number {
    return this.#db.get<{ id: number | null }>('SELECT max(id) AS id FROM journal')?.id ?? 0;
  }

  #insert({ stream, seq, at, author, type, prev, hash }: JournalEntry, data: string): void {
    this.#db.run(
      'INSERT INTO journal (stream, seq, at, author, type, data, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      ...[stream, seq, at, author, type, data, prev, hash],
    );
  }

  #write(stream: string, author: string, events: readonly JournalEvent[]): JournalEntry[] {
    let place = this.head(stream);
    const at = new Date(this.#clock.now()).toISOString();
    return events.map((event) => {
      const { entry, text } = sealed({ stream, seq: place.seq + 1, at, author, ...event, prev: place.hash });
      this.#insert(entry, text);
      place = entry;
      return entry;
    });
  }
}

/** The entry with its hash, and its data as the canonical text that is stored. */
function sealed(draft: Omit<JournalEntry, 'hash'>): { entry: JournalEntry; text: string } {
  const { stream, seq, at, author, type, prev } = draft;
  try {
    const text = canonicalJson(draft.data);
    // What cannot be exported must not be written either. Half of the cap leaves room for the other members.
    if (text.length > MAX_LINE / 2) throw new CanonicalError('$: too large for one entry');
    // As it will be read again, and nobody else's object any more.
    const whole = { stream, seq, at, author, type, data: JSON.parse(text), prev };
    return { entry: { ...whole, hash: hashOf(whole) }, text };
  } catch (error) {
    if (!(error instanceof CanonicalError)) throw error;
    throw new StoreError(
      'journal.event',
      `${type} cannot be written to the journal's stream ${stream}: ${error.message}.`,
      'Nothing was written. This is a fault of Rackhand; please report it.',
      { params: { stream, type }, cause: error },
    );
  }
}
