import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActionResult, FactValue } from '../../preload/contract.ts';
import { blankResult } from '../actions/result.ts';
import { Journal } from '../journal/journal.ts';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { answer, type ProbeOrder, start } from '../procedures/engine.ts';
import type { ActionIntent, RunEvent } from '../procedures/events.ts';
import { BINDINGS, FILES, loaded } from '../procedures/testing/fixture.ts';
import { Pair, willing } from '../procedures/testing/pair.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { Runs } from '../store/runs.ts';
import { RunLog } from './run-log.ts';
import { RunStates } from './run-states.ts';
import { Runner, type RunnerPorts } from './runner.ts';

const runId = 'run-1';
let home: string;
let db: Database;
let clock: SimulatedClock;
let log: RunLog;
let journal: Journal;
let pair: Pair;
let sent: number;

beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'rackhand-runner-'));
  db = openDatabase(home);
  clock = new SimulatedClock(undefined, true);
  journal = new Journal(db, clock);
  const runs = new Runs(db);
  log = new RunLog({ db, journal, runs, states: new RunStates(journal), clock });
  pair = new Pair();
  sent = 0;
  const first = start(loaded(FILES), { runId, procedure: 'upgrade', siteId: 'site', scale: 1, bindings: BINDINGS });
  runs.insert({ id: runId, procedure: 'upgrade', site: 'site', startedAt: '', author: 't', bindings: BINDINGS });
  journal.append(runId, 't', [first]);
});
afterEach(() => {
  db.close();
  rmSync(home, { recursive: true });
});

function runner(change: Partial<RunnerPorts> = {}): Runner {
  return new Runner({
    log,
    clock,
    read: async (_state, probe: ProbeOrder) => {
      const answered = pair.probe(probe, clock.now());
      return answered;
    },
    async act(state, what) {
      sent++;
      const intent: ActionIntent = {
        id: `action-${sent}`,
        action: what.action,
        path: what.path,
        deviceId: what.binding.deviceId,
        deviceName: what.binding.deviceName,
        serial: what.binding.serial,
        bmc: what.binding.bmc ?? '',
        before: 'off',
        process: { pid: 1, start: '' },
      };
      const outcome = pair.perform();
      const result: ActionResult = { ...blankResult(intent, clock), outcome };
      log.commit(state.runId, 't', () => [
        { type: 'action.intended', data: intent },
        { type: 'action.settled', data: { id: intent.id, outcome, result } },
      ]);
      return result;
    },
    recover: async (_state, intent) => ({ ...blankResult(intent, clock), outcome: pair.readBack() }),
    ...change,
  });
}

const signal = new AbortController().signal;
const events = () => journal.read(runId).map(({ type }) => type);

/** The person: answers what the runner stopped at, as the fixture's willing person would. */
function respond(): void {
  log.commit(runId, 'person', (state, now) => {
    const { position } = state;
    const at = position.kind === 'step' ? position.path : '';
    return answer(state, at, willing.answer(at, [], state) ?? {}, now);
  });
}

/** Writes what leads to a step that reads: the plan, a passed test, the activation with its note acknowledged. */
function standAt(path: string): void {
  const facts = (step: string, values: Record<string, FactValue>): RunEvent[] => [
    ...(step === 'plan' ? [] : [{ type: 'step.begun', data: { path: step } } as const]),
    {
      type: 'fact.recorded',
      data: {
        path: step,
        facts: Object.entries(values).map(([name, value]) => ({
          name,
          value,
          origin: 'entered' as const,
          serial: null,
          evidence: null,
        })),
      },
    },
    { type: 'step.done', data: { path: step } },
  ];
  const lead: RunEvent[] = [
    ...facts('plan', { targetVersion: '5.8.0', 'slave.serial': 'B2' }),
    { type: 'step.skipped', data: { path: 'rehearse' } },
    ...facts('test', { 'test.verdict': 'pass' }),
    { type: 'step.begun', data: { path: 'tested' } },
    { type: 'branch.taken', data: { path: 'tested', goto: 'activate' } },
    ...facts('activate', {}),
  ];
  log.commit(runId, 'person', () => lead);
  expect(log.state(runId).position).toMatchObject({ path });
}

describe('the runner', () => {
  it('reads and goes on by itself, and stops where a person is needed', async () => {
    expect(await runner().drive(runId, { signal, linger: false })).toBe('person');
    expect(log.state(runId).position).toMatchObject({ path: 'plan' });
    respond();
    expect(await runner().drive(runId, { signal, linger: false })).toBe('person');
    expect(log.state(runId).position).not.toMatchObject({ path: 'plan' });
  });

  it('writes down a reading that failed and goes on trying, until it is cancelled', async () => {
    const stop = new AbortController();
    let tries = 0;
    const failing = runner({
      read: async () => {
        if (++tries === 3) stop.abort();
        throw new Error('the device is silent');
      },
    });
    expect(await failing.drive(runId, { signal, linger: false })).toBe('person');
    standAt('identify');
    expect(await failing.drive(runId, { signal: stop.signal, linger: false })).toBe('cancelled');
    expect(events().filter((type) => type === 'probe.failed').length).toBeGreaterThanOrEqual(1);
    expect(log.state(runId).status).toBe('open');
  });

  it('stops at once when it is cancelled', async () => {
    expect(await runner().drive(runId, { signal: AbortSignal.abort(), linger: true })).toBe('cancelled');
    expect(events()).toEqual(['run.started']);
  });

  it('says that a closed run is closed', async () => {
    log.commit(runId, 't', () => [{ type: 'run.aborted', data: { reason: 'over' } }]);
    expect(await runner().drive(runId, { signal, linger: false })).toBe('closed');
  });

  it('goes on when the person has acted while it lingers', async () => {
    const stop = new AbortController();
    const wake = new EventTarget();
    const slow = new SimulatedClock();
    const driving = runner({ clock: slow }).drive(runId, { signal: stop.signal, linger: true, wake });
    await new Promise((resolve) => setImmediate(resolve));
    expect(log.state(runId).position).toMatchObject({ path: 'plan' });
    respond();
    wake.dispatchEvent(new Event('wake'));
    await slow.advance(1);
    expect(log.state(runId).position).not.toMatchObject({ path: 'plan' });
    stop.abort();
    expect(await driving).toBe('cancelled');
  });
});
