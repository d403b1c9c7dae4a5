import { describe, expect, it } from 'vitest';
import { abort, acknowledge, override, type RunState } from './engine.ts';
import type { RunEvent } from './events.ts';
import { type ActionTarget, blocking, blockingRules, ruleStates } from './interlocks.ts';
import type { Driver } from './testing/driver.ts';
import { FILES, loaded } from './testing/fixture.ts';
import { Pair, startedRun } from './testing/pair.ts';
import { answering, startedTiny, tiny } from './testing/tiny.ts';

const MINUTE = 60_000;
const library = loaded(FILES);

function stateOf(driver: Driver): RunState {
  if (!driver.state) throw new Error('not started');
  return driver.state;
}
function against(driver: Driver, target: ActionTarget, later = 0): string[] {
  return blocking(stateOf(driver), target, driver.now + later).map(({ rule }) => rule);
}
function at(path: string): Driver {
  const driver = startedRun(library, new Pair());
  driver.run(({ position }) => position.kind === 'step' && position.path === path);
  return driver;
}
function recorded(
  facts: Record<string, boolean | number | string>,
  origin: 'entered' | 'sensed' = 'entered',
): RunEvent {
  const list = Object.entries(facts).map(([name, value]) => ({ name, value, origin, serial: null, evidence: null }));
  return { type: 'fact.recorded', data: { path: null, facts: list } };
}

describe('a rule', () => {
  it('blocks while it is active and not met, and tells what is missing', () => {
    const driver = at('slave-off');
    const [verdict, ...more] = blocking(stateOf(driver), { action: 'power.on', role: 'slave' }, driver.now);
    expect(more).toEqual([]);
    expect(verdict).toMatchObject({ rule: 'I-SPS-010', severity: 'hard', runId: 'run-1', source: { document: '000' } });
    expect(verdict?.blocks).toEqual(['power.on', 'power.cycle', 'power.reset', 'power.soft']);
    expect(verdict?.unmet).toEqual([
      'known(t0)',
      'at(runningVersion) > at(t0)',
      'webUi.up',
      'runningVersion == targetVersion',
      'functional.ok',
      "or supportCase.decision == 'power-on-slave'",
    ]);
  });
  it('blocks what it names and nothing else', () => {
    const driver = at('slave-off');
    for (const action of ['power.off', 'power.diag', 'bmc.identify', 'sps.config.export'] as const) {
      expect(against(driver, { action, role: 'slave' })).toEqual([]);
    }
    expect(against(driver, { action: 'power.on', role: 'master' })).toEqual([]);
  });
  it('blocks every power action where it says power.*, and spells them out', () => {
    const driver = at('boot');
    const actions = ['power.on', 'power.off', 'power.soft', 'power.cycle', 'power.reset', 'power.diag'] as const;
    for (const action of actions) expect(against(driver, { action, role: 'master' })).toEqual(['I-SPS-015']);
    expect(against(driver, { action: 'bmc.identify', role: 'master' })).toEqual([]);
    const [verdict] = blocking(stateOf(driver), { action: 'power.off', role: 'master' }, driver.now);
    expect(verdict?.blocks).toEqual(actions);
  });
  it('is active while its condition is unknown, and unmet while its requirement is', () => {
    const driver = startedTiny(tiny(['id: one, kind: guide'], ['I-SPS-001', 'I-SPS-005']), new Pair());
    expect(ruleStates(stateOf(driver), driver.now)).toMatchObject([
      { rule: { id: 'I-SPS-001' }, active: true, met: false, blocking: true },
      { rule: { id: 'I-SPS-005' }, active: true, met: false, blocking: true },
    ]);
  });
  it('of a step about no device stands whatever its roles are', () => {
    const driver = startedTiny(tiny(['id: one, kind: guide'], ['I-SPS-005']), new Pair());
    expect(against(driver, { action: 'sps.otherNode.shutdown' })).toEqual(['I-SPS-005']);
    expect(against(driver, { action: 'sps.otherNode.shutdown', role: 'master' })).toEqual([]);
  });
  it("is nobody else's: a target that no role is bound to is not blocked", () => {
    expect(against(at('slave-off'), { action: 'power.on', deviceId: 'stranger', serial: null, bmc: null })).toEqual([]);
  });
});

describe('ways around', () => {
  const activate: ActionTarget = { action: 'sps.firmware.activate', role: 'master' };
  const why = { reason: 'window closes', secondPerson: 'Second', supportCase: '' };
  it('a soft rule stands until it is acknowledged', () => {
    const driver = at('activate');
    expect(against(driver, activate)).toEqual(['I-SPS-052']);
    driver.append(...acknowledge(stateOf(driver), 'I-SPS-052'));
    expect(against(driver, activate)).toEqual([]);
    const soft = ruleStates(stateOf(driver), driver.now).find(({ rule }) => rule.id === 'I-SPS-052');
    expect(soft).toMatchObject({ active: true, met: false, overridden: true, blocking: false });
  });
  it('a gated rule stands until it is overridden; the hard one beside it stays', () => {
    const driver = at('boot');
    const on: ActionTarget = { action: 'power.on', role: 'slave' };
    expect(against(driver, on)).toEqual(['I-SPS-010', 'I-SPS-020']);
    driver.append(...override(stateOf(driver), 'I-SPS-020', why, 'tester'));
    expect(against(driver, on)).toEqual(['I-SPS-010']);
  });
  it('a hard rule stands although an acknowledgement or override of it were in the state (I-GEN-004)', () => {
    const driver = at('slave-off');
    const forged: RunState = {
      ...stateOf(driver),
      acknowledged: { 'I-SPS-010': { author: 'x', at: '' } },
      overridden: { 'I-SPS-010': { author: 'x', at: '', ...why } },
    };
    expect(blockingRules(forged, { action: 'power.on', role: 'slave' }, driver.now)).toHaveLength(1);
  });
});

describe('time', () => {
  const shutdown = 'id: shutdown, kind: guide, on: slave, manual: sps.otherNode.shutdown';
  const target: ActionTarget = { action: 'sps.otherNode.shutdown', role: 'slave' };
  it.each([1, 60])('freshness is real time, also at %i procedure seconds a second', (scale) => {
    const driver = startedTiny(tiny([shutdown], ['I-SPS-005']), new Pair(), answering({}), scale);
    driver.append(recorded({ 'slave.serial': 'B2' }));
    driver.append(recorded({ 'slave.bmc.powerStatus': 'on', 'slave.bmc.serial': 'B2' }, 'sensed'));
    expect(against(driver, target, 15 * MINUTE - 1)).toEqual([]);
    expect(against(driver, target, 15 * MINUTE)).toEqual(['I-SPS-005']);
  });
  it.each([1, 60])('limits are procedure time, at %i procedure seconds a second', (scale) => {
    const driver = startedTiny(
      tiny(['id: go, kind: guide, marks: [t0]'], ['I-SPS-017']),
      new Pair(),
      answering({ go: [{}] }),
      scale,
    );
    const state = driver.run();
    const zero = Date.parse(state.facts.t0?.at ?? '');
    const open: RunState = { ...state, status: 'open' };
    const late = (minutes: number) => ruleStates(open, zero + (minutes * MINUTE) / scale).map((rule) => rule.blocking);
    expect([late(29.9), late(30)]).toEqual([[false], [true]]);
  });
});

describe('a run that is closed', () => {
  it('by abort keeps the rules that outlive it, until what they require holds', () => {
    const driver = at('boot');
    driver.append(...abort(stateOf(driver), 'over'));
    expect(ruleStates(stateOf(driver), driver.now).map(({ rule }) => rule.id)).toEqual(['I-SPS-010', 'I-SPS-015']);
    expect(against(driver, { action: 'power.on', role: 'slave' })).toEqual(['I-SPS-010']);
    driver.append(recorded({ 'supportCase.decision': 'power-on-slave' }));
    expect(against(driver, { action: 'power.on', role: 'slave' })).toEqual([]);
    expect(against(driver, { action: 'power.off', role: 'master' })).toEqual(['I-SPS-015']);
  });
  it('by stop keeps them as well', () => {
    const driver = startedRun(library, new Pair({ bootMinutes: Number.POSITIVE_INFINITY }));
    expect(driver.run().status).toBe('stopped');
    expect(against(driver, { action: 'power.on', role: 'slave' })).toEqual(['I-SPS-010']);
  });
  it('by reaching its objective blocks nothing', () => {
    const driver = startedRun(library, new Pair());
    expect(ruleStates(driver.run(), driver.now)).toEqual([]);
  });
});

describe('a take-over', () => {
  it('takes back what rested on earlier readings, until they are made again', () => {
    const driver = at('power/on');
    const on: ActionTarget = { action: 'power.on', role: 'slave' };
    expect(against(driver, on)).toEqual(['I-SPS-020']);
    driver.append({ type: 'run.resumed', data: { pid: 2 } });
    expect(against(driver, on)).toEqual(['I-SPS-010', 'I-SPS-020']);
    driver.append(recorded({ runningVersion: '5.8.0', 'webUi.up': true }, 'sensed'));
    expect(against(driver, on)).toEqual(['I-SPS-020']);
  });
});
