import { describe, expect, it } from 'vitest';
import type { FactValue } from '../../preload/contract.ts';
import { abort, type RunState } from './engine.ts';
import { type ActionTarget, blocking } from './interlocks.ts';
import type { Driver } from './testing/driver.ts';
import { loaded } from './testing/fixture.ts';
import { practiceAnswers, shippedFiles } from './testing/sps.ts';
import { onPair } from './testing/sps-pair.ts';

// Heartbeat, next hop monitoring, Reboot Cluster and split brain on the practice rack's pair, without a person.

const library = loaded(shippedFiles());
const HEARTBEAT = {
  'ha.upgrade': 'none',
  'ha.link': 'all',
  'heartbeat.interface': 'Physical interface 1',
  'heartbeat.subnets': 'same',
  'heartbeat.nextHop': 'unused',
  'heartbeat.thisIp': '192.0.2.11',
  'heartbeat.otherIp': '192.0.2.12',
  'heartbeat.more': 'done',
  'heartbeat.status': 'OK',
  'haChange.report': 'Configuration saved',
};
const REBOOT = {
  'cluster.reason': 'heartbeat',
  'cluster.notice': 'all auditors',
  'version.shown': '5.8.0',
  'firmware.afterReboot.shown': '5.8.0',
};
const SUPPORT = {
  'supportCase.number': '4711',
  'supportCase.decidedBy': 'Support Engineer',
  'supportCase.secondPerson': 'Second Person',
};
const NEXT_HOP = {
  ...REBOOT,
  'ha.upgrade': 'none',
  'nextHop.interface': 'Physical interface 1',
  'nextHop.mask': '255.255.255.0',
  'nextHop.thisAddress': '192.0.2.11',
  'nextHop.thisIp': '192.0.2.1',
  'nextHop.otherAddress': '192.0.2.12',
  'nextHop.otherIp': '192.0.2.2',
  'nextHop.ping': 'both',
  'nextHop.more': 'done',
  'haChange.report': 'Configuration saved',
};
function to(driver: Driver, path: string): RunState {
  const state = driver.run(({ position }) => position.kind === 'step' && position.path === path && position.begun);
  expect(state.position).toMatchObject({ kind: 'step', path });
  return state;
}
function against(state: RunState | null, action: ActionTarget['action'], role: string): string[] {
  return state ? blocking(state, { action, role }, Date.parse(state.at)).map(({ rule }) => rule) : [];
}

describe('a redundant heartbeat', () => {
  it('is committed, and both nodes restart once', () => {
    const { driver, world, goOn } = onPair(library, 'sps-redundant-heartbeat', { ...HEARTBEAT, ...REBOOT });
    const state = to(driver, 'restart/restart');
    expect(world.pair.restartPending).toBe(true);
    expect(against(state, 'sps.firmware.upload', 'master')).toContain('I-SPS-043');
    const end = goOn(3600);
    expect([end.status, world.pair.restartPending, world.pair.disasters]).toEqual(['finished', false, []]);
    expect(world.performed).toEqual([]);
  });
  it('asks for gateways and real addresses where the network needs them', () => {
    const network = {
      'heartbeat.subnets': 'different',
      'heartbeat.thisGateway': '192.0.2.1',
      'heartbeat.otherIp': '198.51.100.12',
      'heartbeat.otherGateway': '198.51.100.1',
      'heartbeat.gatewayPing': 'both',
      'heartbeat.nextHop': 'used',
      'heartbeat.reachable': 'both',
    };
    const { driver } = onPair(library, 'sps-redundant-heartbeat', { ...HEARTBEAT, ...REBOOT, ...network });
    const { steps } = to(driver, 'commit');
    expect([steps.gateways?.status, steps['real-addresses']?.status]).toEqual(['done', 'done']);
  });
  it.each([
    ['heartbeat.otherIp', '192.0.2.11'],
    ['heartbeat.otherIp', '2001:db8::1'],
    ['ha.upgrade', 'pending'],
  ])('refuses %s %s', (fact, value) => {
    const { driver } = onPair(library, 'sps-redundant-heartbeat', { ...HEARTBEAT, [fact]: value });
    expect(() => driver.run()).toThrow(expect.objectContaining({ code: 'answer', fact }));
  });
});

describe('next hop monitoring', () => {
  it('keeps firmware away from the moment its commit is begun, also after an abort (I-SPS-043)', () => {
    const { driver } = onPair(library, 'sps-next-hop-monitoring', { ...NEXT_HOP, 'haChange.report': null as never });
    driver.append(...abort(to(driver, 'commit'), 'laptop died'));
    expect(against(driver.state, 'sps.firmware.upload', 'master')).toContain('I-SPS-043');
  });
  it('is committed, and both nodes restart once', () => {
    const { goOn, world } = onPair(library, 'sps-next-hop-monitoring', NEXT_HOP);
    expect([goOn(3600).status, world.pair.restartPending]).toEqual(['finished', false]);
  });
  it.each([
    ['nextHop.thisIp', '198.51.100.1'],
    ['nextHop.otherIp', '::1'],
    ['nextHop.ping', 'this'],
  ])('refuses %s %s', (fact, value) => {
    const { driver } = onPair(library, 'sps-next-hop-monitoring', { ...NEXT_HOP, [fact]: value });
    expect(() => driver.run()).toThrow(expect.objectContaining({ code: 'answer', fact }));
  });
});

describe('Reboot Cluster', () => {
  it('locks the power of both nodes until the pair is in sync again, also after an abort (I-SPS-062)', () => {
    const { driver, goOn } = onPair(library, 'sps-reboot-cluster', REBOOT);
    to(driver, 'comes-back');
    for (const role of ['master', 'slave']) expect(against(driver.state, 'power.reset', role)).toContain('I-SPS-062');
    const aborted = onPair(library, 'sps-reboot-cluster', REBOOT);
    aborted.driver.append(...abort(to(aborted.driver, 'comes-back'), 'shift ends'));
    expect(against(aborted.driver.state, 'power.off', 'slave')).toContain('I-SPS-062');
    expect(goOn(3600).status).toBe('finished');
  });
  it('is not clicked while an activated firmware waits', () => {
    const { driver } = onPair(library, 'sps-reboot-cluster', { ...REBOOT, 'firmware.afterReboot.shown': '5.8.1' });
    expect(() => driver.run()).toThrow(expect.objectContaining({ code: 'answer', fact: 'firmware.afterReboot.shown' }));
    expect(against(driver.state, 'sps.cluster.reboot', 'master')).toContain('I-SPS-061');
  });
  it('does not end well, and the change goes on waiting, where the click never restarted anything (I-SPS-043)', () => {
    const said = { ...NEXT_HOP, 'reboot.console': 'not-restarted' };
    const { driver, world, goOn } = onPair(library, 'sps-next-hop-monitoring', said);
    to(driver, 'restart/restart');
    const happened = world.happened.bind(world);
    world.happened = () => undefined;
    to(driver, 'restart/never-went-down');
    expect(world.pair.restartPending).toBe(true);
    driver.run(({ position }) => position.kind === 'step' && position.path === 'restart/restart');
    world.happened = happened;
    expect([goOn(3600).status, world.pair.restartPending]).toEqual(['finished', false]);
  });
  it('waits for the pair where the consoles show the restart that the page does not', () => {
    const said = { ...REBOOT, 'reboot.console': 'restarting' };
    const { driver, world, goOn } = onPair(library, 'sps-reboot-cluster', said);
    to(driver, 'restart');
    world.happened = () => undefined;
    to(driver, 'never-went-down');
    expect([goOn(600).status, driver.state?.steps['comes-back']?.status]).toEqual(['finished', 'done']);
  });
  it('leads to the consoles and to support after half an hour, and goes on when the pair is back', () => {
    const said = { ...REBOOT, ...SUPPORT, 'supportCase.decision': null as never, 'cluster.console': 'fsck' };
    const { driver, world, goOn } = onPair(library, 'sps-reboot-cluster', said);
    to(driver, 'goes-down');
    world.silentUntil = driver.now + 45 * 60_000;
    const state = to(driver, 'no-answer');
    expect(driver.now - Date.parse(state.facts['cluster.rebooted']?.at ?? '')).toBeGreaterThanOrEqual(30 * 60_000);
    expect(against(state, 'power.cycle', 'master')).toContain('I-SPS-062');
    expect(goOn(3600).status).toBe('finished');
  });
});

describe('a split brain', () => {
  const said = {
    ...REBOOT,
    ...SUPPORT,
    'ha.link': 'both-lost',
    'splitBrain.timeline': 'main lost 19:02, redundant lost 19:05, both back 19:40',
    'supportCase.decision': 'go-on',
    'splitBrain.loser': 'RH-SPS-B',
    'splitBrain.guide': 'Recovering from a split brain situation',
    'splitBrain.done': 'chosen on the page at 20:10',
  };
  const split = (more = {}) => {
    const run = onPair(library, 'sps-split-brain-response', { ...said, ...more });
    run.world.at(run.driver.now, { type: 'links', main: false, redundant: true });
    run.world.at(run.driver.now, { type: 'links', main: false, redundant: false });
    run.world.at(run.driver.now, { type: 'links', main: true, redundant: true });
    return run;
  };
  it('recovers a split brain with the decision of support, and the locks hold until the pair is whole (I-GEN-009)', () => {
    const { driver, world, goOn } = split();
    const frozen = to(driver, 'decision');
    for (const action of ['power.off', 'sps.cluster.reboot', 'sps.ha.direction', 'sps.thisNode.reboot'] as const) {
      expect(against(frozen, action, 'slave')).toContain('I-SPS-047');
    }
    expect(against(to(driver, 'recover'), 'sps.ha.direction', 'master')).toEqual([]);
    const end = goOn(3600);
    expect([end.status, end.facts['ha.status']?.value, world.pair.split]).toEqual(['finished', 'ha', false]);
    expect(world.performed).toEqual([]);
  });
  it.each(['supportCase.secondPerson', 'splitBrain.loser'])(
    'does not give up the data of a node without its serial number and a second person (I-GEN-009): %s',
    (fact) => {
      const { goOn, world } = split({ [fact]: () => null });
      const state = goOn(3600);
      expect([state.status, world.pair.split]).toEqual(['open', true]);
      expect(state.steps.recover).toBeUndefined();
    },
  );
  it('waits while support waits, and leaves everything locked when it says stop', () => {
    let decision = 'wait';
    const { driver } = split({ 'supportCase.decision': () => decision });
    let asked = 0;
    const state = driver.run((_, what) => {
      if (what.do === 'ask' && what.path === 'decision' && ++asked === 3) decision = 'stop';
      return false;
    });
    expect([state.status, asked]).toEqual(['stopped', 3]);
    expect(against(state, 'power.off', 'master')).toContain('I-SPS-047');
  });
  it('is led to its end by the answers for the practice rack', () => {
    const given = Object.entries(practiceAnswers('split-brain') as Record<string, Record<string, FactValue>>);
    const byPath = given.flatMap(([path, facts]) =>
      Object.entries(facts).map(([fact, value]) => [`${path}:${fact}`, value] as const),
    );
    const { driver, world } = onPair(library, 'sps-split-brain-response', Object.fromEntries(byPath));
    world.at(driver.now, { type: 'links', main: false, redundant: false });
    world.at(driver.now, { type: 'links', main: true, redundant: true });
    expect([driver.run().status, world.pair.split]).toEqual(['finished', false]);
  });
  it('was none where the pair is healthy and no link was lost', () => {
    const { driver } = onPair(library, 'sps-split-brain-response', { ...said, 'ha.link': 'all' });
    const state = driver.run();
    expect([state.status, state.steps.case]).toEqual(['finished', undefined]);
  });
  it('is seen by Reboot Cluster before anything is clicked', () => {
    const { driver, world } = onPair(library, 'sps-reboot-cluster', said);
    world.at(driver.now, { type: 'links', main: false, redundant: false });
    to(driver, 'split-brain/decision');
    expect(driver.state?.steps.restart).toBeUndefined();
  });
});
