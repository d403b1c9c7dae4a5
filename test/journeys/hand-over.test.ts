import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { verifyExport } from '../../main/journal/export.ts';
import { Journal } from '../../main/journal/journal.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { type PracticeRack, startRack } from '../../main/practice/rack.ts';
import { practiceSite } from '../../main/practice/site.ts';
import { Sites } from '../../main/sites/sites.ts';
import { openDatabase } from '../../main/store/database.ts';
import type { HandedOver, HandOverView, JournalEntry, JournalVerdict, RunView } from '../../preload/contract.ts';
import { rackhand, root } from './support/cli.ts';
import { upgrade } from './support/rack.ts';

const answers = path.join(root, 'resources/procedures/sps/answers/practice-ha-cluster.yaml');
const entry = path.join(root, 'out/main/cli.js');
/** Fast, but slow enough that one process can die and another one take over within the vendor's times. */
const scale = 450;
/** A wait between two acts: nothing of the pair changes meanwhile. */
const WAIT = 'give-it-a-minute';

/** A laptop of its own in front of the same rack. */
function laptop(rack: PracticeRack, who: string) {
  const home = mkdtempSync(path.join(os.tmpdir(), `rackhand-${who}-`));
  const db = openDatabase(home);
  new Sites(db).put(practiceSite(rack));
  const journal = new Journal(db, systemClock);
  const env = { RACKHAND_OPERATOR: who };
  return {
    home,
    journal,
    env: { ...process.env, ...env, RACKHAND_HOME: home, LANG: 'C' },
    async json<T>(...args: string[]): Promise<{ code: number | null; stderr: string; document: T }> {
      const { code, stderr, stdout } = await rackhand(['--json', ...args], { home, env });
      return { code, stderr, document: JSON.parse(stdout || 'null') as T };
    },
    [Symbol.dispose]() {
      db.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
type Laptop = ReturnType<typeof laptop>;

/** Starts the upgrade as a process and kills it -9 as soon as it stands in the wait. Resolves with the run's id. */
function killedInTheWait(ada: Laptop): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const args = ['--disable-warning=ExperimentalWarning', entry, ...upgrade, '--answers', answers];
  const child = spawn(process.execPath, args, { env: ada.env, stdio: 'ignore' });
  let killed: string | null = null;
  const leave = ada.journal.watch((grown) => {
    for (const { stream } of grown) {
      const begun = ({ type, data }: JournalEntry) => type === 'step.begun' && (data as { path: string }).path === WAIT;
      if (killed !== null || !ada.journal.read(stream).some(begun)) continue;
      killed = stream;
      child.kill('SIGKILL');
    }
  }, 10);
  child.once('close', (code) => {
    leave();
    if (killed === null) reject(new Error(`the run ended with ${code} before it was killed`));
    else resolve(killed);
  });
  return promise;
}

test('killed in the middle of a wait, handed over, and finished by another person on another laptop', async () => {
  await using rack = await startRack({ scale });
  using ada = laptop(rack, 'Ada');
  using bea = laptop(rack, 'Bea');
  const id = await killedInTheWait(ada);

  const file = path.join(ada.home, 'run.zip');
  const given = await ada.json<HandedOver>('run', 'export', id, '--to', 'Bea', '--out', file);
  expect({ code: given.code, stderr: given.stderr }).toEqual({ code: 0, stderr: '' });
  const left = ada.journal.read(id);
  expect(left.at(-1)).toMatchObject({ type: 'run.handed-over', author: 'Ada', hash: given.document.head });
  expect((await ada.json('run', 'resume', id, '--answers', answers)).code).toBe(4);
  expect(ada.journal.read(id)).toEqual(left);

  const taken = await bea.json<HandOverView>('run', 'take-over', file, '--site', 'practice');
  expect({ code: taken.code, head: taken.document.head }).toEqual({ code: 0, head: given.document.head });
  expect((await bea.json('run', 'take-over', file, '--site', 'practice')).code).toBe(4);
  const done = await bea.json<RunView>('run', 'resume', id, '--answers', answers);
  expect({ code: done.code, status: done.document.status, at: done.document.current?.path }).toEqual({
    ...{ code: 0, status: 'finished', at: undefined },
  });

  // One chain, begun by one person and ended by the other; both data folders are whole.
  expect(bea.journal.read(id).slice(0, left.length)).toEqual(left);
  expect(verifyExport(bea.journal.export(id))).toMatchObject({ ok: true, stream: id });
  for (const one of [ada, bea]) {
    const verdict = await one.json<JournalVerdict>('journal', 'verify');
    expect(verdict).toMatchObject({ code: 0, document: { ok: true, broken: null } });
  }
  expect(rack.state()).toMatchObject({ executed: { 'sps-a': [], 'sps-b': ['on'] }, disasters: [] });
}, 120_000);
