import { beforeEach, describe, expect, it } from 'vitest';
import type { ActionResult } from '../../../preload/contract.ts';
import { next, order, type ProbeOrder, type RunState, reading, readingFailed } from '../engine.ts';
import { Driver } from '../testing/driver.ts';
import { FILES, loaded } from '../testing/fixture.ts';
import { Pair, type PairOptions, startedRun, willing } from '../testing/pair.ts';

const library = loaded(FILES);
const ON = 'power/on';

/** A run that stands at the act step; the person has not said go. */
function atTheAct(options: PairOptions = {}) {
  const pair = new Pair(options);
  let goes = 0;
  const person = { ...willing, go: () => goes-- > 0 };
  const driver = startedRun(library, pair, person);
  // Stops where only the person can help: without a go, or while the device is silent after a command.
  const run = () =>
    driver.run((_, now) => (now.do === 'order' && goes < 1) || (now.do === 'watch' && pair.dead.size > 0));
  run();
  expect(stateOf(driver).position).toMatchObject({ path: ON, begun: true });
  const go = (times = 1) => {
    goes = times;
    return run();
  };
  return { pair, driver, go };
}
function stateOf(driver: Driver): RunState {
  if (!driver.state) throw new Error('not started');
  return driver.state;
}
const what = (driver: Driver, later = 0) => next(stateOf(driver), driver.now + later);
const count = (driver: Driver, type: string) => driver.events.filter((event) => event.type === type).length;

describe('an act step', () => {
  it('reads the device, waits for the go, sends once', () => {
    const { driver, go } = atTheAct();
    expect(what(driver)).toMatchObject({ do: 'order', action: 'power.on', binding: { deviceId: 'sps-b' } });
    expect(driver.sent).toEqual([]);
    go();
    expect(driver.sent).toHaveLength(1);
    expect(stateOf(driver).status).toBe('finished');
  });
  it('is complete without sending when the device is already where the action would bring it', () => {
    const { pair, driver } = atTheAct();
    pair.slave = 'on';
    driver.now += 60_000;
    driver.append(reading(stateOf(driver), powerOrder(driver), pair.probe({ probe: 'bmc.power', role: 'slave' }, 0)));
    expect(what(driver)).toMatchObject({ do: 'complete', path: ON });
    driver.run();
    expect([driver.sent, stateOf(driver).status]).toEqual([[], 'finished']);
  });
  it.each(['not-done', 'unknown', 'failed', 'refused'] as const)(
    'after %s needs a fresh reading and a new go, and may then succeed',
    (outcome) => {
      const { pair, driver, go } = atTheAct({ outcomes: [outcome] });
      pair.dead.add('bmc.power');
      go();
      expect(driver.sent).toHaveLength(1);
      expect(what(driver)).toMatchObject({ do: 'watch', reads: [{ probe: 'bmc.power' }] });
      expect(() => order(stateOf(driver), ON, driver.now)).toThrow(expect.objectContaining({ code: 'not-ready' }));
      pair.dead.clear();
      go(0);
      expect(what(driver)).toMatchObject({ do: 'order' });
      expect(driver.sent).toHaveLength(1);
      go();
      expect([driver.sent.length, stateOf(driver).status]).toEqual([2, 'finished']);
    },
  );
  it('after an unknown outcome that did work sends nothing more', () => {
    const { pair, driver, go } = atTheAct({ outcomes: ['unknown'] });
    pair.dead.add('bmc.power');
    go();
    pair.slave = 'on';
    pair.dead.clear();
    go(9);
    expect([driver.sent.length, stateOf(driver).status]).toEqual([1, 'finished']);
  });
  it('does not act on a go that is a minute old', () => {
    const { driver } = atTheAct();
    driver.append(...order(stateOf(driver), ON, driver.now));
    expect(what(driver, 60_000)).toMatchObject({ do: 'act' });
    expect(what(driver, 60_001)).toMatchObject({ do: 'order' });
  });
  it('does not act on a go when a rule comes between', () => {
    const { driver } = atTheAct();
    driver.append(...order(stateOf(driver), ON, driver.now));
    const facts = [{ name: 'functional.ok', value: false, origin: 'entered', serial: null, evidence: null }] as const;
    driver.append({ type: 'fact.recorded', data: { path: null, facts: [...facts] } });
    expect(what(driver)).toMatchObject({ do: 'blocked', verdicts: [{ rule: 'I-SPS-010' }] });
    expect(() => order(stateOf(driver), ON, driver.now)).toThrow(expect.objectContaining({ code: 'blocked' }));
  });
  it('takes a refusal of the gate as the end of the go', () => {
    const { driver } = atTheAct();
    driver.append(...order(stateOf(driver), ON, driver.now));
    const result = { ...RESULT, outcome: 'refused' } as const;
    driver.append({ type: 'action.settled', data: { id: 'a', path: ON, outcome: 'refused', result } });
    expect(what(driver)).toMatchObject({ do: 'watch' });
    expect(stateOf(driver).steps[ON]).toMatchObject({ order: null, attempt: { result: { outcome: 'refused' } } });
  });
});

describe('a take-over at an act step', () => {
  let pair: Pair;
  beforeEach(() => {
    pair = new Pair();
  });
  /** Another process takes over what `driver` has written. */
  function takenOver(driver: Driver, outcome?: 'on'): Driver {
    for (const event of driver.events) pair.happened(event, Date.parse(event.at));
    if (outcome) pair.slave = outcome;
    const other = new Driver(pair, { ...willing, go: () => false });
    other.takeOver(driver.events);
    return other;
  }
  it('voids the go', () => {
    const { driver } = atTheAct();
    driver.append(...order(stateOf(driver), ON, driver.now));
    expect(what(driver).do).toBe('act');
    const other = takenOver(driver);
    other.run((_, now) => now.do === 'order');
    expect(what(other)).toMatchObject({ do: 'order' });
    expect(other.sent).toEqual([]);
  });
  it('reads everything again that the rules rely on before it goes on', () => {
    const { driver } = atTheAct();
    const other = takenOver(driver);
    const watching = what(other);
    expect(watching).toMatchObject({ do: 'watch' });
    expect(watching.reads.map(({ probe }) => probe).sort()).toEqual(['bmc.power', 'sps.info', 'sps.web'].slice(1));
    expect(() => order(stateOf(other), ON, other.now)).toThrow(expect.objectContaining({ code: 'not-ready' }));
  });
  it('does not rely on what was read before, even if it cannot be read again', () => {
    const { driver } = atTheAct();
    pair.dead.add('sps.info');
    const other = takenOver(driver);
    other.run((_, { do: now }) => now === 'blocked');
    expect(what(other)).toMatchObject({ do: 'blocked', verdicts: [{ rule: 'I-SPS-010' }] });
    expect(stateOf(other).facts.runningVersion).toMatchObject({ value: '5.8.0' });
  });
  it.each([
    ['on', 'done'],
    ['off', 'unknown'],
  ] as const)('settles an interrupted command by reading (slave %s: %s) and never sends it again', (slave, outcome) => {
    const { driver } = atTheAct();
    driver.append(...order(stateOf(driver), ON, driver.now));
    driver.append({ type: 'action.intended', data: INTENT });
    expect(what(driver)).toMatchObject({ do: 'acting', intent: { id: 'a' } });
    const other = takenOver(driver, slave === 'on' ? 'on' : undefined);
    expect(what(other)).toMatchObject({ do: 'settle', intent: { id: 'a' } });
    other.run((_, now) => now.do === 'order');
    expect(other.events.find((event) => event.type === 'action.settled')?.data).toMatchObject({ id: 'a', outcome });
    expect(other.sent).toEqual([]);
    expect(stateOf(other).status).toBe(slave === 'on' ? 'finished' : 'open');
    expect(count(other, 'action.intended')).toBe(1);
  });
});

describe('readings', () => {
  it('of another device become a failure and no fact; serials compare in any case', () => {
    const { driver } = atTheAct();
    const asked = powerOrder(driver);
    const from = (serial: string) => reading(stateOf(driver), asked, { fields: { powerStatus: 'on' }, serial });
    expect(from('X9')).toMatchObject({ type: 'probe.failed', data: { code: 'wrong-device' } });
    expect(from('b2')).toMatchObject({ type: 'fact.recorded', data: { facts: [{ value: 'on', origin: 'sensed' }] } });
  });
  it('of the identity are always recorded, so that rules see the mismatch', () => {
    const { driver } = atTheAct();
    const asked: ProbeOrder = { ...powerOrder(driver), probe: 'bmc.identity', facts: { 'slave.bmc.serial': 'serial' } };
    const event = reading(stateOf(driver), asked, { fields: { serial: 'X9' }, serial: 'X9' });
    expect(event).toMatchObject({ type: 'fact.recorded', data: { facts: [{ value: 'X9' }] } });
  });
  it('of another type become a failure, and what is not reported is gone', () => {
    const { driver } = atTheAct();
    const asked = powerOrder(driver);
    const odd = reading(stateOf(driver), asked, { fields: { powerStatus: 'standby' }, serial: 'B2' });
    expect(odd).toMatchObject({ type: 'probe.failed', data: { code: 'unreadable-answer' } });
    for (const fields of [{ powerStatus: null }, {}]) {
      const none = reading(stateOf(driver), asked, { fields, serial: 'B2' });
      expect(none).toMatchObject({ type: 'fact.recorded', data: { facts: [], gone: ['slave.bmc.powerStatus'] } });
    }
  });
  it('that come after the step, a take-over, an outcome or the end of the run are refused', () => {
    const { driver, go } = atTheAct();
    const asked = powerOrder(driver);
    const late = expect.objectContaining({ code: 'late-reading', advice: expect.stringMatching(/./) });
    const answer = { fields: { powerStatus: 'off' }, serial: 'B2' };
    expect(() => reading(stateOf(driver), asked, answer)).not.toThrow();
    const other = new Driver(new Pair(), willing);
    other.takeOver(driver.events);
    expect(() => reading(stateOf(other), asked, answer)).toThrow(late);
    go();
    expect(() => reading(stateOf(driver), asked, answer)).toThrow(late);
    expect(() => readingFailed(stateOf(driver), asked, 'silent', 'no answer')).toThrow(late);
  });
  it('asked for before a command settled say nothing about it', () => {
    const { pair, driver, go } = atTheAct({ outcomes: ['failed'] });
    const asked = powerOrder(driver);
    pair.dead.add('bmc.power');
    go();
    expect(stateOf(driver).position).toMatchObject({ path: ON });
    expect(() => reading(stateOf(driver), asked, { fields: { powerStatus: 'off' }, serial: 'B2' })).toThrow(
      expect.objectContaining({ code: 'late-reading' }),
    );
  });
});

function powerOrder(driver: Driver): ProbeOrder {
  const found = what(driver).reads.find(({ probe }) => probe === 'bmc.power');
  if (!found) throw new Error('no reading of the power state is due');
  return found;
}
const INTENT = {
  id: 'a',
  action: 'power.on',
  path: ON,
  deviceId: 'sps-b',
  deviceName: 'SPS B',
  serial: 'B2',
  bmc: '127.0.0.1:6232',
  before: 'off',
  process: { pid: 1, start: '1' },
} as const;
const RESULT: Omit<ActionResult, 'outcome'> = {
  id: 'a',
  action: 'power.on',
  deviceName: 'SPS B',
  serial: 'B2',
  bmc: '127.0.0.1:6232',
  before: 'off',
  after: null,
  detail: '',
  verdicts: [],
  failure: null,
  at: '2026-03-01T20:00:00.000Z',
};
