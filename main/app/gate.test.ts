import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActionName, ActionResult } from '../../preload/contract.ts';
import { blankResult } from '../actions/result.ts';
import { Journal } from '../journal/journal.ts';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { reduce, start } from '../procedures/engine.ts';
import type { ActionIntent, RunEvent } from '../procedures/events.ts';
import { BINDINGS, FILES, loaded } from '../procedures/testing/fixture.ts';
import { tiny } from '../procedures/testing/tiny.ts';
import { type Database, openDatabase } from '../store/database.ts';
import type { Processes } from '../store/processes.ts';
import { Runs } from '../store/runs.ts';
import { InterlockGate } from './gate.ts';
import { RunStates } from './run-states.ts';

const self = { pid: 10, start: 'a' };
const alive = new Set(['10/a', '20/b']);
const processes: Processes = { self: () => self, isAlive: ({ pid, start }) => alive.has(`${pid}/${start}`) };
const slave = BINDINGS.find(({ role }) => role === 'slave');
const master = BINDINGS.find(({ role }) => role === 'master');
if (!slave || !master) throw new Error('the fixture binds a pair');

let home: string;
let db: Database;
let journal: Journal;
let runs: Runs;
let gate: InterlockGate;

beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'rackhand-gate-'));
  db = openDatabase(home);
  const clock = new SimulatedClock();
  journal = new Journal(db, clock);
  runs = new Runs(db, processes);
  gate = new InterlockGate({ db, journal, runs, states: new RunStates(journal), clock, processes });
});
afterEach(() => {
  db.close();
  rmSync(home, { recursive: true });
});

/** A run that stands where the slave has been ordered down: I-SPS-010 is active. */
function openRun(id: string, siteId = 'site', library = loaded(FILES)): void {
  const first = start(library, { runId: id, procedure: 'upgrade', siteId, scale: 1, bindings: BINDINGS });
  runs.insert({
    id,
    procedure: 'upgrade',
    site: siteId,
    startedAt: '2026-11-21T08:00:00Z',
    author: 't',
    bindings: BINDINGS,
  });
  const fact = (name: string): RunEvent => ({
    type: 'fact.recorded',
    data: { path: null, facts: [{ name, value: true, origin: 'marked', serial: null, evidence: null }] },
  });
  journal.append(id, 't', [first, fact('slave.shutdownOrdered')]);
}

let ids = 0;
const intent = (change: Partial<ActionIntent>): ActionIntent => ({
  id: `intent-${++ids}`,
  action: 'power.on',
  path: null,
  deviceId: null,
  deviceName: 'somewhere',
  serial: null,
  bmc: '192.0.2.99:623',
  before: 'off',
  process: self,
  ...change,
});
const decide = (change: Partial<ActionIntent>, siteId: string | null = null) =>
  gate.decide(intent(change), siteId, 'me');
const settled = (of: ActionIntent): ActionResult => ({ ...blankResult(of, new SimulatedClock()), outcome: 'done' });

describe('the gate', () => {
  it('lets a stranger pass and keeps the record at the desk', () => {
    openRun('run-1');
    expect(decide({})).toEqual({ allowed: true, stream: 'desk' });
    expect(journal.read('desk').at(-1)).toMatchObject({ type: 'action.intended', author: 'me' });
  });

  it.each([
    ['device', { deviceId: slave.deviceId }, 'site'],
    ['serial', { serial: slave.serial }, null],
    ['serial in other letters', { serial: slave.serial?.toLowerCase() ?? null }, null],
    ['BMC address', { bmc: slave.bmc ?? '' }, null],
  ] as const)('finds the lock by %s', (_by, change, siteId) => {
    openRun('run-1');
    const decision = decide(change, siteId);
    expect(decision).toMatchObject({ allowed: false, stream: 'run-1' });
    expect(decision.allowed ? [] : decision.verdicts.map(({ rule }) => rule)).toContain('I-SPS-010');
  });

  it('does not take a device of the same id in another site for the bound one', () => {
    openRun('run-1');
    expect(decide({ deviceId: slave.deviceId }, 'elsewhere')).toMatchObject({ allowed: true, stream: 'desk' });
  });

  it('writes nothing when it refuses, and the intent before it allows', () => {
    openRun('run-1');
    const before = journal.head('run-1').seq;
    decide({ serial: slave.serial });
    expect(journal.head('run-1').seq).toBe(before);
    expect(decide({ serial: master.serial, action: 'bmc.identify' })).toMatchObject({ allowed: true, stream: 'run-1' });
    expect(journal.read('run-1').at(-1)?.type).toBe('action.intended');
  });

  it.each(['power.on', 'power.cycle', 'power.reset', 'power.soft'] as ActionName[])(
    'locks %s on the slave',
    (action) => {
      openRun('run-1');
      expect(decide({ serial: slave.serial, action }).allowed).toBe(false);
    },
  );

  it('keeps the lock after an abort, and drops it when the condition is recorded', () => {
    openRun('run-1');
    journal.append('run-1', 't', [{ type: 'run.aborted', data: { reason: 'window over' } }]);
    runs.setStatus('run-1', 'aborted');
    const refused = decide({ serial: slave.serial });
    expect(refused).toMatchObject({ allowed: false, stream: 'desk' });
    const support: RunEvent = {
      type: 'fact.recorded',
      data: {
        path: null,
        facts: [
          { name: 'supportCase.decision', value: 'power-on-slave', origin: 'entered', serial: null, evidence: null },
        ],
      },
    };
    journal.append('run-1', 't', [support]);
    const left = decide({ serial: slave.serial });
    expect(left).toMatchObject({ allowed: true });
  });

  it('tells a new run of what an aborted one has against its click, and of nothing before that or elsewhere', () => {
    const library = structuredClone(loaded(FILES));
    library.interlocks['I-SPS-010']?.blocks.push({ actions: ['sps.otherNode.shutdown'], roles: 'any' });
    openRun('run-1', 'site', library);
    const told = (role: string, siteId = 'site') => {
      const bindings = BINDINGS.map((binding, n) => ({ ...binding, bmc: `192.0.2.${200 + n}:623`, serial: null }));
      const click = tiny([`id: click, kind: guide, on: ${role}, manual: sps.otherNode.shutdown`]);
      const first = start(click, { runId: 'run-2', procedure: 'tiny', siteId, scale: 1, bindings });
      const state = reduce(null, { ...first, seq: 1, at: '2026-11-21T08:00:00.000Z', author: 't' });
      return gate.elsewhere(state).map(({ rule, runId }) => `${rule} of ${runId}`);
    };
    journal.append('run-1', 't', [{ type: 'run.aborted', data: { reason: 'window over' } }]);
    runs.setStatus('run-1', 'aborted');
    expect(told('slave')).toEqual(['I-SPS-010 of run-1']);
    expect(told('slave', 'another')).toEqual([]);
    const end: RunEvent = {
      type: 'fact.recorded',
      data: {
        path: null,
        facts: [
          { name: 'supportCase.decision', value: 'power-on-slave', origin: 'entered', serial: null, evidence: null },
        ],
      },
    };
    journal.append('run-1', 't', [end]);
    expect(told('slave')).toEqual([]);
  });

  it('refuses a second command while the first one of a living process has no outcome', () => {
    const first = intent({ process: { pid: 20, start: 'b' } });
    gate.decide(first, null, 'other');
    const second = decide({});
    expect(second.allowed ? [] : second.verdicts.map(({ rule }) => rule)).toEqual(['I-GEN-006']);
    gate.settle('desk', first, null, settled(first), 'other');
    expect(decide({}).allowed).toBe(true);
  });

  it('writes down that nobody knows, when the process of the first command has died', () => {
    const first = intent({ process: { pid: 30, start: 'dead' } });
    gate.decide(first, null, 'other');
    expect(decide({}).allowed).toBe(true);
    const outcomes = journal.read('desk').filter(({ type }) => type === 'action.settled');
    expect(outcomes).toMatchObject([{ data: { id: first.id, outcome: 'unknown' } }]);
  });

  it('tells by pid and start, not by pid alone', () => {
    gate.decide(intent({ process: { pid: 10, start: 'a former life' } }), null, 'other');
    expect(decide({}).allowed).toBe(true);
  });
});
