/** The procedures of a U-Series pair beside the upgrades, on the practice model: to the end, and through each branch. */
import { describe, expect, it } from 'vitest';
import type { PairAction, Side, UsPairEvent } from '../practice/u-series/pair.ts';
import { type RunState, record } from './engine.ts';
import { type ActionTarget, blocking } from './interlocks.ts';
import type { Driver } from './testing/driver.ts';
import { loaded } from './testing/fixture.ts';
import { filesOf } from './testing/shipped.ts';
import { type Operator, onPair, type Story } from './testing/u-series-pair.ts';

const library = loaded(filesOf('u-series'));
const on = (procedure: string, story?: Story) => onPair(library, procedure, story);
const kinds = (pair: { disasters: { kind: string }[] }) => pair.disasters.map(({ kind }) => kind);
const manual = (action: PairAction, side: Side): UsPairEvent => ({ type: 'manual', action, side });
const done = (driver: Driver, path: string) =>
  driver.events.some(({ type, data }) => type === 'step.done' && 'path' in data && data.path === path);
function against(state: RunState | null, action: ActionTarget['action'], role: string): string[] {
  if (!state) return [];
  return [...new Set(blocking(state, { action, role }, Date.parse(state.at)).map(({ rule }) => rule))];
}
function until(driver: Driver, path: string): RunState {
  return driver.run(({ position }) => position.kind === 'step' && position.path === path);
}
/** Half an hour without anything happening. */
const later: UsPairEvent = { type: 'time' };
const CUT = manual('us.ha.pullPower', 'a');

describe('setting a pair up and taking it apart', () => {
  const off: Story = { before: [manual('us.ha.off', 'a')] };
  it('turns the role on for both in the same mode', () => {
    expect(on('us-ha-role-enable').run().status).toBe('finished');
    for (const [fact, value] of [
      ['us.ha.software', 'different'],
      ['us.ha.activeMode', 'none'],
      ['us.ha.passiveMode', 'services'],
    ] as const) {
      const wrong = on('us-ha-role-enable', { answers: { [fact]: value } });
      expect(() => wrong.run()).toThrow(expect.objectContaining({ code: 'answer', fact }));
    }
  });
  it('configures the pair and mirrors from the good side', () => {
    const { run, world } = on('us-ha-configure', off);
    expect(run().status).toBe('finished');
    expect([world.pair.mirror, world.pair.on, world.pair.settings.autoResync, kinds(world.pair)]).toEqual([
      'SYNCHRONIZED',
      true,
      false,
      [],
    ]);
  });
  it('opens a closed port after five attempts', () => {
    const scenes: Operator['scenes'] = { set: (operator) => void operator.happens({ type: 'port', closed: true }) };
    const { run, world, driver } = on('us-ha-configure', { ...off, scenes });
    expect([run().status, world.pair.mirror, done(driver, 'mirror/attempt')]).toEqual([
      'finished',
      'SYNCHRONIZED',
      true,
    ]);
  });
  it.each([
    ['us.ha.passiveMode', 'services'],
    ['us.ha.clocks', 'differ'],
    ['us.ha.goodSide', 'passive'],
    ['us.ha.secondPerson', 'mr kern'],
    ['us.ha.exchangeResult', 'error'],
    ['us.ha.portPassive', 5023],
    ['us.ha.portReach', 'closed'],
    ['us.ha.autoResync', 'on'],
  ])('is held where %s is %s', (fact, value) => {
    const { run, world } = on('us-ha-configure', { ...off, answers: { [fact]: value } });
    expect(() => run()).toThrow(expect.objectContaining({ code: 'answer', fact }));
    expect(kinds(world.pair)).toEqual([]);
  });
  it('wants somebody to be told in medium mode', () => {
    const { run, driver } = on('us-ha-configure', { ...off, answers: { 'us.ha.medium': 'on' } });
    run();
    expect(driver.state?.position).toMatchObject({ path: 'settings' });
    expect(against(driver.state, 'us.ha.settings', 'active')).toEqual(['I-US-060']);
    const told = { 'us.ha.medium': 'on', 'us.ha.recipients': 'duty@example.com' };
    expect(on('us-ha-configure', { ...off, answers: told }).run().status).toBe('finished');
  });
  it('abandons the pair and reads Off on both', () => {
    const { run, world } = on('us-ha-abandon');
    expect([run().status, world.pair.on]).toEqual(['finished', false]);
  });
  it('believes the newer of what was seen and read of a pair that is abandoned', () => {
    // At first the second one is silent and somebody looks; then both answer.
    const scenes: Operator['scenes'] = {
      abandon: (operator) => operator.happens({ type: 'power', side: 'b', to: 'off' }),
      left: (operator) => {
        operator.happens({ type: 'power', side: 'b', to: 'on' });
        operator.waits(40);
      },
    };
    const { run, driver } = on('us-ha-abandon', { scenes });
    expect([run().status, done(driver, 'roles/see'), done(driver, 'left')]).toEqual(['finished', true, true]);
  });
  it('stops where one of an abandoned pair is gone for good', () => {
    const scenes: Operator['scenes'] = {
      abandon: (operator) => operator.happens({ type: 'power', side: 'b', to: 'off' }),
    };
    expect(on('us-ha-abandon', { scenes, answers: { 'us.trouble.next': 'stop' } }).run().status).toBe('stopped');
  });
  it('watches no mirror where only the services are mirrored, and claims none that does not stand', () => {
    const services = { 'us.ha.activeMode': 'services', 'us.ha.passiveMode': 'services' };
    const only = on('us-ha-configure', { ...off, answers: services });
    expect([only.run().status, done(only.driver, 'mirror')]).toEqual(['finished', false]);
    const dead = { 'us.mirror.state': 'DISCONNECTED', 'us.trouble.next': ['retry', 'stop'] };
    const stands = on('us-ha-configure', { ...off, answers: dead });
    expect([stands.run().status, done(stands.driver, 'not-mirrored')]).toEqual(['stopped', true]);
  });
  it('points a load balancer at the active one, and not while both are active', () => {
    expect(on('us-ha-load-balancer').run().status).toBe('finished');
    expect(on('us-ha-load-balancer', { before: [manual('us.ha.failoverHere', 'b')] }).run().status).toBe('stopped');
    expect(on('us-ha-load-balancer', off).run().status).toBe('stopped');
    const both = on('us-ha-load-balancer', { answers: { 'us.ha.routed': 'both' } });
    expect(() => both.run()).toThrow(expect.objectContaining({ code: 'answer', fact: 'us.ha.routed' }));
  });
});

describe('suspending and resuming', () => {
  it('suspends and resumes', () => {
    const { run, world } = on('us-ha-suspend-mirroring');
    expect([run().status, world.pair.mirror]).toEqual(['finished', 'SUSPENDED']);
    const back = on('us-ha-resume-mirroring', { before: [manual('us.ha.suspend', 'a')] });
    expect([back.run().status, back.world.pair.mirror, kinds(back.world.pair)]).toEqual([
      'finished',
      'SYNCHRONIZED',
      [],
    ]);
  });
  it('suspends nothing that is not synchronised', () => {
    const { run } = on('us-ha-suspend-mirroring', { before: [{ type: 'mirror', state: 'EXPOSED' }] });
    expect(() => run()).toThrow(expect.objectContaining({ code: 'answer', fact: 'us.mirror.state' }));
  });
  it('asks for the cause after a failure', () => {
    const story: Story = { before: [{ type: 'mirror', state: 'SUSPENDED' }], answers: { 'us.mirror.why': 'failure' } };
    const { run, driver } = on('us-ha-resume-mirroring', story);
    expect([run().status, done(driver, 'cause')]).toEqual(['finished', true]);
    const open = { ...story, answers: { ...story.answers, 'us.failover.repaired': 'open' } };
    expect(() => on('us-ha-resume-mirroring', open).run()).toThrow(
      expect.objectContaining({ code: 'answer', fact: 'us.failover.repaired' }),
    );
  });
});

describe('planned downtime', () => {
  it('brings the active one back before its partner takes over', () => {
    const settings: UsPairEvent = { type: 'settings', settings: { blackout: 3600 } };
    const { driver, run, world } = on('us-ha-planned-shutdown', { before: [settings] });
    expect(against(until(driver, 'shut-down'), 'power.off', 'active')).toContain('I-US-016');
    const down = until(driver, 'work');
    expect(against(down, 'power.off', 'active')).toEqual([]);
    expect(run().status).toBe('finished');
    expect([world.pair.sides.a.serves, world.pair.mirror, kinds(world.pair)]).toEqual([true, 'SYNCHRONIZED', []]);
  });
  it('stops with the roles exchanged where the work took too long', () => {
    const scenes: Operator['scenes'] = { work: (operator) => operator.waits(40) };
    const { run, driver, world } = on('us-ha-planned-shutdown', { scenes });
    expect([run().status, done(driver, 'took-over'), world.pair.sides.b.serves]).toEqual(['stopped', true, true]);
  });
  it('is held where the window is shorter than the plan', () => {
    const { run } = on('us-ha-planned-shutdown', { answers: { 'us.ha.blackout': 20 } });
    expect(() => run()).toThrow(expect.objectContaining({ code: 'answer', fact: 'us.ha.blackout' }));
  });
});

describe('the failover test', () => {
  it.each([{}, { deaf: true }])('proves the takeover and ends with the roles of before (%o)', (story) => {
    const { run, world, driver } = on('us-ha-failover-test', story);
    expect(run().status).toBe('finished');
    expect([world.pair.sides.a.serves, world.pair.mirror, world.pair.settings.autoResync]).toEqual([
      true,
      'SYNCHRONIZED',
      false,
    ]);
    expect([done(driver, 'switch-back/switch'), kinds(world.pair)]).toEqual([true, []]);
  });
  it('switches the power through the iDRAC, each way once, or leaves it to a person where that fails', () => {
    const { run, world, driver } = on('us-ha-failover-test', { answers: { 'us.ha.powerBy': 'idrac' } });
    expect([run().status, world.performed, done(driver, 'cut')]).toEqual([
      'finished',
      ['power.off', 'power.on'],
      false,
    ]);
    expect([world.pair.sides.a.serves, world.pair.mirror, kinds(world.pair)]).toEqual([true, 'SYNCHRONIZED', []]);
    const deaf = on('us-ha-failover-test', { answers: { 'us.ha.powerBy': 'idrac' } });
    deaf.world.outcome = 'failed';
    expect([deaf.run().status, done(deaf.driver, 'cut'), done(deaf.driver, 'plug-in')]).toEqual([
      'finished',
      true,
      true,
    ]);
  });
  it('powers the active one on again where nobody takes over', () => {
    const before: UsPairEvent[] = [{ type: 'settings', settings: { medium: true } }];
    const { run, driver, world } = on('us-ha-failover-test', { before });
    expect([run().status, done(driver, 'see'), done(driver, 'switch-back')]).toEqual(['finished', true, false]);
    expect([world.pair.sides.a.serves, world.pair.settings.autoResync]).toEqual([true, false]);
  });
});

describe('a failover test whose databases do not come together', () => {
  it('ends with Auto Resync off and says that the pair is not whole', () => {
    const state = ['SYNCHRONIZED', 'EXPOSED'];
    const { run, world, driver } = on('us-ha-failover-test', {
      answers: { 'us.mirror.state': state, 'us.trouble.next': ['retry', 'stop'] },
    });
    expect([run().status, world.pair.settings.autoResync, done(driver, 'switch-back')]).toEqual([
      'stopped',
      false,
      false,
    ]);
  });
});

describe('medium failover', () => {
  const medium: UsPairEvent = { type: 'settings', settings: { medium: true } };
  it('is started by hand when the active one is proven to be down', () => {
    const { run, world } = on('us-ha-medium-failover', { before: [medium, CUT] });
    expect([run().status, world.pair.sides.b.serves, kinds(world.pair)]).toEqual(['finished', true, []]);
  });
  it('stops where only the network is cut, and locks the button, which would split the pair', () => {
    const { run, driver, world } = on('us-ha-medium-failover', {
      before: [medium],
      deaf: true,
      answers: { 'us.ha.activeSeen': 'none', 'us.down.pingSeen': 'silent' },
    });
    expect(run().status).toBe('stopped');
    expect(
      against(until(on('us-ha-medium-failover', { before: [medium] }).driver, 'look'), 'us.ha.failoverHere', 'passive'),
    ).toEqual(['I-US-018']);
    world.happens(manual('us.ha.failoverHere', 'b'), driver.now);
    expect(kinds(world.pair)).toEqual(['split-brain']);
  });
});

describe('disaster recovery', () => {
  const DR = 'us-ha-disaster-recovery';
  const failed: UsPairEvent[] = [CUT, later];
  const failover = { 'us.ha.goodSide': 'passive' };
  it.each([
    ['DISCONNECTED, the failed one still down', failed, ['good-side', 'off', 'repair', 'on']],
    ['EXPOSED, the failed one back', [CUT, later, manual('us.ha.plugIn', 'a')], ['good-side', 'off', 'repair', 'on']],
    [
      'SUSPENDED',
      [CUT, later, manual('us.ha.plugIn', 'a'), { type: 'mirror', state: 'SUSPENDED' }],
      ['choose', 'off', 'on'],
    ],
    ['SYNCHRONIZED', [manual('us.ha.switchRoles', 'a')], ['cause-only']],
  ] as [string, UsPairEvent[], string[]][])(
    'after %s makes the pair whole and returns the roles',
    (_, before, path) => {
      const { run, world, driver } = on(DR, { before, answers: failover });
      expect(run().status).toBe('finished');
      expect([world.pair.mirror, world.pair.sides.a.serves, kinds(world.pair)]).toEqual(['SYNCHRONIZED', true, []]);
      expect(path.filter((step) => !done(driver, step))).toEqual([]);
    },
  );
  it('resumes where the support has said so, with its case', () => {
    const before: UsPairEvent[] = [CUT, later, manual('us.ha.plugIn', 'a'), { type: 'mirror', state: 'SUSPENDED' }];
    const answers = { ...failover, 'us.failover.way': 'support', 'us.mirror.why': 'failure' };
    const { run, driver, world } = on(DR, { before, answers });
    expect([run().status, done(driver, 'resume/resume'), done(driver, 'off')]).toEqual(['finished', true, false]);
    expect([world.pair.mirror, kinds(world.pair)]).toEqual(['SYNCHRONIZED', []]);
  });
  it('leaves the roles where that is wanted', () => {
    const { run, world } = on(DR, { before: failed, answers: { ...failover, 'us.failover.wanted': 'no' } });
    expect([run().status, world.pair.sides.b.serves]).toEqual(['finished', true]);
  });
  it('has nothing to do where nobody took over', () => {
    const { run, driver } = on(DR);
    expect([run().status, done(driver, 'heartbeat')]).toEqual(['finished', false]);
  });
  it('keeps the mirror off until the cause is removed, in the order of the source', () => {
    const { driver, world } = on(DR, { before: failed, answers: failover });
    const seen = until(driver, 'good-side');
    expect(against(seen, 'us.ha.on', 'passive')).toEqual(expect.arrayContaining(['I-US-012', 'I-US-013', 'I-US-024']));
    expect(against(until(driver, 'repair'), 'us.ha.on', 'passive')).toEqual(['I-US-012', 'I-US-013']);
    expect(against(until(driver, 'on'), 'us.ha.on', 'passive')).toEqual([]);
    // Switched on from the other side, the good database would be gone.
    world.happens(manual('us.ha.on', 'a'), driver.now);
    expect(kinds(world.pair)).toEqual(['good-side-overwritten']);
  });
  it.each([
    ['us.failover.repaired', 'open'],
    ['us.ha.secondPerson', 'Mr Kern'],
  ])('is held where %s is %s', (fact, value) => {
    const { run } = on(DR, { before: failed, answers: { ...failover, [fact]: value } });
    expect(() => run()).toThrow(expect.objectContaining({ code: 'answer', fact }));
  });
  it('stops where both are active, until the support has released the pair', () => {
    const { run, driver } = on(DR, { before: [manual('us.ha.failoverHere', 'b')] });
    expect([run().status, done(driver, 'recognise/both')]).toEqual(['stopped', true]);
    const scenes: Operator['scenes'] = {
      'recognise/both': ({ driver: ours }) => {
        const release = {
          'us.ha.decision': 'release',
          'us.ha.caseNumber': '4711',
          'us.ha.decidedBy': 'Support',
          'us.ha.witness': 'Ms Berg',
        };
        for (const [name, value] of Object.entries(release)) {
          ours?.append(...record(ours.state as RunState, { [name]: value }, ours.now));
        }
      },
    };
    const released = on('us-ha-recognise-failover', {
      before: [manual('us.ha.failoverHere', 'b')],
      scenes: { both: scenes['recognise/both'] as () => void },
    });
    expect(released.run().status).toBe('finished');
  });
});

describe('returning the roles', () => {
  it('switches back a pair whose partner is active', () => {
    const { run, world } = on('us-ha-restore-roles', { before: [manual('us.ha.switchRoles', 'a')] });
    expect([run().status, world.pair.sides.a.serves, kinds(world.pair)]).toEqual(['finished', true, []]);
  });
  it('switches nothing that is not synchronised', () => {
    const { run, driver } = on('us-ha-restore-roles', { before: [CUT, later, manual('us.ha.plugIn', 'a')] });
    expect(() => run()).toThrow(expect.objectContaining({ code: 'answer', fact: 'us.mirror.state' }));
    expect(against(driver.state, 'us.ha.switchRoles', 'passive')).toContain('I-US-011');
  });
});
