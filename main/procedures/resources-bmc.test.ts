import { describe, expect, it } from 'vitest';
import { abort, type RunState, record, replay } from './engine.ts';
import type { RunEvent } from './events.ts';
import { type ActionTarget, blocking } from './interlocks.ts';
import type { Driver } from './testing/driver.ts';
import { loaded } from './testing/fixture.ts';
import { practiceAnswers, Rack, type RackOptions, shippedFiles, startedShipped } from './testing/sps.ts';

// What the shipped SPS rules say about everything but power: console, BMC, boot device, event log.

const library = loaded(shippedFiles());
const PHASE_1 = [
  'console.input',
  'console.break',
  'bmc.reset.cold',
  'bmc.reset.warm',
  'boot.set',
  'lan.set',
  'sel.clear',
] as const;

function cluster(options: RackOptions = {}, change: Record<string, unknown> = {}): Driver {
  return startedShipped(library, 'sps-upgrade-ha-cluster', new Rack(options), {
    ...practiceAnswers('ha-cluster'),
    ...change,
  });
}
function to(driver: Driver, path: string): RunState {
  return driver.run(({ position }) => position.kind === 'step' && position.path === path && position.begun);
}
function against(state: RunState, action: ActionTarget['action'], role: string): string[] {
  return blocking(state, { action, role }, Date.parse(state.at)).map(({ rule }) => rule);
}

describe('a whole cluster upgrade, entry by entry', () => {
  const driver = cluster();
  driver.run();
  const states = driver.events.map((_, index) => replay(driver.events.slice(0, index + 1)));
  const indexOf = (fits: (event: RunEvent) => boolean) => driver.events.findIndex(fits);
  const begun = (path: string) => indexOf((event) => event.type === 'step.begun' && event.data.path === path);
  const done = (path: string) => indexOf((event) => event.type === 'step.done' && event.data.path === path);

  it.each(PHASE_1)('locks %s on the master from the reboot until its web interface is back (I-SPS-015)', (action) => {
    const [from, back] = [begun('reboot-master'), done('watch/phase-1')];
    expect(from).toBeGreaterThan(0);
    expect(back).toBeGreaterThan(from);
    for (const [index, state] of states.slice(0, back + 1).entries()) {
      const locked = against(state, action, 'master').includes('I-SPS-015');
      // The reading that shows the login page is the entry before the step's end.
      expect({ index, locked }).toEqual({ index, locked: index >= from && index < back - 1 });
    }
  });
  it('lets keys through to the master before the reboot and after phase 1', () => {
    for (const path of ['reboot-master', 'watch/phase-1']) {
      const state = states[path === 'reboot-master' ? begun(path) - 1 : done(path)] as RunState;
      expect(against(state, 'console.input', 'master')).toEqual([]);
    }
  });
  it('never stands between a person and the view of the console, the lamp or a password', () => {
    for (const state of states) {
      for (const role of ['master', 'slave']) {
        for (const action of ['console.takeover', 'bmc.identify', 'user.setPassword'] as const) {
          expect(against(state, action, role)).toEqual([]);
        }
      }
    }
  });
  it('never lets a step be led astray by another boot device or a break (I-SPS-014, I-SPS-027)', () => {
    for (const state of states.slice(0, -1)) {
      for (const action of ['boot.set', 'console.break'] as const) {
        expect(against(state, action, 'master')).toContain('I-SPS-014');
        expect(against(state, action, 'slave')).toContain('I-SPS-027');
      }
    }
    expect(against(states.at(-1) as RunState, 'boot.set', 'master')).toEqual([]);
  });
  it('keeps the BMC of the slave from a cold reset while the slave must stay off, a warm one is let through', () => {
    const from = begun('shut-down-slave');
    expect(against(states[from - 1] as RunState, 'bmc.reset.cold', 'slave')).toEqual([]);
    expect(against(states[from] as RunState, 'bmc.reset.cold', 'slave')).toEqual(['I-SPS-010']);
    expect(against(states[from] as RunState, 'bmc.reset.warm', 'slave')).toEqual([]);
    expect(against(states.at(-1) as RunState, 'bmc.reset.cold', 'slave')).toEqual([]);
  });
});

describe('when something goes wrong', () => {
  it('keeps event logs and boot devices as they are after a rollback until support has decided (I-SPS-016)', () => {
    const driver = cluster({ version: '5.0.11' }, { 'see-version': '5.0.11' });
    driver.append(...abort(to(driver, 'rollback/confirm-version'), 'window over'));
    const locks = () =>
      (['sel.clear', 'boot.set'] as const).flatMap((action) =>
        ['master', 'slave'].map((role) => against(driver.state as RunState, action, role)),
      );
    expect(locks()).toEqual([['I-SPS-016'], ['I-SPS-016'], ['I-SPS-016'], ['I-SPS-016']]);
    const decision = {
      'supportCase.decision': 'power-on-slave',
      'supportCase.number': '4711',
      'supportCase.decidedBy': 'Support Engineer',
      'supportCase.secondPerson': 'Second Person',
    };
    driver.append(...record(driver.state as RunState, decision, driver.now));
    expect(locks()).toEqual([[], [], [], []]);
  });
  it('keeps hands off a master that stays silent, also after the run was aborted (I-SPS-015)', () => {
    const driver = cluster({ bootMinutes: Number.POSITIVE_INFINITY });
    driver.append(...abort(to(driver, 'stuck/reload/reload'), 'shift ends'));
    for (const action of PHASE_1) expect(against(driver.state as RunState, action, 'master')).toEqual(['I-SPS-015']);
    expect(against(driver.state as RunState, 'console.takeover', 'master')).toEqual([]);
  });
  it('keeps breaks from both nodes while the slave synchronises, keys are let through (I-SPS-025)', () => {
    const driver = cluster();
    driver.append(...abort(to(driver, 'start-slave/watch-sync'), 'shift ends'));
    for (const role of ['master', 'slave']) {
      expect(against(driver.state as RunState, 'console.break', role)).toEqual(['I-SPS-025']);
      expect(against(driver.state as RunState, 'console.input', role)).toEqual([]);
    }
    driver.append(...record(driver.state as RunState, { 'ha.status': 'ha' }, driver.now));
    expect(against(driver.state as RunState, 'console.break', 'slave')).toEqual([]);
  });
  it('keeps breaks from both nodes while a split brain is suspected, and from none in a healthy pair (I-SPS-047)', () => {
    const driver = cluster();
    const state = to(driver, 'start-slave/watch-sync');
    driver.append(...record(state, { 'ha.status': 'split-brain' }, driver.now));
    for (const role of ['master', 'slave']) {
      expect(against(driver.state as RunState, 'console.break', role)).toContain('I-SPS-047');
    }
    driver.append(...record(driver.state as RunState, { 'ha.status': 'ha' }, driver.now));
    expect(against(driver.state as RunState, 'console.break', 'master')).not.toContain('I-SPS-047');
  });
});
