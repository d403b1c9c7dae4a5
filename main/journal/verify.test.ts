import { expect, test } from 'vitest';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import type { Database } from '../store/database.ts';
import { scratchDatabase } from '../store/testing/scratch.ts';
import { hashOf } from './chain.ts';
import { Journal } from './journal.ts';
import { COLUMNS, entryOf, type JournalRow } from './row.ts';

/** Ids: desk has 1, 3 and 8, run-1 2, 4 and 5, run-2 6, 7 and 9, of which 5 closes run-1. */
function journalToForge(): { db: Database; journal: Journal } {
  const db = scratchDatabase();
  const journal = new Journal(db, new SimulatedClock());
  const note = (n: number) => ({ type: 'note', data: { n } });
  journal.append('desk', 'Ada', [note(0)]);
  journal.append('run-1', 'Ada', [note(1)]);
  journal.append('run-1', 'Ada', [note(2), { type: 'run.finished', data: {} }]);
  journal.append('run-2', 'Ada', [note(1), note(2)]);
  journal.append('run-2', 'Ada', [note(3)]);
  expect(journal.verify()).toEqual({ ok: true, streams: 3, entries: 10, broken: null });
  for (const trigger of ['no_update', 'no_delete', 'in_order']) db.exec(`DROP TRIGGER journal_${trigger}`);
  return { db, journal };
}
const where = (stream: string, seq: number) => `WHERE stream = '${stream}' AND seq = ${seq}`;

/** What somebody does who knows the format: every later entry of the stream is hashed anew. */
function rechain(db: Database, stream: string): void {
  let prev = '0'.repeat(64);
  for (const row of db.all<JournalRow>(`SELECT ${COLUMNS} FROM journal WHERE stream = ? ORDER BY seq`, stream)) {
    const hash = hashOf({ ...entryOf(row), prev });
    db.run('UPDATE journal SET prev = ?, hash = ? WHERE id = ?', prev, hash, row.id);
    prev = hash;
  }
}

test.each([
  ['at', "at = '2026-11-21T08:00:00.001Z'"],
  ['author', "author = 'Eve'"],
  ['type', "type = 'nota'"],
  ['data', `data = '{"n":99}'`],
  ['data that is no JSON', "data = '{'"],
  ['prev', "prev = 'x' || substr(prev, 2)"],
  ['hash', "hash = 'x' || substr(hash, 2)"],
  ['hash in upper case', 'hash = upper(hash)'],
])('a changed %s is noticed', (_, change) => {
  const { db, journal } = journalToForge();
  for (const [stream, seq] of [
    ['desk', 1],
    ['run-1', 2],
    ['run-2', 3],
  ] as const) {
    db.exec(`BEGIN; UPDATE journal SET ${change} ${where(stream, seq)}`);
    expect(journal.verify().broken).toEqual({ stream, seq, reason: 'altered' });
    // Whoever follows the stream gets as far as the entry before it.
    const followed: number[] = [];
    const follow = () => {
      for (const entry of journal.follow(stream)) followed.push(entry.seq);
    };
    expect(follow).toThrow(expect.objectContaining({ code: 'journal.damaged' }));
    expect(followed).toHaveLength(seq - 1);
    db.exec('ROLLBACK');
  }
  expect(journal.verify().ok).toBe(true);
});

test.each([
  ['a changed seq', `UPDATE journal SET seq = 7 ${where('run-2', 3)}`, 'run-2', 7, 'altered'],
  [
    'an entry moved to another stream',
    `UPDATE journal SET stream = 'run-2', seq = 4 ${where('run-1', 2)}`,
    'run-1',
    2,
    'missing',
  ],
  ['a stream renamed', "UPDATE journal SET stream = 'run-3' WHERE stream = 'run-2'", 'run-3', 1, 'altered'],
  ['a first entry removed', `DELETE FROM journal ${where('run-1', 1)}`, 'run-1', 1, 'missing'],
  ['a middle entry removed', `DELETE FROM journal ${where('run-1', 2)}`, 'run-1', 2, 'missing'],
  ['the closing entry removed', `DELETE FROM journal ${where('run-1', 3)}`, 'run-1', 3, 'missing'],
  ['a whole closed run removed', "DELETE FROM journal WHERE stream = 'run-1'", 'run-1', 1, 'missing'],
  ['a whole open run removed', "DELETE FROM journal WHERE stream = 'run-2'", 'run-2', 1, 'missing'],
  ['everything removed', 'DELETE FROM journal', '*', 10, 'missing'],
  ['the end of the desk removed', `DELETE FROM journal ${where('desk', 4)}`, 'run-2', 1, 'foreign'],
] as const)('%s is noticed', (_, sql, stream, seq, reason) => {
  const { db, journal } = journalToForge();
  db.exec(sql);
  expect(journal.verify()).toMatchObject({ ok: false, broken: { stream, seq, reason } });
});

test('the end of an open run leaves a gap in the running numbers', () => {
  const { db, journal } = journalToForge();
  const id = db.get<{ id: number }>(`SELECT id FROM journal ${where('run-2', 3)}`)?.id;
  db.exec(`DELETE FROM journal ${where('run-2', 3)}`);
  expect(journal.verify().broken).toEqual({ stream: '*', seq: id, reason: 'missing' });
  journal.append('desk', 'Eve', [{ type: 'note', data: 'on top' }]);
  expect(journal.verify().broken).toEqual({ stream: '*', seq: id, reason: 'missing' });
});

test('an entry in another one’s place is noticed', () => {
  const { db, journal } = journalToForge();
  db.exec(`UPDATE journal SET id = 100 ${where('run-2', 1)}`);
  expect(journal.verify().broken).toEqual({ stream: 'run-2', seq: 2, reason: 'reordered' });
});

test('a run that was rewritten with fresh hashes is given away by the desk', () => {
  const { db, journal } = journalToForge();
  db.exec(`UPDATE journal SET data = '{"n":7}' ${where('run-1', 2)}`);
  rechain(db, 'run-1');
  expect(journal.verify().broken).toEqual({ stream: 'run-1', seq: 4, reason: 'missing' });
});

test('a whole entry of another chain does not fit', () => {
  const { db, journal } = journalToForge();
  db.exec(`UPDATE journal SET data = '{"n":7}' ${where('run-2', 1)}`);
  rechain(db, 'run-2');
  expect(journal.verify().broken).toEqual({ stream: 'run-2', seq: 1, reason: 'foreign' });

  const other = journalToForge();
  const [, second] = other.journal.read('run-2');
  if (!second) throw new Error('no second entry');
  const foreign = { ...second, prev: 'f'.repeat(64) };
  other.db.run(`UPDATE journal SET prev = ?, hash = ? ${where('run-2', 2)}`, foreign.prev, hashOf(foreign));
  expect(other.journal.verify().broken).toEqual({ stream: 'run-2', seq: 2, reason: 'foreign' });
});

test('a run that nobody opened is foreign', () => {
  const { db, journal } = journalToForge();
  const [first] = journal.read('run-2');
  if (!first) throw new Error('no first entry');
  const copy = { ...first, stream: 'run-9' };
  db.run(
    'INSERT INTO journal (stream, seq, at, author, type, data, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ...['run-9', 1, copy.at, copy.author, copy.type, JSON.stringify(copy.data), copy.prev, hashOf(copy)],
  );
  expect(journal.verify().broken).toEqual({ stream: 'run-9', seq: 1, reason: 'foreign' });
});

test('a stream is followed to its end, from any of its entries, and not past one that is gone', () => {
  const { db, journal } = journalToForge();
  const [first, second, third] = journal.read('run-2');
  expect([...journal.follow('run-2')]).toEqual([first, second, third]);
  expect([...journal.follow('run-2', second)]).toEqual([third]);
  expect([...journal.follow('run-2', third)]).toEqual([]);
  const other = { seq: 1, hash: 'f'.repeat(64) };
  expect(() => [...journal.follow('run-2', other)]).toThrow(expect.objectContaining({ code: 'journal.damaged' }));
  db.exec(`DELETE FROM journal ${where('run-2', 2)}`);
  expect(() => [...journal.follow('run-2')]).toThrow(expect.objectContaining({ code: 'journal.damaged' }));
});

test('long streams are followed in portions without a seam', () => {
  const journal = new Journal(scratchDatabase(), new SimulatedClock());
  for (const count of [999, 1, 1, 1_000])
    journal.append(
      'run-1',
      'Ada',
      Array.from({ length: count }, () => ({ type: 'note', data: {} })),
    );
  const seqs = [...journal.follow('run-1')].map(({ seq }) => seq);
  expect(seqs).toEqual(Array.from({ length: 2_001 }, (_, n) => n + 1));
});
