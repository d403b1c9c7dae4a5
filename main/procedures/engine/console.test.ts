import { describe, expect, it } from 'vitest';
import { answer, type Next, next, type ProbeOrder, type RunState, replay } from '../engine.ts';
import type { Stamped } from '../events.ts';
import { Console } from '../testing/console.ts';
import { Driver } from '../testing/driver.ts';
import { Pair } from '../testing/pair.ts';
import { answering, startedTiny, tiny } from '../testing/tiny.ts';
import { runView } from '../view.ts';

/** A pair whose master has a console; `orders` are those that reached it. */
class WithConsole extends Pair {
  readonly console = new Console();
  readonly orders: ProbeOrder[] = [];
  override probe(order: ProbeOrder, now: number) {
    if (order.probe !== 'bmc.console' || this.dead.has(order.probe)) return super.probe(order, now);
    this.orders.push(order);
    return this.console.probe(order, now);
  }
}

const MINUTE = 60_000;
const DONE = 'id: done, kind: guide';
const LOGIN = 'id: login, kind: sense, on: master, reads: [console.login]';
const at =
  (path: string, begun = true) =>
  (state: RunState) =>
    state.position.kind === 'step' && state.position.path === path && state.position.begun === begun;
function stateOf(driver: Driver): RunState {
  if (!driver.state) throw new Error('not started');
  return driver.state;
}
const what = (driver: Driver, later = 0): Next => next(stateOf(driver), driver.now + later);
const readValue = (driver: Driver, fact: string) => stateOf(driver).facts[fact]?.value;

describe('a step that waits for a console line', () => {
  it('goes on with a line of after its beginning; one of an earlier boot does not count', () => {
    const world = new WithConsole();
    const driver = startedTiny(tiny([LOGIN, DONE]), world);
    world.console.print(driver.now - 1, 'old login:');
    driver.run(at('login'));
    expect(what(driver)).toMatchObject({
      do: 'watch',
      reads: [{ probe: 'bmc.console', role: 'master', pattern: 'login:', since: stateOf(driver).steps.login?.begunAt }],
    });
    world.console.print(driver.now + MINUTE, 'sps login: ');
    driver.run(at('done'));
    expect(driver.now).toBeGreaterThanOrEqual(Date.parse('2026-03-01T20:01:00Z'));
    expect(stateOf(driver).facts['console.login']).toMatchObject({
      value: 'sps login:',
      origin: 'sensed',
      evidence: 'bmc.console',
    });
  });
  it('counts from the time of its reference, if it has one', () => {
    const world = new WithConsole();
    const steps = [
      'id: go, kind: guide, marks: [t0]',
      'id: cool, kind: wait, atLeast: 2min',
      `${LOGIN}, reference: t0`,
    ];
    const driver = startedTiny(tiny([...steps, DONE]), world, answering({ go: [{}] }));
    world.console.print(driver.now - 1, 'old login:');
    driver.run(at('cool'));
    world.console.print(driver.now + MINUTE, 'new login:');
    driver.run(at('done'));
    expect(readValue(driver, 'console.login')).toBe('new login:');
    expect(world.orders[0]?.since).toBe(stateOf(driver).facts.t0?.at);
  });
  it('asks once for each pattern, and needs every line it reads', () => {
    const world = new WithConsole();
    const both = 'id: both, kind: sense, on: master, reads: [console.version, console.login]';
    const driver = startedTiny(tiny([both, DONE]), world);
    driver.run(at('both'));
    expect(what(driver).reads.map(({ pattern, facts }) => [pattern, facts])).toEqual([
      ['SPS (\\S+) booting', { 'console.version': 'line' }],
      ['login:', { 'console.login': 'line' }],
    ]);
    world.console.print(driver.now + MINUTE, 'Rackhand practice SPS 5.8.0 booting');
    world.console.print(driver.now + 3 * MINUTE, 'login:');
    driver.run(at('done'));
    expect(driver.now).toBeGreaterThanOrEqual(Date.parse('2026-03-01T20:03:00Z'));
    expect([readValue(driver, 'console.version'), readValue(driver, 'console.login')]).toEqual(['5.8.0', 'login:']);
  });
  it('keeps a failure apart from the other pattern, and goes on looking', () => {
    const both = 'id: both, kind: sense, on: master, reads: [console.version, console.login]';
    const driver = startedTiny(tiny([both]), new WithConsole());
    driver.run(at('both'));
    const failure = { code: 'sol.busy', message: 'somebody else has the console' };
    const data = { path: 'both', probe: 'bmc.console', role: 'master', pattern: 'login:', ...failure };
    driver.append({ type: 'probe.failed', data });
    expect(what(driver).reads.map(({ pattern, notBefore }) => [pattern, notBefore])).toEqual([
      ['SPS (\\S+) booting', 0],
      ['login:', driver.now + 10_000],
    ]);
    expect(runView(stateOf(driver), driver.now).current?.readings.map(({ reading }) => reading.error)).toEqual([
      null,
      failure,
    ]);
  });
});

describe.each([1, 60])('a sense step with a limit at %i procedure seconds a second', (scale) => {
  const steps = [`${LOGIN}, marks: [functional.ok], limit: { after: 1min, goto: by-hand }`, DONE];
  const byHand = 'id: by-hand, kind: guide, when: "!known(console.login)"';
  const real = (seconds: number) => (seconds * 1000) / scale;
  const run = (change: (world: WithConsole, now: number) => void) => {
    const world = new WithConsole();
    const driver = startedTiny(tiny([steps[0] ?? '', byHand, DONE]), world, answering({}), scale);
    change(world, driver.now);
    driver.run();
    return driver;
  };
  const elapsed = (driver: Driver) => {
    const { begunAt, doneAt } = stateOf(driver).steps.login ?? {};
    return Date.parse(doneAt ?? '') - Date.parse(begunAt ?? '');
  };

  it.each([
    ['nothing is printed', () => {}],
    ['the console does not answer', (world: WithConsole) => world.dead.add('bmc.console')],
    ['the line comes too late', (world: WithConsole, now: number) => world.console.print(now + real(90), 'login:')],
  ])('leads to the person when %s, and marks nothing', (_, change) => {
    const driver = run(change);
    expect(stateOf(driver).position).toMatchObject({ path: 'by-hand', begun: true });
    expect(elapsed(driver)).toBeGreaterThanOrEqual(real(60));
    expect(elapsed(driver)).toBeLessThan(real(70) + 100);
    expect(stateOf(driver).facts).not.toHaveProperty(['functional.ok']);
    expect(stateOf(driver).facts).not.toHaveProperty(['console.login']);
  });
  it('is done when the line comes in time, and the person is not needed', () => {
    const driver = run((world, now) => world.console.print(now + real(30), 'login:'));
    expect(stateOf(driver).position).toMatchObject({ path: 'done' });
    expect(stateOf(driver).steps['by-hand']).toMatchObject({ status: 'skipped' });
    expect(stateOf(driver).facts['functional.ok']).toMatchObject({ value: true });
  });
  it('shows how long it has waited and what is normal', () => {
    const bands =
      'normal: [ { until: 30s, level: green, text: { en: a, de: a } }, { level: red, text: { en: b, de: b } } ]';
    const driver = startedTiny(tiny([`${LOGIN}, ${bands}`]), new WithConsole(), answering({}), scale);
    driver.run(at('login'));
    const timing = runView(stateOf(driver), driver.now + real(20)).current?.timing;
    expect(timing).toMatchObject({ scale, normal: [{ untilSeconds: 30, level: 'green' }, { untilSeconds: null }] });
    expect(timing?.elapsedSeconds).toBeCloseTo(20);
  });
});

describe('a console line that a wait step reads as evidence', () => {
  it('does not fail the step when the site has no console, and shows its own failure', () => {
    const world = new WithConsole();
    world.dead.add('bmc.console');
    world.rebootedAt = Date.parse('2026-03-01T20:00:00Z');
    const boot = 'id: boot, kind: wait, on: master, reads: [webUi.up, console.login], until: webUi.up';
    const driver = startedTiny(tiny([boot, DONE]), world);
    driver.run((state) => Object.values(state.probes).some(({ failure }) => failure !== null));
    const { current } = runView(stateOf(driver), driver.now);
    const failure = { code: 'silent', message: 'bmc.console does not answer' };
    expect(current).toMatchObject({
      failure: null,
      readings: [{}, { fact: 'console.login', reading: { error: failure } }],
    });
    expect(driver.run().position).toMatchObject({ path: 'done' });
  });
});

describe('a take-over while a step waits for a line', () => {
  const both = 'id: both, kind: sense, on: master, reads: [console.version, console.login]';
  const cutOff = () => {
    const world = new WithConsole();
    const first = startedTiny(tiny([both, 'id: last, kind: guide, when: known(console.version)']), world);
    first.run(at('both'));
    world.console.print(first.now + 5, 'SPS 5.8.0 booting');
    first.run((state) => state.facts['console.version'] !== undefined);
    return { world, first };
  };
  it('reads again, from the same beginning, and finds what was printed meanwhile', () => {
    const { world, first } = cutOff();
    world.console.print(first.now + 1000, 'login:');
    const second = new Driver(world, answering({}));
    second.takeOver(first.events);
    const begun = stateOf(first).steps.both?.begunAt;
    expect(what(second).reads).toMatchObject([{ pattern: 'SPS (\\S+) booting', since: begun, notBefore: 0 }]);
    second.run();
    expect(stateOf(second).position).toMatchObject({ path: 'last' });
    expect(new Set(world.orders.map(({ since }) => since))).toEqual(new Set([begun]));
  });
  it('does not rely on a line that was read before and is not in the log any more', () => {
    const { first } = cutOff();
    const second = new Driver(new WithConsole(), answering({}));
    second.takeOver(first.events);
    second.run((_, { do: kind, reads }) => kind === 'watch' && reads.every(({ notBefore }) => notBefore > second.now));
    expect(stateOf(second).facts['console.version']).toMatchObject({ gone: true });
    expect(what(second)).toMatchObject({ do: 'watch', path: 'both' });
  });
});

describe('steps that do not wait for a line', () => {
  it('decide by what was recorded, without reading the console', () => {
    const decide = "id: which, kind: decide, cases: [ { when: console.login != 'x', goto: stop } ], otherwise: done";
    const driver = startedTiny(tiny([decide, DONE]), new WithConsole());
    driver.run(at('done'));
    expect(stateOf(driver).steps.which).toMatchObject({ status: 'done' });
    expect(driver.events.some(({ type }) => type === 'fact.recorded' || type === 'probe.failed')).toBe(false);
  });
});

describe('asks of a sense step that are all optional', () => {
  const step = `${LOGIN}, asks: [ { fact: downtime, optional: true } ]`;
  it('hold nothing up', () => {
    const world = new WithConsole();
    const driver = startedTiny(tiny([step, DONE]), world);
    world.console.print(driver.now + MINUTE, 'login:');
    driver.run(at('done'));
    expect(stateOf(driver).facts).not.toHaveProperty('downtime');
  });
  it('may be answered while the tool reads; the reading is still needed', () => {
    const world = new WithConsole();
    const driver = startedTiny(tiny([step, DONE]), world);
    expect(() => answer(stateOf(driver), 'login', {}, driver.now)).toThrow(
      expect.objectContaining({ code: 'nothing-to-answer' }),
    );
    driver.run(at('login'));
    driver.append(...answer(stateOf(driver), 'login', { downtime: 7 }, driver.now));
    expect(what(driver)).toMatchObject({ do: 'watch', path: 'login' });
    world.console.print(driver.now + MINUTE, 'login:');
    driver.run(at('done'));
    expect(readValue(driver, 'downtime')).toBe(7);
  });
});

describe('a run of before sense steps had limits', () => {
  it('is replayed and goes on as it was', () => {
    const off = "id: off, kind: sense, on: slave, reads: [slave.bmc.powerStatus], until: slave.bmc.powerStatus == 'on'";
    const driver = startedTiny(tiny([off, DONE]), new WithConsole());
    driver.run(at('off'));
    const old = JSON.parse(JSON.stringify(driver.events)) as Stamped[];
    const steps = old[0]?.type === 'run.started' ? old[0].data.library.procedures.tiny?.steps : undefined;
    for (const key of ['reference', 'bands', 'limit']) Reflect.deleteProperty(steps?.[0] ?? {}, key);
    expect(steps?.[0]).not.toHaveProperty('limit');
    const again = new Driver(new WithConsole(), answering({}));
    again.takeOver(old);
    expect(runView(stateOf(again), again.now).current).toMatchObject({ path: 'off', timing: null });
    expect(again.run().position).toMatchObject({ path: 'done' });
    expect(replay(again.events)).toEqual(again.state);
  });
});
