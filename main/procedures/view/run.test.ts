import { describe, expect, it } from 'vitest';
import { abort, type RunState } from '../engine.ts';
import type { Driver } from '../testing/driver.ts';
import { FILES, loaded } from '../testing/fixture.ts';
import { Pair, startedRun } from '../testing/pair.ts';
import { procedureSummary, procedureView, runSummary, runView } from '../view.ts';

const library = loaded(FILES);

function stateOf(driver: Driver): RunState {
  if (!driver.state) throw new Error('not started');
  return driver.state;
}
function at(path: string, begun = true, scale = 1, pair = new Pair({ scale })): Driver {
  const driver = startedRun(library, pair, undefined, scale);
  driver.run(({ position }) => position.kind === 'step' && position.path === path && position.begun === begun);
  expect(stateOf(driver).position).toMatchObject({ path, begun });
  return driver;
}
const view = (driver: Driver, later = 0) => runView(stateOf(driver), driver.now + later);
const statuses = (driver: Driver) => Object.fromEntries(view(driver).steps.map(({ path, status }) => [path, status]));

describe('the steps of a run', () => {
  it('are those of the text, sub-procedures inlined, and tell where it stands', () => {
    const driver = at('power/on');
    expect(view(driver).steps.map(({ path, depth }) => `${depth} ${path}`)).toContain('1 power/on');
    expect(statuses(driver)).toMatchObject({
      plan: 'done',
      rehearse: 'skipped',
      stuck: 'skipped',
      decided: 'skipped',
      check: 'done',
      power: 'current',
      'power/on': 'current',
      'power/confirm': 'pending',
      close: 'pending',
    });
  });
  it('that a jump back has made pending again are pending', () => {
    const driver = startedRun(library, new Pair());
    driver.run(({ position, seq }) => seq > 9 && position.kind === 'step' && position.path === 'test');
    expect(statuses(driver)).toMatchObject({ plan: 'done', test: 'current', tested: 'pending' });
  });
  it('are counted without the headings; at the end all of them are over', () => {
    const driver = startedRun(library, new Pair());
    const total = view(driver).steps.length - 1;
    expect(runSummary(stateOf(driver)).progress).toEqual({ done: 0, total });
    driver.run();
    expect(runSummary(stateOf(driver))).toMatchObject({ status: 'finished', progress: { done: total, total } });
    expect(view(driver)).toMatchObject({ current: null, interlocks: [], recordable: [] });
  });
  it('of an aborted run have no current one', () => {
    const driver = at('slave-off');
    driver.append(...abort(stateOf(driver), 'over'));
    expect(view(driver)).toMatchObject({ status: 'aborted', current: null });
    expect(Object.values(statuses(driver))).not.toContain('current');
    expect(view(driver).interlocks.map(({ rule }) => rule)).toEqual(['I-SPS-010', 'I-SPS-015']);
    expect(
      view(driver)
        .recordable.map(({ fact }) => fact)
        .sort(),
    ).toEqual(['metadb.done', 'supportCase.decision']);
  });
  it('offers for the record what the run asks about, and not all that the product has', () => {
    const driver = at('slave-off');
    const state = stateOf(driver);
    const more = { ...state.library.facts, elsewhere: { ...state.library.facts['metadb.done'], name: 'elsewhere' } };
    const wider = { ...state, library: { ...state.library, facts: more } } as RunState;
    expect(runView(wider, driver.now).recordable).toEqual(runView(state, driver.now).recordable);
  });
});

describe('the current step', () => {
  it('tells what stands against its beginning', () => {
    const driver = at('activate', false);
    expect(view(driver).current).toMatchObject({
      path: 'activate',
      manual: 'sps.firmware.activate',
      blockedBy: [{ rule: 'I-SPS-052' }],
      automatic: false,
    });
  });
  it('once begun is not blocked, but warns of what has become violated', () => {
    const driver = at('shutdown');
    expect(view(driver).current).toMatchObject({
      blockedBy: [],
      failure: null,
      device: { deviceId: 'sps-b', serial: 'B2' },
    });
    const fact = { name: 'test.verdict', value: 'fail', origin: 'entered', serial: null, evidence: null } as const;
    const begun = at('activate');
    begun.append({ type: 'fact.recorded', data: { path: null, facts: [fact] } });
    expect(view(begun).current?.failure).toMatchObject({ code: 'rule-violated-since', params: { rule: 'I-SPS-001' } });
  });
  it('tells what a run that ended badly has against its click, and asks all the same', () => {
    const { interlocks } = view(at('shutdown'));
    const driver = at('shutdown');
    const told = runView(stateOf(driver), driver.now, interlocks.slice(0, 1)).current;
    expect(told).toMatchObject({ blockedBy: [], failure: { code: 'rule-of-other-run', params: { run: 'run-1' } } });
    expect(told?.automatic).toBe(view(driver).current?.automatic);
  });
  it('shows what was read, whether it is what the step waits for, and why a reading failed', () => {
    const driver = at('slave-off');
    const reading = () => view(driver).current?.readings[0];
    // Read at the step before, while the slave was on: not what this step has seen.
    expect(reading()).toMatchObject({
      fact: 'slave.bmc.powerStatus',
      reading: { value: 'on', error: null },
      met: false,
    });
    driver.run((_, { do: what }) => what === 'complete');
    expect(reading()).toMatchObject({ reading: { value: 'off' }, text: { en: 'Text' }, met: true });
    expect(view(driver).current?.automatic).toBe(true);

    const dead = new Pair();
    const failing = at('slave-off', true, 1, dead);
    dead.dead.add('bmc.power');
    failing.run((state) => state.probes['bmc.power slave']?.failure !== null);
    expect(view(failing).current).toMatchObject({
      readings: [{ reading: { value: 'on', error: { code: 'silent' } } }],
      failure: { code: 'silent', message: 'bmc.power does not answer' },
    });
  });
  it('never shows green what was read before its beginning', () => {
    const driver = at('slave-off', false);
    const fact = {
      name: 'slave.bmc.powerStatus',
      value: 'off',
      origin: 'sensed',
      serial: 'B2',
      evidence: null,
    } as const;
    driver.append({ type: 'fact.recorded', data: { path: 'slave-off', facts: [fact] } });
    driver.append({ type: 'step.begun', data: { path: 'slave-off' } });
    expect(view(driver).current?.readings[0]).toMatchObject({ reading: { value: 'off' }, met: false });
  });
  it('shows nothing as read that was read before a take-over', () => {
    const driver = at('slave-off');
    driver.append({ type: 'run.resumed', data: { pid: 2 } });
    expect(view(driver).current?.readings[0]).toMatchObject({ reading: { value: null, at: null }, met: null });
  });
  it.each([1, 60])('tells how long it has waited in procedure time, at %i procedure seconds a second', (scale) => {
    const driver = at('boot', true, scale);
    const zero = Date.parse(stateOf(driver).facts.t0?.at ?? '');
    const timing = runView(stateOf(driver), zero + 600_000 / scale).current?.timing;
    expect(timing).toMatchObject({ reference: new Date(zero).toISOString(), scale });
    expect(timing?.elapsedSeconds).toBeCloseTo(600, 6);
    expect(timing?.normal.map(({ untilSeconds, level }) => [untilSeconds, level])).toEqual([
      [1200, 'green'],
      [1800, 'amber'],
      [null, 'red'],
    ]);
    expect(view(driver).t0).toBe(stateOf(driver).facts.t0?.at);
  });
  it('asks for what the person has to enter', () => {
    expect(view(at('close')).current).toMatchObject({
      automatic: false,
      asks: [{ fact: 'downtime', type: 'number', unit: 'min', optional: true }],
    });
  });
});

describe('the rest of the picture', () => {
  it('has the blocking rules first, then the active ones', () => {
    const rules = view(at('boot')).interlocks;
    const blocking = rules.map(({ active, met, overridden }) => active && !met && !overridden);
    expect(blocking.lastIndexOf(true)).toBeLessThan(blocking.indexOf(false));
    expect(rules.map(({ active }) => active).lastIndexOf(true)).toBeLessThan(
      rules.map(({ active }) => active).indexOf(false),
    );
  });
  it('has the roles with their devices, and the facts with author and time', () => {
    const { bindings, facts } = view(at('identify'));
    expect(bindings).toMatchObject([
      { role: 'master', deviceId: 'sps-a' },
      { role: 'slave', serial: 'B2' },
    ]);
    expect(facts.find(({ name }) => name === 'targetVersion')).toMatchObject({ value: '5 F8', author: 'tester' });
    expect(facts[0]).not.toHaveProperty('seq');
  });
  it('is plain JSON at every entry of a run', () => {
    const driver = startedRun(library, new Pair());
    driver.run((state) => {
      const picture = runView(state, driver.now);
      expect(JSON.parse(JSON.stringify(picture))).toEqual(picture);
      return false;
    });
    expect(stateOf(driver).status).toBe('finished');
  });
  it('shows a procedure before there is a run', () => {
    expect(procedureSummary(library, 'upgrade')).toMatchObject({ id: 'upgrade', steps: 19, roles: [{}, {}] });
    const { outline, interlocks } = procedureView(library, 'upgrade');
    expect(outline.map(({ path }) => path)).toContain('power/confirm');
    expect(interlocks).toHaveLength(7);
    expect(() => procedureSummary(library, 'toString')).toThrow(RangeError);
  });
});
