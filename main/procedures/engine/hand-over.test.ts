import { describe, expect, test } from 'vitest';
import type { Binding, RunEvent, Stamped } from '../events.ts';
import type { Driver } from '../testing/driver.ts';
import { BINDINGS } from '../testing/fixture.ts';
import { frozen } from '../testing/frozen.ts';
import { answering, startedTiny, tiny } from '../testing/tiny.ts';
import { abort, acknowledge, answer, handOver, order, override, record } from './commands.ts';
import { next } from './next.ts';
import { reduce, replay } from './reduce.ts';
import type { RunState } from './state.ts';

const ID = '0b9f7a52-3f0e-4b62-9c35-6a4d2f1f9a11';
const GIVEN = { id: ID, to: 'Bea', contents: 'f'.repeat(64) };
const THERE: Binding[] = BINDINGS.map((binding) => ({ ...binding, deviceId: `b-${binding.deviceId}`, bmc: null }));
const silent = {
  probe: () => {
    throw new Error('silent');
  },
  perform: () => 'failed' as const,
  readBack: () => 'done' as const,
};

/** A run that stands at an act step which was ordered, with an outcome on the slave behind it. */
function ordered(): Driver {
  const library = tiny(['id: on, kind: act, on: slave, action: power.on', 'id: wait, kind: wait, atLeast: 14d']);
  const driver = startedTiny(library, silent, answering({}));
  driver.append({ type: 'step.begun', data: { path: 'on' } });
  const intent = { id: 'a1', action: 'power.off' as const, path: null, deviceId: 'sps-b', deviceName: 'SPS B' };
  const more = { serial: 'B2', bmc: '127.0.0.1:6232', before: null, process: { pid: 1, start: '1' } };
  driver.append({ type: 'action.intended', data: { ...intent, ...more } });
  return driver;
}
const settle = (driver: Driver): void => {
  const result = { id: 'a1', action: 'power.off', outcome: 'done' } as never;
  driver.append({ type: 'action.settled', data: { id: 'a1', path: null, outcome: 'done', result } });
  driver.append({ type: 'act.ordered', data: { path: 'on' } });
};
const stateOf = (driver: Driver) => driver.state as RunState;
const taken = (change: Partial<Extract<RunEvent, { type: 'run.taken-over' }>['data']> = {}): RunEvent => ({
  type: 'run.taken-over',
  data: { id: ID, siteId: 'wien', bindings: THERE, ...change },
});

describe('a run that was handed over', () => {
  test('takes nothing any more: no command, no event but its take-over', () => {
    const driver = ordered();
    settle(driver);
    driver.append(...handOver(stateOf(driver), GIVEN));
    const state = stateOf(driver);
    expect(next(state, driver.now)).toEqual({ do: 'nothing', reads: [], wakeAt: null });
    const why = { reason: 'r', secondPerson: 's', supportCase: '' };
    for (const act of [
      () => answer(state, 'on', {}, driver.now),
      () => order(state, 'on', driver.now),
      () => acknowledge(state, 'I-SPS-052'),
      () => override(state, 'I-SPS-020', why, 'Ada'),
      () => record(state, { 'metadb.done': true }, driver.now),
      () => abort(state, 'no'),
      () => handOver(state, GIVEN),
    ])
      expect(act).toThrow(expect.objectContaining({ code: 'run-handed-over' }));
    const events: RunEvent[] = [
      { type: 'run.resumed', data: { pid: 1 } },
      { type: 'step.done', data: { path: 'on' } },
      { type: 'fact.recorded', data: { path: null, facts: [] } },
      { type: 'run.handed-over', data: GIVEN },
      { type: 'run.aborted', data: { reason: 'no' } },
    ];
    for (const event of events) expect(() => driver.append(event), event.type).toThrow('was handed over');
  });

  test('goes on with other devices in the same roles; what was sent to them, and no order, is remembered', () => {
    const driver = ordered();
    settle(driver);
    const before = frozen(stateOf(driver));
    driver.append(...handOver(before, GIVEN), taken());
    const state = stateOf(driver);
    expect(before.status).toBe('open');
    expect(state).toMatchObject({ status: 'open', siteId: 'wien', resumedSeq: state.seq, bindings: THERE });
    expect(state.settled).toEqual({ 'b-sps-b': before.settled['sps-b'] });
    expect(state.steps.on?.order).toBe(null);
    expect(replay(driver.events)).toEqual(state);
    expect(driver.events.reduce<RunState | null>((one, event: Stamped) => reduce(one, event), null)).toEqual(state);
  });

  test.each<[string, Partial<Extract<RunEvent, { type: 'run.taken-over' }>['data']>, string]>([
    ['by another file', { id: 'other' }, 'not handed over by this file'],
    ['with a role less', { bindings: THERE.slice(0, 1) }, 'other roles'],
    ['with the roles in another order', { bindings: THERE.toReversed() }, 'other roles'],
  ])('is not taken over %s', (_, change, message) => {
    const driver = ordered();
    settle(driver);
    driver.append(...handOver(stateOf(driver), GIVEN));
    expect(() => driver.append(taken(change))).toThrow(message);
  });
});

test('a command whose outcome is open keeps the run here, and an open run is not taken over', () => {
  const driver = ordered();
  expect(() => handOver(stateOf(driver), GIVEN)).toThrow(expect.objectContaining({ code: 'outcome-open' }));
  expect(() => driver.append({ type: 'run.handed-over', data: GIVEN })).toThrow('not known yet');
  expect(() => driver.append(taken())).toThrow('not handed over');
});

test('a closed run stays what it was', () => {
  const driver = ordered();
  settle(driver);
  driver.append({ type: 'run.aborted', data: { reason: 'over' } });
  driver.append(...handOver(stateOf(driver), GIVEN), taken());
  expect(stateOf(driver).status).toBe('aborted');
});
