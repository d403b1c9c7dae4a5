// A run of 162 steps with 100,000 journal entries, opened from its SQLite file: read, chain verified, decoded, replayed.
// Beside it, in turns, what others need for parts of that: sqlite3 for reading the table, sha256sum and JSON.parse for
// the same entries as a file.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RunStates } from '../../main/app/run-states.ts';
import { Journal } from '../../main/journal/journal.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { longRun } from '../../main/procedures/testing/long-run.ts';
import { openDatabase } from '../../main/store/database.ts';
import { median } from './measure.ts';

const STEPS = 162;
const ENTRIES = 100_000;
const ROUNDS = 5;
const MOST_MS = 1_000;

const home = mkdtempSync(path.join(tmpdir(), 'rackhand-bench-'));
const exported = path.join(home, 'run-1.ndjson');
const contenders = {
  rackhand: () => {
    const db = openDatabase(home);
    const { status, seq } = new RunStates(new Journal(db, systemClock)).get('run-1');
    db.close();
    if (status !== 'finished' || seq !== ENTRIES) throw new Error(`the run is ${status} at entry ${seq}`);
  },
  sqlite3: () => {
    const table = ['-readonly', path.join(home, 'rackhand.db'), 'SELECT * FROM journal'];
    execFileSync('sqlite3', table, { maxBuffer: 2 ** 30 });
  },
  sha256sum: () => execFileSync('sha256sum', [exported]),
  parse: () =>
    readFileSync(exported, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
};
type Name = keyof typeof contenders;

/** Writes the run and its export, as they lie on a disk. */
function prepare(): void {
  const db = openDatabase(home);
  const journal = new Journal(db, systemClock);
  const events = longRun(STEPS, ENTRIES);
  for (let at = 0; at < events.length; at += 1_000) journal.append('run-1', 'tester', events.slice(at, at + 1_000));
  writeFileSync(exported, journal.export('run-1'));
  db.close();
}

/** Medians, in turns; the first round warms caches up and does not count. */
function measure(): Record<Name, number> {
  const names = Object.keys(contenders) as Name[];
  const samples = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of names) {
      const started = performance.now();
      contenders[name]();
      if (round > 0) samples.get(name)?.push(performance.now() - started);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(samples.get(name) ?? [])])) as Record<Name, number>;
}

try {
  prepare();
  const { rackhand, sqlite3, sha256sum, parse } = measure();
  const parts = sqlite3 + sha256sum + parse;
  console.log(
    `A run of ${STEPS} steps and ${ENTRIES} entries, opened: ${rackhand.toFixed(0)} ms (target < ${MOST_MS})`,
  );
  console.log(
    `  sqlite3 ${sqlite3.toFixed(0)} + sha256sum ${sha256sum.toFixed(0)} + JSON.parse ${parse.toFixed(0)} = ${parts.toFixed(0)} ms; ratio ${(rackhand / parts).toFixed(2)}`,
  );
  if (rackhand >= MOST_MS) process.exitCode = 1;
} finally {
  rmSync(home, { recursive: true });
}
