import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Journal } from '../../main/journal/journal.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { startRack } from '../../main/practice/rack.ts';
import { practiceSite } from '../../main/practice/site.ts';
import { Sites } from '../../main/sites/sites.ts';
import { openDatabase } from '../../main/store/database.ts';
import type { JournalEntry, RunView } from '../../preload/contract.ts';
import { type Ended, rackhand, root } from './support/cli.ts';
import { upgrade } from './support/rack.ts';

const answers = path.join(root, 'resources/procedures/sps/answers/practice-ha-cluster.yaml');
/** Where a run turns to when it was not looking in time: the node was down and up again, or the 30 minutes are over. */
const TOO_LATE = /^(stuck\/|never-went-down$)/;
/** Fast, but slow enough that a process can die and be replaced within the vendor's 30 minutes. */
const scale = 600;

/** One rehearsal of its own: data folder, rack, and the journal as another process sees it. */
async function rehearsal(speed = scale) {
  const home = mkdtempSync(path.join(os.tmpdir(), 'rackhand-kill-'));
  const rack = await startRack({ scale: speed });
  const db = openDatabase(home);
  new Sites(db).put(practiceSite(rack));
  const journal = new Journal(db, systemClock);
  return {
    rack,
    run: (args: readonly string[], env: Record<string, string> = {}) => rackhand(['--json', ...args], { home, env }),
    verify: () => journal.verify(),
    runId: () => journal.streams().find(({ stream }) => stream !== 'desk')?.stream ?? null,
    entries: (stream: string) => journal.read(stream),
    async [Symbol.asyncDispose]() {
      db.close();
      await rack.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

const startArgs = [...upgrade, '--answers', answers];
const resumeArgs = (id: string) => ['run', 'resume', id, '--answers', answers];

/**
 * Kills the run at one journal write, resumes it to its end, and says everything that must hold. On a machine so busy
 * that the node's reboot or the vendor's 30 minutes pass while the process is replaced, the run rightly turns to the steps
 * for that; then the same point is tried again at a slower speed.
 */
async function killedAt(point: string, speed = scale): Promise<'finished before' | 'killed'> {
  await using world = await rehearsal(speed);
  const killed = await world.run(startArgs, { RACKHAND_KILL_AT: point });
  if (killed.signal !== 'SIGKILL') {
    expect({ point, code: killed.code, stderr: killed.stderr }).toMatchObject({ code: 0 });
    return 'finished before';
  }
  const id = world.runId();
  const before = id === null ? [] : world.entries(id);
  expect(world.verify()).toMatchObject({ ok: true });

  const resumed: Ended = await world.run(id === null ? startArgs : resumeArgs(id));
  const at = (JSON.parse(resumed.stdout || '{}') as Partial<RunView>).current?.path ?? null;
  if (at !== null && TOO_LATE.test(at) && speed > 50) return killedAt(point, speed / 4);
  const context = { point, last: before.at(-1)?.type ?? 'nothing', at };
  expect({ ...context, code: resumed.code, stderr: resumed.stderr }).toEqual({
    ...context,
    code: 0,
    stderr: expect.any(String),
  });
  const view = JSON.parse(resumed.stdout) as RunView;
  expect({ ...context, status: view.status }).toEqual({ ...context, status: 'finished' });

  // No fact lost: what was durable is the beginning of what there is now, and the final state has every entered fact.
  const after = world.entries(view.id);
  expect(after.slice(0, before.length)).toEqual(before);
  const known = new Set(view.facts.map(({ name }) => name));
  expect({ ...context, lost: enteredIn(before).filter((name) => !known.has(name)) }).toEqual({ ...context, lost: [] });
  expect(world.verify()).toMatchObject({ ok: true });
  // No action sent twice, and nothing that the interlocks prevent has happened.
  expect({ ...context, ...world.rack.state() }).toMatchObject({
    executed: { 'sps-a': [], 'sps-b': ['on'] },
    disasters: [],
  });
  return 'killed';
}

function enteredIn(entries: readonly JournalEntry[]): string[] {
  return entries
    .filter(({ type }) => type === 'fact.recorded')
    .flatMap(({ data }) => (data as { facts: { name: string; origin: string }[] }).facts)
    .filter(({ origin }) => origin === 'entered')
    .map(({ name }) => name);
}

/** How many writes a run takes, and which of them are about the action. One append is one write. */
async function baseline(): Promise<{ writes: number; action: number[] }> {
  await using world = await rehearsal();
  expect((await world.run(startArgs)).code).toBe(0);
  const entries = world.entries(world.runId() ?? '');
  const action = entries.flatMap(({ type }, index) =>
    type.startsWith('action.') || type === 'act.ordered' ? [index + 1] : [],
  );
  return { writes: entries.length, action };
}

/**
 * Two processes for every point make this the longest of all tests, so CI takes one write in 24, and everything around
 * the action. Before a release: `RACKHAND_EVERY_WRITE=1 npm run test:journeys`.
 */
const STRIDE = process.env.RACKHAND_EVERY_WRITE ? 1 : 24;

describe('kill -9 at the journal writes of the cluster upgrade', () => {
  it('loses no fact and sends no action twice', { timeout: 1_200_000 }, async () => {
    const { writes, action } = await baseline();
    // After the commit of each write; and around the action also right before it, when the command is out and its outcome
    // is not written yet. The number of readings varies from run to run, hence the margins.
    const near = (n: number) => action.some((at) => Math.abs(at - n) <= (STRIDE === 1 ? 6 : 3));
    const points = Array.from({ length: writes + 5 }, (_, index) => index + 1).flatMap((n) => {
      if (near(n)) return [`${n}-`, `${n}+`];
      return n % STRIDE === 0 ? [`${n}+`] : [];
    });
    let killed = 0;
    const next = points[Symbol.iterator]();
    const worker = async () => {
      for (const point of next) if ((await killedAt(point)) === 'killed') killed++;
    };
    await Promise.all([worker(), worker(), worker()]);
    expect(killed).toBeGreaterThanOrEqual(points.length - 5 - Math.ceil(20 / STRIDE));
    console.log(`kill -9: ${killed} kills over ${points.length} points of a run with ${writes} writes`);
  });
});
