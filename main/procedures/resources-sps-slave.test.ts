import { describe, expect, it } from 'vitest';
import { abort, type RunState, record } from './engine.ts';
import { blocking } from './interlocks.ts';
import type { Driver } from './testing/driver.ts';
import { everyBranchWalked } from './testing/every-branch.ts';
import { loaded } from './testing/fixture.ts';
import { InTurn, practiceAnswers, Rack, type RackOptions, shippedFiles, startedShipped } from './testing/sps.ts';

// The start of the slave, on its own: for a pair whose upgrade was driven elsewhere.

const library = loaded(shippedFiles());
const WORKS = practiceAnswers('ha-cluster')['check-works'] as Record<string, unknown>;
const ANSWERS = {
  'state-target': { targetVersion: '5.8.0', 'master.serial': 'RH-SPS-A', 'slave.serial': 'RH-SPS-B' },
  'check-master': { 'version.shown': '5.8.0', ...WORKS },
  confirm: 'RH-SPS-B',
  'watch-sync': 'ha',
};
const visited = ({ events }: Driver, path: string) =>
  events.filter(({ type, data }) => type === 'step.begun' && data.path === path).length;
const at = (path: string) => (state: RunState) =>
  state.position.kind === 'step' && state.position.path === path && state.position.begun;

/** A master that was upgraded long ago, and its slave, off. */
class Upgraded extends Rack {
  override slave: 'on' | 'off' = 'off';
  override rebootedAt: number | null = Date.parse('2026-03-01T12:00:00Z');
}
function alone(lists: Record<string, unknown[]> = {}, options: RackOptions = {}) {
  const rack = new Upgraded(options);
  const person = new InTurn(ANSWERS, { 'power-on': ['go'], ...lists });
  return { rack, driver: startedShipped(library, 'sps-slave-ipmi-power-on', rack, ANSWERS, person) };
}

describe('the slave of a pair that was upgraded elsewhere', () => {
  it('is started once, when the master is proven', () => {
    const { driver, rack } = alone();
    expect([driver.run().status, rack.performed]).toEqual(['finished', ['power.on slave']]);
  });
  it('is started by the version on the page where the master does not tell it', () => {
    const { driver, rack } = alone();
    const probe = rack.probe.bind(rack);
    rack.probe = (order, now) => (order.probe === 'sps.info' ? { fields: {}, serial: null } : probe(order, now));
    expect([driver.run().status, rack.performed]).toEqual(['finished', ['power.on slave']]);
  });
  it('stays off while the master has issues, and is started when they are gone', () => {
    const sick = { ...ANSWERS['check-master'], 'systemMonitor.issues': 2 };
    const lists = { 'check-master': [sick, ANSWERS['check-master']], 'not-proven': ['disk full, cleared'] };
    const { driver, rack } = alone(lists);
    driver.run(at('not-proven'));
    expect(rack.performed).toEqual([]);
    expect([driver.run().status, visited(driver, 'check-master'), rack.performed]).toEqual([
      'finished',
      2,
      ['power.on slave'],
    ]);
  });
  it('is not started by what was read before the tool was interrupted', () => {
    const { driver, rack } = alone({ 'not-proven': ['somebody had pressed its button'] });
    driver.run(at('may-start'));
    rack.slave = 'on';
    driver.append({ type: 'run.resumed', data: { pid: 2 } });
    driver.run(at('not-proven'));
    expect([visited(driver, 'not-proven'), visited(driver, 'confirm'), rack.performed]).toEqual([1, 0, []]);
  });
  it('is watched until the pair is whole, however often that takes', () => {
    const { driver } = alone({ 'watch-sync': ['degraded-sync', 'degraded-sync', 'ha'] });
    expect([driver.run().status, visited(driver, 'watch-sync')]).toEqual(['finished', 3]);
  });
  it('is under the lock of its synchronisation also when the reply to its start was lost (I-SPS-025)', () => {
    const { driver, rack } = alone();
    const perform = rack.perform.bind(rack);
    rack.perform = (...order) => {
      perform(...order);
      return 'unknown';
    };
    const state = driver.run((now) => now.steps['power-on']?.attempt?.result.outcome === 'unknown');
    driver.append(...abort(state, 'shift ends'));
    const locks = (role: string) =>
      blocking(driver.state as RunState, { action: 'power.cycle', role }, driver.now).map(({ rule }) => rule);
    expect([rack.performed, locks('slave'), locks('master')]).toEqual([
      ['power.on slave'],
      ['I-SPS-025'],
      ['I-SPS-025'],
    ]);
  });
  it('is under that lock too when somebody else has started it, and the run ends when the pair is whole', () => {
    const { driver, rack } = alone({ 'power-on': [] });
    driver.run(at('power-on'));
    rack.slave = 'on';
    const state = driver.run(at('watch-sync'));
    expect([rack.performed, state.facts['slave.poweredOn']?.value]).toEqual([[], true]);
    expect(driver.run().status).toBe('finished');
  });
  it('is left to support where the pair does not become whole', () => {
    const { driver, rack } = alone({ 'watch-sync': ['degraded'] });
    const state = driver.run(at('watch-sync'));
    const stop = {
      'supportCase.number': '4711',
      'supportCase.decision': 'stop',
      'supportCase.decidedBy': 'Support Engineer',
      'supportCase.secondPerson': 'Second Person',
    };
    driver.append(...record(state, stop, driver.now));
    expect([driver.run().status, rack.performed]).toEqual(['stopped', ['power.on slave']]);
  });
});

it('the slave of an upgrade stays off while its BMC is silent, and is looked at again', () => {
  const rack = new Rack();
  const answers = practiceAnswers('ha-cluster');
  const person = new InTurn(answers, { 'start-slave/not-proven': ['cable of the BMC was loose'] });
  const driver = startedShipped(library, 'sps-upgrade-ha-cluster', rack, answers, person);
  const probe = rack.probe.bind(rack);
  let loose = false;
  rack.probe = (order, now) => {
    if (loose && order.role === 'slave') throw new Error('the BMC does not answer');
    return probe(order, now);
  };
  driver.run(at('check-import/log'));
  loose = true;
  // What was read before counts for nothing once the tool was away.
  driver.append({ type: 'run.resumed', data: { pid: 2 } });
  driver.run(at('start-slave/not-proven'));
  expect([visited(driver, 'start-slave/not-proven'), rack.performed]).toEqual([1, []]);
  loose = false;
  expect([driver.run().status, rack.performed]).toEqual(['finished', ['power.on slave']]);
});

everyBranchWalked(library, import.meta);
