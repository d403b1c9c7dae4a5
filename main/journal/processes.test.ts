import path from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { seeded } from '../ports/seeded.ts';
import { type Child, nextLine, startChild } from '../store/testing/child.ts';
import { scratchDatabase } from '../store/testing/scratch.ts';
import { Journal } from './journal.ts';

const APPEND = new URL('./testing/append.child.ts', import.meta.url);
const TICKET = new URL('./testing/ticket.child.ts', import.meta.url);

function shared() {
  const db = scratchDatabase();
  return { home: path.dirname(db.file), journal: new Journal(db, systemClock) };
}

/** Everything the child still says until it ends. */
async function drain(child: Child): Promise<string[]> {
  const said: string[] = [];
  for (;;) {
    const { done, value } = await child.lines.next();
    if (done) return said;
    said.push(value);
  }
}

test('processes that append to one stream at the same time get a place each', async () => {
  const { home, journal } = shared();
  const children = [1, 2, 3].map(() => startChild(APPEND, [home, 'run-1', '100']));
  const accepted = (await Promise.all(children.map(drain))).flat();
  for (const child of children) expect(await child.ended).toEqual({ code: 0, signal: null });
  expect(journal.verify()).toEqual({ ok: true, streams: 2, entries: 301, broken: null });
  const entries = journal.read('run-1');
  expect(new Set(entries.map(({ hash }) => hash))).toEqual(new Set(accepted));
  expect(new Set(entries.map(({ author }) => author)).size).toBe(3);
}, 30_000);

test('decisions of several processes never rest on the same state', async () => {
  const { home, journal } = shared();
  const children = [1, 2, 3].map(() => startChild(TICKET, [home, '120']));
  const taken = (await Promise.all(children.map(drain))).flat().map(Number);
  expect(taken.reduce((sum, count) => sum + count)).toBe(120);
  expect(journal.read('desk').map(({ data }) => data)).toEqual(
    Array.from({ length: 120 }, (_, n) => ({ number: n + 1 })),
  );
}, 30_000);

test('killed right before or right after any commit: what was accepted is there, and no more than that', async () => {
  const { home, journal } = shared();
  const random = seeded(9);
  const accepted: string[] = [];
  for (let round = 0; round < 10; round += 1) {
    const before = journal.head('run-1').seq;
    const write = 1 + Math.floor(random() * 8);
    const sign = round % 2 === 0 ? '-' : '+';
    const child = startChild(APPEND, [home, 'run-1', '20'], { RACKHAND_KILL_AT: `${write}${sign}` });
    accepted.push(...(await drain(child)));
    expect((await child.ended).signal).toBe('SIGKILL');
    expect(journal.head('run-1').seq - before, `killed at ${write}${sign}`).toBe(sign === '-' ? write - 1 : write);
    expect(journal.verify()).toMatchObject({ ok: true, broken: null });
  }
  const hashes = new Set(journal.read('run-1').map(({ hash }) => hash));
  expect(accepted.filter((hash) => !hashes.has(hash))).toEqual([]);
  expect(accepted.length).toBeGreaterThan(10);
}, 60_000);

test('killed at whatever instant: what was accepted is there', async () => {
  const { home, journal } = shared();
  const random = seeded(10);
  const accepted: string[] = [];
  for (let round = 0; round < 8; round += 1) {
    const child = startChild(APPEND, [home, 'run-1', '100000']);
    const patience = 1 + Math.floor(random() * 30);
    for (let n = 0; n < patience; n += 1) accepted.push(await nextLine(child));
    child.process.kill('SIGKILL');
    accepted.push(...(await drain(child)));
    expect((await child.ended).signal).toBe('SIGKILL');
  }
  expect(journal.verify()).toMatchObject({ ok: true, broken: null });
  const hashes = new Set(journal.read('run-1').map(({ hash }) => hash));
  expect(accepted.filter((hash) => !hashes.has(hash))).toEqual([]);
  // A round may write one entry that it did not live to report.
  expect(hashes.size - accepted.length).toBeLessThanOrEqual(8);
}, 60_000);
