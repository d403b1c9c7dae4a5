import type { JournalEntry, JournalVerdict } from '../../preload/contract.ts';
import type { Database } from '../store/database.ts';
import { Anchors, DESK, type Vouched } from './anchors.ts';
import { type Flaw, flawOf, type Place, START } from './chain.ts';
import { COLUMNS, entryOf, type JournalRow } from './row.ts';

type Broken = { stream: string; seq: number; reason: Flaw };

/**
 * Checks the journal as it stands: every hash, every link, the order of writing, the desk's anchors of the runs, and
 * that no entry was removed. One row is in memory at a time. Entries that were removed from the end of a stream that
 * nothing vouches for are known only by the gap they leave; they are reported as stream `*` and their running number.
 *
 * What it cannot notice is a journal whose every hash was computed anew after a change: whoever needs that keeps the
 * head of a stream elsewhere, as every exported report does.
 */
export function verifyJournal(db: Database): JournalVerdict {
  return db.snapshot(() => {
    const anchors = new Anchors();
    const names = db.all<{ stream: string }>('SELECT DISTINCT stream FROM journal ORDER BY stream');
    const runs = names.map(({ stream }) => stream).filter((stream) => stream !== DESK);
    let entries = 0;
    const count = (): void => {
      entries += 1;
    };
    const firstFlaw = (): Broken | null => {
      const flaw = verifyStream(db, DESK, (entry) => {
        count();
        anchors.note(entry);
      });
      if (flaw) return flaw;
      for (const run of runs) {
        const broken = verifyRun(db, run, anchors.runs.get(run), count);
        if (broken) return broken;
        anchors.runs.delete(run);
      }
      // Whatever the desk still vouches for is no longer there.
      for (const run of anchors.runs.keys()) return { stream: run, seq: 1, reason: 'missing' };
      return gap(db);
    };
    const broken = firstFlaw();
    return { ok: broken === null, streams: names.length, entries, broken };
  });
}

function verifyRun(db: Database, run: string, vouched: Vouched | undefined, count: () => void): Broken | null {
  const heads = new Set(vouched?.heads);
  let last: Place = START;
  let foreign = false;
  const flaw = verifyStream(db, run, (entry) => {
    count();
    if (entry.seq === 1) foreign = entry.hash !== vouched?.genesis;
    heads.delete(entry.hash);
    last = entry;
  });
  if (flaw) return flaw;
  if (foreign) return { stream: run, seq: 1, reason: 'foreign' };
  return heads.size === 0 ? null : { stream: run, seq: last.seq + 1, reason: 'missing' };
}

function verifyStream(db: Database, stream: string, visit: (entry: JournalEntry) => void): Broken | null {
  let place: Place = START;
  let id = 0;
  for (const row of db.iterate<JournalRow>(`SELECT ${COLUMNS} FROM journal WHERE stream = ? ORDER BY seq`, stream)) {
    const entry = decoded(row);
    if (entry === null) return { stream, seq: row.seq, reason: 'altered' };
    const reason = flawOf(entry, place);
    if (reason) return { stream, seq: reason === 'missing' ? place.seq + 1 : entry.seq, reason };
    if (row.id <= id) return { stream, seq: entry.seq, reason: 'reordered' };
    id = row.id;
    place = entry;
    visit(entry);
  }
  return null;
}

function decoded(row: JournalRow): JournalEntry | null {
  try {
    return entryOf(row);
  } catch {
    return null;
  }
}

/** Ids are given without gaps and never twice, and SQLite remembers the last one in a table of its own. */
function gap(db: Database): Broken | null {
  const missing = db.get<{ id: number }>(
    `SELECT id - 1 AS id FROM journal AS later
     WHERE id > 1 AND NOT EXISTS (SELECT 1 FROM journal WHERE id = later.id - 1) ORDER BY id LIMIT 1`,
  );
  if (missing) return { stream: '*', seq: missing.id, reason: 'missing' };
  const last = db.get<{ id: number | null }>('SELECT max(id) AS id FROM journal')?.id ?? 0;
  const given = db.get<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'journal'")?.seq ?? 0;
  return given === last ? null : { stream: '*', seq: Math.max(given, last), reason: 'missing' };
}
