import { describe, expect, it } from 'vitest';
import { next, type RunState } from '../engine.ts';
import type { RunEvent } from '../events.ts';
import type { Driver } from '../testing/driver.ts';
import { Pair } from '../testing/pair.ts';
import { answering, startedTiny, tiny } from '../testing/tiny.ts';

const MINUTE = 60_000;
const DONE = 'id: done, kind: guide';

function stateOf(driver: Driver): RunState {
  if (!driver.state) throw new Error('not started');
  return driver.state;
}
const what = (driver: Driver, later = 0) => next(stateOf(driver), driver.now + later);
function entered(path: string | null, facts: Record<string, boolean | number | string>): RunEvent {
  const list = Object.entries(facts).map(([name, value]) => ({
    name,
    value,
    origin: 'entered' as const,
    serial: null,
    evidence: null,
  }));
  return { type: 'fact.recorded', data: { path, facts: list } };
}
function sensed(path: string, facts: Record<string, boolean | number | string>, gone: string[] = []): RunEvent {
  const list = Object.entries(facts).map(([name, value]) => ({
    name,
    value,
    origin: 'sensed' as const,
    serial: null,
    evidence: null,
  }));
  return { type: 'fact.recorded', data: { path, facts: list, ...(gone.length > 0 ? { gone } : {}) } };
}
const begin = (path: string): RunEvent => ({ type: 'step.begun', data: { path } });

describe('a step with a condition', () => {
  const library = tiny([
    'id: plan, kind: input, asks: [ { fact: targetVersion, optional: true } ]',
    `id: maybe, kind: guide, when: "targetVersion >= '6.0'"`,
    DONE,
  ]);
  it.each([
    ['5.8.0', 'skip'],
    ['6.1', 'begin'],
  ])('with target %s: %s', (targetVersion, expected) => {
    const driver = startedTiny(library, new Pair(), answering({ plan: [{ targetVersion }] }));
    driver.run(({ position }) => position.kind === 'step' && position.path === 'maybe');
    expect(what(driver)).toMatchObject({ do: expected, path: 'maybe' });
  });
  it('is not skipped while the condition is unknown', () => {
    const driver = startedTiny(library, new Pair(), answering({ plan: [{}] }));
    driver.run(({ position }) => position.kind === 'step' && position.path === 'maybe');
    expect(what(driver)).toMatchObject({ do: 'begin', path: 'maybe' });
  });
});

describe('guide and input', () => {
  it.each(['guide', 'input'])('%s waits for its answer, then is complete', (kind) => {
    const asks = 'asks: [ { fact: downtime } ]';
    const driver = startedTiny(tiny([`id: one, kind: ${kind}, ${asks}`]), new Pair());
    expect(driver.run()).toMatchObject({ position: { path: 'one', begun: true } });
    expect(what(driver)).toMatchObject({ do: 'ask', path: 'one', asks: [{ fact: 'downtime', unit: 'min' }] });
    driver.append(entered('one', { downtime: 4 }));
    expect(what(driver)).toMatchObject({ do: 'complete', path: 'one' });
  });
  it('begins facts with the beginning and marks facts with the end; a fact that is a time gets the instant', () => {
    const one = 'id: one, kind: guide, begins: [slave.shutdownOrdered], marks: [t0, shutdownAt]';
    const driver = startedTiny(tiny([one, DONE]), new Pair());
    driver.append(begin('one'));
    expect(Object.keys(stateOf(driver).facts)).toEqual(['slave.shutdownOrdered']);
    driver.append(entered('one', {}), { type: 'step.done', data: { path: 'one' } });
    const at = stateOf(driver).at;
    expect(stateOf(driver).facts).toMatchObject({ t0: { value: true, at }, shutdownAt: { value: at } });
  });
  it('refuses to begin a manual step against a rule, and shows a rule violated later as a warning', () => {
    const activate = 'id: activate, kind: guide, on: master, manual: sps.firmware.activate';
    const driver = startedTiny(tiny([activate], ['I-SPS-001']), new Pair());
    expect(what(driver)).toMatchObject({ do: 'blocked', path: 'activate', verdicts: [{ rule: 'I-SPS-001' }] });
    driver.append(entered(null, { 'test.verdict': 'pass' }));
    expect(what(driver)).toMatchObject({ do: 'begin' });
    driver.append(begin('activate'), entered(null, { 'test.verdict': 'fail' }));
    expect(what(driver)).toMatchObject({ do: 'ask', warnings: [{ rule: 'I-SPS-001' }] });
    driver.append(entered('activate', {}));
    expect(what(driver)).toMatchObject({ do: 'complete' });
  });
  it('reads by itself what may lift a rule, again every ten seconds', () => {
    const shutdown = 'id: shutdown, kind: guide, on: slave, manual: sps.otherNode.shutdown';
    const driver = startedTiny(tiny([shutdown], ['I-SPS-005']), new Pair());
    const first = what(driver);
    expect(first).toMatchObject({ do: 'blocked', verdicts: [{ rule: 'I-SPS-005' }] });
    expect(first.reads.map(({ probe, notBefore }) => [probe, notBefore])).toEqual([
      ['bmc.power', 0],
      ['bmc.identity', 0],
    ]);
    driver.append(sensed('shutdown', { 'slave.bmc.powerStatus': 'on' }));
    expect(what(driver).reads[0]).toMatchObject({ probe: 'bmc.power', notBefore: driver.now + 10_000 });
    driver.append(sensed('shutdown', { 'slave.bmc.serial': 'B2' }), entered(null, { 'slave.serial': 'B2' }));
    expect(what(driver)).toMatchObject({ do: 'begin' });
    // Stale after a quarter of an hour: blocked again, and healed by reading.
    expect(what(driver, 16 * MINUTE)).toMatchObject({ do: 'blocked', reads: [{ probe: 'bmc.power' }, {}] });
  });
});

describe('sense', () => {
  const off = "id: off, kind: sense, on: slave, reads: [slave.bmc.powerStatus], until: slave.bmc.powerStatus == 'off'";
  it('reads until its condition holds, at its interval', () => {
    const driver = startedTiny(tiny([`${off}, every: 20s`]), new Pair());
    driver.append(begin('off'));
    expect(what(driver)).toMatchObject({ do: 'watch', reads: [{ probe: 'bmc.power', role: 'slave', notBefore: 0 }] });
    driver.append(sensed('off', { 'slave.bmc.powerStatus': 'on' }));
    expect(what(driver)).toMatchObject({ do: 'watch', reads: [{ notBefore: driver.now + 20_000 }] });
    driver.append(sensed('off', { 'slave.bmc.powerStatus': 'off' }));
    expect(what(driver)).toMatchObject({ do: 'complete' });
  });
  it('trusts only what it has read itself, also in known() and at()', () => {
    const look = 'id: look, kind: guide, manual: sps.otherNode.shutdown, on: slave';
    for (const until of [
      "slave.bmc.powerStatus == 'off'",
      'known(slave.bmc.powerStatus)',
      "at(slave.bmc.powerStatus) > '2026-01-01T00:00:00Z'",
    ]) {
      const wait = `id: wait, kind: wait, on: slave, reads: [slave.bmc.powerStatus], until: "${until}"`;
      const driver = startedTiny(tiny([look, wait]), new Pair());
      driver.append(sensed('look', { 'slave.bmc.powerStatus': 'off' }), begin('look'), entered('look', {}));
      driver.append({ type: 'step.done', data: { path: 'look' } }, begin('wait'));
      expect({ until, do: what(driver).do }).toEqual({ until, do: 'watch' });
      driver.append(sensed('wait', { 'slave.bmc.powerStatus': 'off' }));
      expect({ until, do: what(driver).do }).toEqual({ until, do: 'complete' });
    }
  });
  it('does not complete when the device no longer reports the value', () => {
    const driver = startedTiny(tiny([off]), new Pair());
    driver.append(begin('off'), sensed('off', { 'slave.bmc.powerStatus': 'off' }));
    driver.append(sensed('off', {}, ['slave.bmc.powerStatus']));
    expect(what(driver)).toMatchObject({ do: 'watch' });
  });
  it('asks for what no probe delivers, and needs both', () => {
    const driver = startedTiny(tiny([`${off}, asks: [ { fact: downtime } ]`]), new Pair());
    driver.append(begin('off'));
    expect(what(driver)).toMatchObject({ do: 'ask', asks: [{ fact: 'downtime' }], reads: [{ probe: 'bmc.power' }] });
    driver.append(entered('off', { downtime: 1 }));
    expect(what(driver)).toMatchObject({ do: 'ask' });
    driver.append(sensed('off', { 'slave.bmc.powerStatus': 'off' }));
    expect(what(driver)).toMatchObject({ do: 'complete' });
  });
  it('goes on reading after a reading that failed', () => {
    const driver = startedTiny(tiny([off]), new Pair());
    const data = { path: 'off', probe: 'bmc.power', role: 'slave', code: 'silent', message: 'no answer' };
    driver.append(begin('off'), { type: 'probe.failed', data });
    expect(what(driver)).toMatchObject({ do: 'watch', reads: [{ notBefore: driver.now + 10_000 }] });
  });
});

describe.each([1, 60])('wait at %i procedure seconds a second', (scale) => {
  const real = (seconds: number) => (seconds * 1000) / scale;
  it('lasts at least as long as it says', () => {
    const driver = startedTiny(tiny(['id: cool, kind: wait, atLeast: 1min']), new Pair(), answering({}), scale);
    driver.append(begin('cool'));
    const waiting = what(driver);
    expect(waiting).toMatchObject({ do: 'watch', wakeAt: driver.now + real(60) });
    expect(what(driver, real(60) - 1).do).toBe('watch');
    expect(what(driver, real(60)).do).toBe('complete');
  });
  it('runs into its limit, counted from the reference', () => {
    const boot = 'id: boot, kind: wait, on: master, reads: [webUi.up], until: webUi.up, reference: t0';
    const library = tiny([`id: go, kind: guide, marks: [t0]`, `${boot}, limit: { after: 30min, goto: stop }`]);
    const driver = startedTiny(library, new Pair(), answering({ go: [{}] }), scale);
    driver.run(({ position }) => position.kind === 'step' && position.path === 'boot');
    const zero = Date.parse(stateOf(driver).facts.t0?.at ?? '');
    driver.now += real(600);
    driver.append(begin('boot'), sensed('boot', { 'webUi.up': false }));
    const left = zero + real(1800) - driver.now;
    expect(what(driver, left - 1)).toMatchObject({ do: 'watch' });
    // The computer may have slept since the last reading: one that comes when the limit is over has the last word.
    expect(what(driver, left)).toMatchObject({ do: 'watch', reads: [{ probe: 'sps.web', notBefore: 0 }] });
    driver.now += left;
    const data = { path: 'boot', probe: 'sps.web', role: 'master', code: 'silent', message: 'no answer' };
    driver.append({ type: 'probe.failed', data });
    expect(what(driver)).toMatchObject({ do: 'branch', goto: 'stop' });
    driver.append(sensed('boot', { 'webUi.up': true }));
    expect(what(driver)).toMatchObject({ do: 'complete' });
  });
});

describe('a limit that nothing can be read for', () => {
  it('is taken at its time', () => {
    const library = tiny(['id: boot, kind: wait, until: webUi.up, limit: { after: 30min, goto: stop }']);
    const driver = startedTiny(library, new Pair());
    driver.append(begin('boot'));
    expect(what(driver, 1_800_000 - 1)).toMatchObject({ do: 'watch' });
    expect(what(driver, 1_800_000)).toMatchObject({ do: 'branch', goto: 'stop' });
  });
});

describe('decide', () => {
  it('takes the first case that holds, otherwise the other way', () => {
    const decide =
      'id: which, kind: decide, cases: [ { when: downtime > 5, goto: stop }, { when: downtime > 3, goto: end } ]';
    for (const [downtime, goto] of [
      [6, 'stop'],
      [4, 'end'],
      [1, 'done'],
    ] as const) {
      const driver = startedTiny(tiny([`${decide}, otherwise: done`, DONE]), new Pair());
      driver.append(entered(null, { downtime }), begin('which'));
      expect(what(driver)).toMatchObject({ do: 'branch', goto });
    }
  });
  it('is a way back where it has no cases', () => {
    const steps = [DONE, 'id: back, kind: decide, otherwise: done'];
    const driver = startedTiny(tiny(steps), new Pair(), answering({ done: [{}] }));
    expect(driver.run().position).toMatchObject({ path: 'done' });
    expect(driver.events.filter(({ type }) => type === 'branch.taken')).toHaveLength(1);
  });
  it('reads what it does not know before it decides against it; what nobody can read counts as no', () => {
    const decide =
      'id: which, kind: decide, cases: [ { when: webUi.up && functional.ok, goto: stop } ], otherwise: done';
    const driver = startedTiny(tiny([decide, DONE]), new Pair());
    driver.append(begin('which'));
    expect(what(driver)).toMatchObject({ do: 'watch', reads: [{ probe: 'sps.web', role: 'master' }] });
    driver.append(sensed('which', { 'webUi.up': true }));
    expect(what(driver)).toMatchObject({ do: 'branch', goto: 'done' });
  });
});

describe('jumps and sub-procedures', () => {
  const sub = [
    'id: first, kind: guide, asks: [ { fact: downtime } ]',
    'id: which, kind: decide, cases: [ { when: downtime > 9, goto: stop }, { when: downtime > 5, goto: end }, { when: downtime > 4, goto: done } ], otherwise: first',
    DONE,
  ].join('\n');
  const library = tiny(['id: call, kind: procedure, procedure: sub', 'id: last, kind: guide'], [], { sub });
  const run = (...downtimes: number[]) => {
    const driver = startedTiny(
      library,
      new Pair(),
      answering({ 'call/first': downtimes.map((downtime) => ({ downtime })) }),
    );
    return driver.run();
  };
  it('returns to the caller from `end`, passing over what is left', () => {
    const state = run(6);
    expect(state).toMatchObject({ status: 'open', position: { path: 'last' }, steps: { call: { status: 'done' } } });
    expect(state.steps).not.toHaveProperty(['call/done']);
  });
  it('stops the whole run at `stop`', () => {
    expect(run(10)).toMatchObject({ status: 'stopped', position: { kind: 'stop', path: 'call/which' } });
  });
  it('starts a step anew that is reached by a jump back', () => {
    const state = run(1);
    expect(state.position).toMatchObject({ path: 'call/first', begun: true });
    expect(state.steps['call/first']).toMatchObject({ status: 'begun', answered: false });
    expect(state.steps).not.toHaveProperty(['call/which']);
    expect(run(1, 2, 7).position).toMatchObject({ path: 'last' });
  });
  it('forgets what happened inside a call that is jumped back over', () => {
    const again = 'id: again, kind: decide, cases: [ { when: downtime < 8, goto: call } ], otherwise: end';
    const outer = tiny(['id: call, kind: procedure, procedure: sub', again], [], { sub });
    const driver = startedTiny(outer, new Pair(), answering({ 'call/first': [{ downtime: 6 }, { downtime: 9 }] }));
    const seen = driver.run((state) => state.seq > 8 && state.position.kind === 'step' && !state.position.begun);
    expect(Object.keys(seen.steps)).toEqual([]);
    expect(seen.position).toMatchObject({ path: 'call' });
    expect(driver.run().status).toBe('finished');
  });
});
