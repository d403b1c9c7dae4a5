import path from 'node:path';
import { expect, test } from 'vitest';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import type { Database } from './database.ts';
import { scratchDatabase } from './testing/scratch.ts';
import { watchChanges } from './watch.ts';

const change = (db: Database) => db.run("INSERT OR REPLACE INTO settings (name, value) VALUES ('a', 'b')");
const microtasks = () => new Promise<void>((resolve) => setImmediate(resolve));

test('changes of others are told at the next look, own ones at once, none after the end', async () => {
  const clock = new SimulatedClock();
  const db = scratchDatabase();
  const other = scratchDatabase(path.dirname(db.file));
  let told = 0;
  const stop = watchChanges(db, clock, () => void told++, 500);

  await clock.advance(2000);
  expect(told).toBe(0);
  change(other);
  change(other);
  await clock.advance(499);
  expect(told).toBe(0);
  await clock.advance(1);
  expect(told).toBe(1);
  await clock.advance(2000);
  expect(told).toBe(1);

  change(db);
  change(db);
  await microtasks();
  expect(told).toBe(2);

  stop();
  change(db);
  change(other);
  await clock.advance(2000);
  expect(told).toBe(2);
});

test('a callback that meets a failing disk is called again', async () => {
  const clock = new SimulatedClock();
  const db = scratchDatabase();
  const other = scratchDatabase(path.dirname(db.file));
  let told = 0;
  const stop = watchChanges(db, clock, () => {
    told += 1;
    if (told === 1) db.run("INSERT INTO settings (name, value) VALUES ('a', NULL)");
  });
  change(other);
  await clock.advance(500);
  expect(told).toBe(1);
  await clock.advance(500);
  expect(told).toBe(2);
  await clock.advance(500);
  expect(told).toBe(2);
  stop();
});

test('watching ends with the database', async () => {
  const clock = new SimulatedClock();
  const db = scratchDatabase();
  let told = 0;
  watchChanges(db, clock, () => void told++);
  change(db);
  db.close();
  await clock.advance(2000);
  expect(told).toBe(0);
});
