import path from 'node:path';
import { expect, test } from 'vitest';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { transaction } from '../store/database.ts';
import { StoreError } from '../store/error.ts';
import { scratchDatabase } from '../store/testing/scratch.ts';
import { GENESIS, hashOf } from './chain.ts';
import { verifyExport } from './export.ts';
import { type Head, Journal } from './journal.ts';

function fresh(db = scratchDatabase()) {
  const clock = new SimulatedClock();
  return { db, clock, journal: new Journal(db, clock) };
}
const note = (n: number) => ({ type: 'note', data: { n } });

test('entries are numbered, stamped, chained and come back as they were returned', async () => {
  const { journal, clock } = fresh();
  const first = journal.append('desk', 'Ada', [note(1), { type: 'power', data: { z: 'ä€', a: [null, true, -0] } }]);
  await clock.advance(1500);
  const second = journal.append('desk', 'Grace', [note(3)]);
  const all = [...first, ...second];
  expect(journal.read('desk')).toEqual(all);
  expect(journal.read('desk', 1)).toEqual(all.slice(1));
  expect(journal.read('desk', 3)).toEqual([]);
  expect(all.map(({ seq, at, author, type }) => [seq, at, author, type])).toEqual([
    [1, '2026-11-21T08:00:00.000Z', 'Ada', 'note'],
    [2, '2026-11-21T08:00:00.000Z', 'Ada', 'power'],
    [3, '2026-11-21T08:00:01.500Z', 'Grace', 'note'],
  ]);
  expect(all.map(({ prev }) => prev)).toEqual([GENESIS, ...all.slice(0, -1).map(({ hash }) => hash)]);
  for (const entry of all) expect(hashOf(entry)).toBe(entry.hash);
});

test('more authors than are remembered, with what JSON escapes, are followed as they were written', () => {
  const { journal } = fresh();
  const authors = Array.from({ length: 600 }, (_, n) => `"${n}"\\ ä€\u2028`);
  const written = [...authors, ...authors].flatMap((author, n) => journal.append('run-1', author, [note(n)]));
  expect([...journal.follow('run-1')]).toEqual(written);
});

test('the hash is the one that the format promises, computed here by hand', async () => {
  const { journal } = fresh();
  const [entry] = journal.append('desk', 'Ada', [{ type: 'note', data: { b: 2, a: 1 } }]);
  const text = `{"at":"2026-11-21T08:00:00.000Z","author":"Ada","data":{"a":1,"b":2},"prev":"${'0'.repeat(64)}","seq":1,"stream":"desk","type":"note"}`;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  expect(entry?.hash).toBe(Buffer.from(digest).toString('hex'));
});

test('an entry is nobody else’s object', () => {
  const { journal } = fresh();
  const data = { list: [1] };
  const [entry] = journal.append('desk', 'Ada', [{ type: 'note', data }]);
  data.list.push(2);
  expect(entry?.data).toEqual({ list: [1] });
});

test('streams and heads', () => {
  const { journal } = fresh();
  expect(journal.head('desk')).toEqual({ seq: 0, hash: GENESIS });
  const [, last] = journal.append('run-1', 'Ada', [note(1), note(2)]);
  expect(journal.head('run-1')).toEqual({ seq: 2, hash: last?.hash });
  expect(journal.streams()).toEqual([
    { stream: 'run-1', seq: 2, hash: last?.hash },
    { stream: 'desk', seq: 1, hash: journal.head('desk').hash },
  ]);
});

test('nothing of a batch is written when one event cannot be', () => {
  const { journal } = fresh();
  const bad = { type: 'bad', data: { secret: undefined } };
  const attempt = () => journal.append('run-1', 'Ada', [note(1), bad]);
  expect(attempt).toThrow(expect.objectContaining({ code: 'journal.event' }));
  expect(attempt).toThrow(/\$\.secret/);
  expect(() => journal.append('desk', 'half \ud83d', [note(1)])).toThrow(StoreError);
  expect(() => journal.append('desk', 'Ada', [{ type: 'big', data: 'x'.repeat(2 ** 23) }])).toThrow(StoreError);
  expect(journal.streams()).toEqual([]);
  expect(journal.append('desk', 'Ada', [])).toEqual([]);
});

test('appending is part of the caller’s transaction', () => {
  const { journal, db } = fresh();
  expect(() =>
    transaction(db, () => {
      journal.append('run-1', 'Ada', [note(1)]);
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(journal.streams()).toEqual([]);
  transaction(db, () => {
    journal.append('run-1', 'Ada', [note(1)]);
    journal.append('desk', 'Ada', [note(1)]);
  });
  expect(journal.verify()).toEqual({ ok: true, streams: 2, entries: 3, broken: null });
});

test('the desk vouches for the beginning and the end of each run', () => {
  const { journal } = fresh();
  const [genesis] = journal.append('run-1', 'Ada', [note(1)]);
  const [head] = journal.append('run-1', 'Grace', [{ type: 'run.aborted', data: { reason: 'x' } }]);
  const after = journal.append('run-1', 'Grace', [note(3)]);
  expect(after).toHaveLength(1);
  expect(journal.read('desk').map(({ type, author, data }) => ({ type, author, data }))).toEqual([
    { type: 'run.opened', author: 'Ada', data: { run: 'run-1', genesis: genesis?.hash } },
    { type: 'run.closed', author: 'Grace', data: { run: 'run-1', head: head?.hash } },
  ]);
  expect(journal.verify().ok).toBe(true);
});

test('a decision sees what it asked for, and writes or refuses', () => {
  const { journal } = fresh();
  journal.append('desk', 'Ada', [note(1), note(2)]);
  const written = journal.appendIf('desk', 'Ada', 1, (entries) => {
    expect(entries.map(({ seq }) => seq)).toEqual([2]);
    return { events: [note(3)] };
  });
  expect(written).toEqual({ entries: journal.read('desk', 2) });
  expect(journal.appendIf('desk', 'Ada', 3, () => ({ refusal: { rule: 'I-1' } }))).toEqual({
    refusal: { rule: 'I-1' },
  });
  expect(() =>
    journal.appendIf('desk', 'Ada', 3, () => {
      throw new Error('undecided');
    }),
  ).toThrow('undecided');
  expect(journal.head('desk').seq).toBe(3);
});

test('nobody can write between what a decision read and what it says', () => {
  const { journal, db } = fresh();
  const other = fresh(scratchDatabase(path.dirname(db.file)));
  other.db.exec('PRAGMA busy_timeout = 0');
  journal.appendIf('desk', 'Ada', 0, () => {
    expect(() => other.journal.append('desk', 'Grace', [note(9)])).toThrow(
      expect.objectContaining({ code: 'store.busy' }),
    );
    return { events: [note(1)] };
  });
  other.journal.append('desk', 'Grace', [note(2)]);
  expect(journal.read('desk').map(({ data }) => data)).toEqual([{ n: 1 }, { n: 2 }]);
});

test('the database itself refuses to change or remove entries, or to add them anywhere but at the end', () => {
  const { journal, db } = fresh();
  journal.append('desk', 'Ada', [note(1), note(2)]);
  const row = "at, author, type, prev, hash, data) VALUES ('desk'";
  const attempts = [
    "UPDATE journal SET author = 'Eve'",
    'DELETE FROM journal WHERE seq = 2',
    'DELETE FROM journal',
    "REPLACE INTO journal SELECT id, stream, seq, at, 'Eve', type, prev, hash, data FROM journal",
    `INSERT INTO journal (stream, seq, ${row}, 4, '', '', '', '', '', '')`,
    `INSERT OR REPLACE INTO journal (stream, seq, ${row}, 2, '', '', '', '', '', '')`,
    `INSERT OR REPLACE INTO journal (id, stream, seq, ${row.replace("VALUES ('desk'", "VALUES (1, 'desk'")}, 3, '', '', '', '', '', '')`,
  ];
  for (const sql of attempts) expect(() => db.exec(sql), sql).toThrow(/journal/);
  expect(journal.verify()).toMatchObject({ ok: true, entries: 2 });
});

test('a full disk loses nothing that was accepted and accepts nothing that is lost', () => {
  const { journal, db } = fresh();
  db.exec(`PRAGMA max_page_count = ${(db.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0) + 20}`);
  let accepted = 0;
  const fill = () => {
    for (;;) {
      journal.append('run-1', 'Ada', [{ type: 'note', data: 'x'.repeat(3000) }]);
      accepted += 1;
    }
  };
  expect(fill).toThrow(expect.objectContaining({ code: 'store.full' }));
  expect(accepted).toBeGreaterThan(3);
  expect(journal.head('run-1').seq).toBe(accepted);
  db.exec('PRAGMA max_page_count = 100000');
  journal.append('run-1', 'Ada', [note(1)]);
  expect(journal.verify()).toMatchObject({ ok: true, entries: accepted + 2 });
});

test('an export is verified by the function that third parties use', () => {
  const { journal } = fresh();
  journal.append('run-1', 'Ada', [note(1), note(2)]);
  const text = journal.export('run-1');
  expect(text.split('\n')).toHaveLength(4);
  expect(verifyExport(text)).toEqual({
    ok: true,
    stream: 'run-1',
    entries: 2,
    head: journal.head('run-1').hash,
    broken: null,
  });
  expect(() => journal.export('run-2')).toThrow(expect.objectContaining({ code: 'journal.no-stream' }));
});

test('watching tells which streams have grown, by whomever', async () => {
  const { journal, clock, db } = fresh();
  const other = fresh(scratchDatabase(path.dirname(db.file)));
  journal.append('desk', 'Ada', [note(1)]);
  const told: Head[][] = [];
  const stop = journal.watch((grown) => void told.push(grown), 100);
  other.journal.append('run-1', 'Grace', [note(1), note(2)]);
  other.db.run("INSERT INTO settings (name, value) VALUES ('a', 'b')");
  await clock.advance(100);
  expect(told.splice(0)).toEqual([
    [
      { stream: 'run-1', ...journal.head('run-1') },
      { stream: 'desk', ...journal.head('desk') },
    ],
  ]);
  journal.append('desk', 'Ada', [note(3)]);
  await clock.advance(100);
  expect(told.splice(0)).toEqual([[{ stream: 'desk', ...journal.head('desk') }]]);
  other.db.run("DELETE FROM settings WHERE name = 'a'");
  await clock.advance(100);
  stop();
  journal.append('desk', 'Ada', [note(4)]);
  other.journal.append('desk', 'Ada', [note(5)]);
  await clock.advance(1000);
  expect(told).toEqual([]);
});
