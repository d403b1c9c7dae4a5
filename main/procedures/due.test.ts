import { describe, expect, test } from 'vitest';
import { clockBehind, dueOf } from './due.ts';
import { next, type RunState } from './engine.ts';
import { Driver } from './testing/driver.ts';
import { answering, startedTiny, tiny } from './testing/tiny.ts';

const DAY = 24 * 3_600_000;
const silent = {
  probe: () => {
    throw new Error('silent');
  },
  perform: () => 'done' as const,
  readBack: () => 'done' as const,
};
const T = '{ en: Text, de: Text }';

/** A run that stands at the step `wait`; its state, and when the step was begun. */
function waiting(step: string, before: string[] = [], answers = {}, scale = 1) {
  const driver = startedTiny(tiny([...before, `id: wait, ${step}`]), silent, answering(answers), scale);
  const state = driver.run(
    (now, what) => now.position.kind === 'step' && now.position.path === 'wait' && what.do === 'watch',
  );
  return { driver, state, begun: Date.parse(state.steps.wait?.begunAt ?? '') };
}
const said = (state: RunState, now: number) =>
  dueOf(state, now).map(({ what, at, due }) => [what, Date.parse(at), due]);

describe('what a wait is due for', () => {
  test('its shortest time, the next change of what is normal, and its limit, the earliest first', () => {
    const bands = `normal: [ { until: 1h, level: green, text: ${T} }, { until: 2h, level: amber, text: ${T} }, { level: red, text: ${T} } ]`;
    const { state, begun } = waiting(`kind: wait, atLeast: 14d, ${bands}, limit: { after: 20d, goto: wait }`);
    expect(said(state, begun + 1)).toEqual([
      ['band', begun + DAY / 24, false],
      ['earliest', begun + 14 * DAY, false],
      ['limit', begun + 20 * DAY, false],
    ]);
    expect(dueOf(state, begun + DAY / 24)[0]).toMatchObject({ what: 'band', level: 'red', due: false });
    expect(said(state, begun + 15 * DAY)).toEqual([
      ['earliest', begun + 14 * DAY, true],
      ['limit', begun + 20 * DAY, false],
    ]);
  });

  test('the hour that a condition names, from a time that somebody entered', () => {
    const { state, begun } = waiting(
      'kind: wait, until: "now() >= shutdownAt"',
      ['id: plan, kind: input, asks: [ { fact: shutdownAt } ]'],
      { plan: [{ shutdownAt: '2026-03-08T02:00:00Z' }] },
    );
    const at = Date.parse('2026-03-08T02:00:00Z');
    const [due, ...others] = dueOf(state, begun);
    expect(others).toEqual([]);
    expect(due).toMatchObject({ what: 'condition', due: false, runId: 'run-1', path: 'wait', device: 'SPS A' });
    expect(Math.abs(Date.parse(due?.at ?? '') - at)).toBeLessThanOrEqual(1_000);
    expect(Math.abs(Date.parse(dueOf(state, at + 3 * DAY)[0]?.at ?? '') - at)).toBeLessThanOrEqual(1_000);
    expect(dueOf(state, at + 3 * DAY)[0]?.due).toBe(true);
  });

  test('on a practice rack the same instants, as much sooner', () => {
    const { state, begun } = waiting('kind: wait, atLeast: 14d', [], {}, 600);
    expect(said(state, begun)).toEqual([['earliest', begun + (14 * DAY) / 600, false]]);
  });

  test('nothing where only a reading or a person is waited for, or the run is closed', () => {
    const { state, begun, driver } = waiting('kind: wait, until: webUi.up, reads: [webUi.up]');
    expect(dueOf(state, begun)).toEqual([]);
    const timed = waiting('kind: wait, atLeast: 14d');
    timed.driver.append({ type: 'run.aborted', data: { reason: 'over' } });
    expect(dueOf(timed.driver.state as RunState, begun)).toEqual([]);
    driver.append({ type: 'run.aborted', data: { reason: 'over' } });
  });
});

describe('fourteen days', () => {
  test('survive a restart in the middle: the same instant, from the journal alone', () => {
    const { driver, begun } = waiting('kind: wait, atLeast: 14d');
    const second = new Driver(silent, answering({}));
    second.takeOver(driver.events, 6 * DAY);
    const state = second.state as RunState;
    expect(said(state, second.now)).toEqual([['earliest', begun + 14 * DAY, false]]);
    expect(second.run((_, what) => what.do === 'finish').position.kind).toBe('end');
    expect(second.now).toBeGreaterThanOrEqual(begun + 14 * DAY);
    expect(second.now).toBeLessThan(begun + 14 * DAY + 3_600_000);
  });

  test('a clock that was set back (I-GEN-008) moves no instant and ends no wait, and is told', () => {
    const { state, begun } = waiting('kind: wait, atLeast: 14d');
    const back = begun - 3 * DAY;
    expect(said(state, back)).toEqual([['earliest', begun + 14 * DAY, false]]);
    expect(dueOf(state, back)[0]?.clockBehind).toBeGreaterThanOrEqual(3 * DAY);
    expect(next(state, back).do).toBe('watch');
    expect(dueOf(state, begun + DAY)[0]?.clockBehind).toBe(null);
    expect(clockBehind(state, Date.parse(state.at) - 30_000)).toBe(null);
  });

  test('a clock that is ahead is told as soon as it is right again: its entries lie in the future', () => {
    const { driver, begun } = waiting('kind: wait, atLeast: 14d, reads: [webUi.up]');
    driver.now = begun + 10 * DAY; // somebody sets it ahead
    const probe = { path: 'wait', probe: 'sps.web', role: 'master', code: 'silent', message: 'no answer' };
    driver.append({ type: 'probe.failed', data: probe });
    const right = begun + DAY;
    expect(dueOf(driver.state as RunState, right)[0]).toMatchObject({
      at: new Date(begun + 14 * DAY).toISOString(),
      due: false,
    });
    expect(dueOf(driver.state as RunState, right)[0]?.clockBehind).toBeGreaterThan(8 * DAY);
  });
});

test('a step that only time lets begin: when its rule is met', () => {
  const library = tiny(
    ['id: off, kind: guide, marks: [t0]', 'id: act, kind: guide, manual: sps.firmware.activate'],
    ['I-SPS-001'],
  );
  const [rule] = Object.values(library.interlocks);
  if (!rule) throw new Error('no rule');
  const { requires } = tinyRule('since(t0) >= 24h');
  Object.assign(rule, { when: { node: 'literal', value: true }, requires });
  const driver = startedTiny(library, silent, answering({ off: [{}] }));
  const state = driver.run((_, what) => what.do === 'blocked');
  const t0 = Date.parse(state.facts.t0?.at ?? '');
  const [due] = dueOf(state, driver.now);
  expect(due).toMatchObject({ what: 'rule', path: 'act', due: false });
  expect(Math.abs(Date.parse(due?.at ?? '') - (t0 + DAY))).toBeLessThanOrEqual(1_000);
});

/** The condition of a rule as the loader makes it. */
function tinyRule(until: string) {
  const [, step] = tiny(['id: a, kind: guide', `id: b, kind: wait, until: "${until}"`]).procedures.tiny?.steps ?? [];
  if (step?.kind !== 'wait' || !step.until) throw new Error('no condition');
  return { requires: step.until };
}
