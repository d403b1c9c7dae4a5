/** The two ways of folding a journal: entry by entry with a state for each, and all at once. */
import { describe, expect, it } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { acknowledge, fold, placeOf, type RunState, record, reduce, replay } from '../engine.ts';
import type { Stamped } from '../events.ts';
import { FILES, loaded } from '../testing/fixture.ts';
import { frozen } from '../testing/frozen.ts';
import { longRun } from '../testing/long-run.ts';
import { NODES, Nodes, nodesLibrary, startedNodes } from '../testing/nodes.ts';
import { Pair, startedRun } from '../testing/pair.ts';

const STEPS = [
  'id: plan, kind: input, asks: [ { fact: want } ]',
  'id: nodes, kind: procedure, procedure: one, each: node, as: appliance',
  'id: pair, kind: procedure, procedure: one, on: passive, as: appliance',
  "id: again, kind: decide, cases: [ { when: 'every(node, known(leave))', goto: end } ], otherwise: nodes",
];

/** A run over several devices whose operator is slow, records things in between and lets it crash. */
function journal(random: () => number): readonly Stamped[] {
  const world = new Nodes();
  const driver = startedNodes(nodesLibrary(STEPS), world, {
    answer(path, _asks, state) {
      if (random() < 0.2) return null;
      if (path === 'plan') return { want: '5.8.0' };
      world.versions.set(placeOf(state, path)?.frame.bindings[0]?.deviceId ?? '', random() < 0.9 ? '5.8.0' : '5.6.0');
      return { seen: path };
    },
    go: () => random() < 0.7,
    unblock: (what, state) =>
      what.verdicts.flatMap(({ rule, severity, scope }) =>
        severity === 'soft' ? acknowledge(state, rule, scope) : [],
      ),
  });
  for (let turn = 0; turn < 30 && driver.state?.status === 'open'; turn++) {
    let steps = 1 + Math.floor(random() * 12);
    driver.run(() => steps-- === 0);
    const state = driver.state as RunState;
    if (state.status !== 'open') break;
    if (random() < 0.2) driver.append({ type: 'run.resumed', data: { pid: turn } });
    if (random() < 0.3)
      driver.append(...record(state, { leave: true }, driver.now, `node#${Math.floor(random() * 3)}`));
    if (random() < 0.02) driver.append({ type: 'run.aborted', data: { reason: 'window over' } });
  }
  return driver.events;
}
/** One state for each entry; none of them may be touched by what comes after it. */
function stepwise(events: readonly Stamped[]): RunState | null {
  let state: RunState | null = null;
  for (const event of events) state = frozen(reduce(state, frozen(event)));
  return state;
}

describe('folding at once', () => {
  it('comes to what folding entry by entry comes to, on random journals', () => {
    const random = seeded(16);
    const seen = new Set<string>();
    for (let round = 0; round < 25; round++) {
      const events = structuredClone(journal(random)) as Stamped[];
      for (const { type } of events) seen.add(type);
      expect(replay(events)).toEqual(stepwise(events));
    }
    const all = ['step.begun', 'fact.recorded', 'action.settled', 'rule.acknowledged', 'run.resumed', 'branch.taken'];
    expect([...seen]).toEqual(expect.arrayContaining(all));
  });
  it('goes on from any entry, and leaves the state it went on from as it was', () => {
    const driver = startedRun(loaded(FILES), new Pair());
    const whole = driver.run();
    for (let at = 1; at < driver.events.length; at++) {
      const middle = frozen(replay(driver.events.slice(0, at)));
      const before = structuredClone(middle);
      expect(fold(middle, driver.events.slice(at))).toEqual(whole);
      expect(middle).toEqual(before);
    }
  });
  it('hands the same state back when nothing has happened', () => {
    const state = replay(startedNodes(nodesLibrary(STEPS), new Nodes(), { answer: () => null }, NODES).events);
    expect(fold(state, [])).toBe(state);
  });
  it('comes to the same state for a run of 162 steps', () => {
    const at = '2026-03-01T20:00:00.000Z';
    const events = longRun(162, 2_000).map((event, index) => ({ ...event, seq: index + 1, at, author: 'tester' }));
    expect(replay(events)).toMatchObject({ status: 'finished', seq: 2_000 });
    expect(replay(events)).toEqual(stepwise(events as Stamped[]));
  });
});
