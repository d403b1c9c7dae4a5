import { describe, expect, it } from 'vitest';
import { type RunState, reduce, replay } from './engine.ts';
import type { Stamped } from './events.ts';
import { blocking } from './interlocks.ts';
import { Driver } from './testing/driver.ts';
import { BINDINGS, FILES, loaded } from './testing/fixture.ts';
import { frozen } from './testing/frozen.ts';
import { Pair, startedRun, willing } from './testing/pair.ts';

const library = loaded(FILES);

/** A pair that counts the commands that reach it. */
class Counted extends Pair {
  arrived = 0;
  override perform() {
    this.arrived++;
    return super.perform();
  }
}

function fullRun(): { events: readonly Stamped[]; state: RunState } {
  const driver = startedRun(library, new Pair());
  return { state: driver.run(), events: driver.events };
}
/** What a run has come to, whatever the way there. */
function outcomeOf(state: RunState) {
  return {
    status: state.status,
    steps: Object.fromEntries(Object.entries(state.steps).map(([path, { status }]) => [path, status])),
    facts: Object.fromEntries(Object.entries(state.facts).map(([name, { value }]) => [name, value])),
  };
}
const omit = ({ shutdownAt: _, ...rest }: Record<string, unknown>) => rest;
const full = fullRun();
const indexOf = (fits: (event: Stamped) => boolean) => full.events.findIndex(fits);
const begunAt = (path: string) => indexOf((event) => event.type === 'step.begun' && event.data.path === path);

describe('a run that goes well', () => {
  it('ends finished, with every step done or skipped and one command sent', () => {
    expect(full.state.status).toBe('finished');
    expect(outcomeOf(full.state).steps).toMatchObject({
      plan: 'done',
      rehearse: 'skipped',
      test: 'done',
      'power/on': 'done',
      power: 'done',
      close: 'done',
    });
    expect(full.state.steps).not.toHaveProperty('stuck');
    expect(full.events.filter((event) => event.type === 'action.intended')).toHaveLength(1);
  });
  it('is the fold of its events, and nothing else', () => {
    expect(replay(full.events)).toEqual(full.state);
    expect(replay(JSON.parse(JSON.stringify(full.events)))).toEqual(full.state);
  });
  it('is folded without touching a state or an event', () => {
    let state: RunState | null = null;
    for (const event of full.events) state = frozen(reduce(state, frozen(structuredClone(event))));
    expect(state).toEqual(full.state);
  });
});

describe('a run that is cut off at any entry and taken over', () => {
  const intended = indexOf((event) => event.type === 'action.intended');
  const cuts = full.events.slice(1).flatMap((_, index) => {
    const cut = index + 1;
    return cut === intended + 1
      ? [
          { cut, arrived: true },
          { cut, arrived: false },
        ]
      : [{ cut, arrived: cut > intended }];
  });

  it.each(cuts)('after entry $cut (command arrived: $arrived) comes to the same end', ({ cut, arrived }) => {
    const pair = new Counted();
    const before = full.events.slice(0, cut);
    for (const event of before) pair.happened(event, Date.parse(event.at));
    if (arrived) pair.slave = 'on';
    const driver = new Driver(pair, willing);
    driver.takeOver(before);
    const state = driver.run();

    const [expected, got] = [outcomeOf(full.state), outcomeOf(state)];
    expect({ ...got, facts: omit(got.facts) }).toEqual({ ...expected, facts: omit(expected.facts) });
    expect(pair.arrived + (arrived ? 1 : 0)).toBe(1);
    const intents = driver.events.filter((event) => event.type === 'action.intended').map((event) => event.data.id);
    expect(
      driver.sent.filter((id) => before.some((event) => event.type === 'action.intended' && event.data.id === id)),
    ).toEqual([]);
    expect(intents).toHaveLength(cut > intended && !arrived ? 2 : 1);
  });
});

describe('the lock on the slave', () => {
  const from = begunAt('shutdown');
  const to = indexOf((event) => event.type === 'fact.recorded' && event.data.path === 'check');
  const slave = BINDINGS[1];
  const targets = [
    { deviceId: 'sps-b' },
    { deviceId: 'sps-b', siteId: 'site-1' },
    { serial: 'B2' },
    { serial: 'b2' },
    { bmc: slave?.bmc ?? '' },
    { role: 'slave' },
  ];

  it('begins with the shutdown step and ends with the proof of the master, at every entry, however it is addressed', () => {
    expect([from > 0, to > from]).toEqual([true, true]);
    let state: RunState | null = null;
    for (const [index, event] of full.events.entries()) {
      state = reduce(state, event);
      const now = Date.parse(event.at);
      for (const action of ['power.on', 'power.cycle', 'power.reset', 'power.soft'] as const) {
        for (const target of targets) {
          const rules = blocking(state, { action, ...target }, now).map(({ rule }) => rule);
          const locked = rules.includes('I-SPS-010');
          expect({ index, action, target, locked }).toEqual({
            index,
            action,
            target,
            locked: index >= from && index < to,
          });
        }
      }
    }
  });
  it('is none of a stranger: another device, serial, BMC or site', () => {
    const state = replay(full.events.slice(0, from + 1));
    const now = Date.parse(state.at);
    for (const target of [
      { deviceId: 'sps-c' },
      { serial: 'C3' },
      { bmc: '127.0.0.1:9' },
      { deviceId: 'sps-b', siteId: 'site-2' },
    ]) {
      expect(blocking(state, { action: 'power.on', ...target }, now)).toEqual([]);
    }
  });
});
