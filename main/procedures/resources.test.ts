import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import catalogue from '../../resources/procedures/catalogue.json' with { type: 'json' };
import { abort, type RunState, record, replay } from './engine.ts';
import type { RunEvent } from './events.ts';
import { type ActionTarget, blocking } from './interlocks.ts';
import { Driver } from './testing/driver.ts';
import { loaded } from './testing/fixture.ts';
import { practiceAnswers, Rack, type RackOptions, Reader, shippedFiles, startedShipped } from './testing/sps.ts';

const files = shippedFiles();
const library = loaded(files);
const POWER = ['power.on', 'power.cycle', 'power.reset', 'power.soft', 'power.off', 'power.diag'] as const;

function cluster(options: RackOptions = {}, change: Record<string, unknown> = {}) {
  const rack = new Rack(options);
  const answers = { ...practiceAnswers('ha-cluster'), ...change };
  return { rack, driver: startedShipped(library, 'sps-upgrade-ha-cluster', rack, answers) };
}
/** Goes on to the beginning of a step, or to where the run waits within it. */
function to(driver: Driver, path: string, begun = true): RunState {
  const state = driver.run(
    ({ position }) => position.kind === 'step' && position.path === path && position.begun === begun,
  );
  expect(state.position).toMatchObject({ kind: 'step', path });
  return state;
}
function against(state: RunState, action: ActionTarget['action'], role: string): string[] {
  return blocking(state, { action, role }, Date.parse(state.at)).map(({ rule }) => rule);
}
const decision = {
  'supportCase.decision': 'power-on-slave',
  'supportCase.number': '4711',
  'supportCase.decidedBy': 'Support Engineer',
  'supportCase.secondPerson': 'Second Person',
};

describe('the shipped SPS files', () => {
  it('are all procedures of the catalogue, the facts and the interlocks', () => {
    const ours = catalogue.procedures.filter((id) => id.startsWith('sps-'));
    expect(Object.keys(library.procedures).sort()).toEqual(ours.sort());
    expect(ours.length).toBe(28);
  });
  it.each(files)('$path says everything in both languages', ({ path, text }) => {
    const halves: string[] = [];
    const visit = (value: unknown, at: string): number => {
      if (typeof value !== 'object' || value === null) return 0;
      const { en, de } = value as { en?: unknown; de?: unknown };
      const isText = en !== undefined || de !== undefined;
      const full = [en, de].every((half) => typeof half === 'string' && half.trim() !== '');
      if (isText && !full) halves.push(at);
      const inner = Object.entries(value).map(([key, part]) => visit(part, `${at}.${key}`));
      return inner.reduce((sum, count) => sum + count, isText ? 1 : 0);
    };
    expect(visit(parse(text), path)).toBeGreaterThan(8);
    expect(halves).toEqual([]);
  });
  it('have no rule that no procedure lists', () => {
    const listed = new Set(Object.values(library.procedures).flatMap(({ interlocks }) => interlocks));
    expect(Object.keys(library.interlocks).filter((id) => !listed.has(id))).toEqual([]);
    expect(listed.size).toBeGreaterThan(40);
  });
});

describe('the cluster upgrade', () => {
  const { driver, rack } = cluster();
  const end = driver.run();
  const states = driver.events.map((_, index) => replay(driver.events.slice(0, index + 1)));
  const indexOf = (fits: (event: RunEvent) => boolean) => driver.events.findIndex(fits);
  const begun = (path: string) => indexOf((event) => event.type === 'step.begun' && event.data.path === path);
  const recorded = (name: string) =>
    indexOf((event) => event.type === 'fact.recorded' && event.data.facts.some((fact) => fact.name === name));
  const proven = recorded('functionalCheck.result');

  it('ends finished; power on is sent once, after the master was proven', () => {
    expect([end.status, end.facts['slave.firmware.running']?.value]).toEqual(['finished', '5.8.0']);
    expect(rack.performed).toEqual(['power.on slave']);
    expect(indexOf((event) => event.type === 'action.intended')).toBeGreaterThan(proven);
  });
  it('locks the slave from the beginning of its shutdown until the proof, entry by entry (H 1, I-SPS-010)', () => {
    const from = begun('shut-down-slave');
    expect(proven).toBeGreaterThan(from);
    for (const [index, state] of states.entries()) {
      for (const action of ['power.on', 'power.cycle', 'power.reset', 'power.soft'] as const) {
        const locked = against(state, action, 'slave').includes('I-SPS-010');
        expect({ index, action, locked }).toEqual({ index, action, locked: index >= from && index < proven });
      }
    }
  });
  it('locks all power of the master from the reboot step until its web login is back (H 2, I-SPS-015)', () => {
    const from = begun('reboot-master');
    const back = indexOf((event) => event.type === 'step.done' && event.data.path === 'watch/phase-1');
    for (const [index, state] of states.slice(0, back + 1).entries()) {
      for (const action of POWER) {
        const locked = against(state, action, 'master').includes('I-SPS-015');
        // The reading that shows the login page is the entry before the step's end.
        expect({ index, action, locked }).toEqual({ index, action, locked: index >= from && index < back - 1 });
      }
    }
  });
  it('offers the master reboot only after the slave was read off (H 3, I-SPS-011)', () => {
    const off = indexOf((event) => event.type === 'fact.recorded' && event.data.path === 'prove-slave-off');
    expect(against(states[off - 1] as RunState, 'sps.thisNode.reboot', 'master')).toContain('I-SPS-011');
    expect(against(states[begun('reboot-master')] as RunState, 'sps.thisNode.reboot', 'master')).toEqual([]);
  });
  it('offers activation only after the test of the planned file (H 5, I-SPS-001)', () => {
    const tested = recorded('firmware.test.shown');
    expect(against(states[tested - 1] as RunState, 'sps.firmware.activate', 'master')).toContain('I-SPS-001');
    expect(against(states[tested] as RunState, 'sps.firmware.activate', 'master')).not.toContain('I-SPS-001');
  });
  it('never allows Reboot cluster (H 6, I-SPS-013)', () => {
    for (const state of states.slice(0, -1)) {
      expect(against(state, 'sps.cluster.reboot', 'master')).toContain('I-SPS-013');
    }
  });
  it('offers the slave shutdown only when its copy was seen (H 7, I-SPS-012)', () => {
    const synced = recorded('slave.firmware.shown');
    expect(against(states[synced - 1] as RunState, 'sps.otherNode.shutdown', 'slave')).toContain('I-SPS-012');
    expect(against(states[begun('shut-down-slave')] as RunState, 'sps.otherNode.shutdown', 'slave')).toEqual([]);
  });
  it('goes on after a take-over in the middle, with the same end and no second command', () => {
    for (const path of ['prove-slave-off', 'watch/phase-1', 'start-slave/power-on', 'start-slave/read-on']) {
      const first = cluster();
      const before = to(first.driver, path);
      const second = new Driver(first.rack, new Reader(practiceAnswers('ha-cluster')));
      second.takeOver(first.driver.events);
      expect([before.status, second.run().status, first.rack.performed]).toEqual([
        'open',
        'finished',
        ['power.on slave'],
      ]);
    }
  });
});

describe('the console of the master', () => {
  const facts = ({ facts }: RunState) => [facts['console.read']?.value, facts['console.line']?.value];
  it('is asked of the person when nothing can be read from it, within half a minute', () => {
    for (const options of [{}, { console: true }]) {
      const { driver } = cluster(options);
      const { begunAt } = to(driver, 'ipmi/read-console').steps['ipmi/read-console'] ?? {};
      const state = to(driver, 'ipmi/see-console');
      expect(Date.parse(state.at) - Date.parse(begunAt ?? '')).toBeLessThan(31_000);
      const end = driver.run();
      expect([end.status, ...facts(end)]).toEqual(['finished', undefined, 'login:']);
    }
  });
  it('is read by the tool when it says something, and then nobody is asked', () => {
    const { driver, rack } = cluster({ console: true });
    rack.console.print(driver.now, 'of before the step');
    const begun = to(driver, 'ipmi/read-console');
    rack.console.print(driver.now + 4_000, 'sps login: ');
    const state = driver.run(({ position }) => position.kind === 'step' && position.path === 'upload-firmware');
    expect(facts(state)).toEqual(['sps login:', undefined]);
    expect(state.steps['ipmi/see-console']).toMatchObject({ status: 'skipped' });
    expect(begun.facts).not.toHaveProperty(['console.read']);
  });
  it('is kept as evidence of phase 1, and nothing is decided by it', () => {
    const without = cluster();
    const { driver, rack } = cluster({ console: true });
    const { at } = to(driver, 'watch/phase-1');
    for (const [minute, text] of ['booting', 'converting (1/2)', 'phase 1: finished', 'login:'].entries()) {
      rack.console.print(Date.parse(at) + minute * 60_000, text);
    }
    const seen = driver.run((state) => state.facts['phase1.line']?.value === 'phase 1: finished');
    expect(seen.position).toMatchObject({ path: 'watch/phase-1' });
    const [end, plain] = [driver.run(), without.driver.run()];
    expect(end.facts['phase1.line']?.value).toBe('login:');
    expect(Object.keys(end.steps)).toEqual(Object.keys(plain.steps));
  });
});

describe('the cluster upgrade when something goes wrong', () => {
  it('keeps the slave locked after a rollback until support has decided (H 8, I-SPS-016)', () => {
    const { driver, rack } = cluster({ version: '5.0.11' }, { 'see-version': '5.0.11' });
    const state = to(driver, 'rollback/confirm-version');
    expect(against(state, 'power.on', 'slave')).toEqual(expect.arrayContaining(['I-SPS-010', 'I-SPS-016']));
    expect(against(state, 'sps.firmware.activate', 'master')).toContain('I-SPS-016');

    driver.append(...abort(state, 'window over'));
    driver.append(...record(driver.state as RunState, { 'supportCase.decision': 'power-on-slave' }, driver.now));
    expect(against(driver.state as RunState, 'power.on', 'slave')).toEqual(['I-SPS-010', 'I-SPS-016']);
    const { 'supportCase.decision': _, ...names } = decision;
    driver.append(...record(driver.state as RunState, names, driver.now));
    expect(against(driver.state as RunState, 'power.on', 'slave')).toEqual([]);
    expect(rack.performed).toEqual([]);
  });
  it('calls for support 30 minutes after T0 without the web interface; no power, slave locked', () => {
    const { driver } = cluster({ bootMinutes: Number.POSITIVE_INFINITY });
    const state = to(driver, 'stuck/reload/reload');
    const minutes = (Date.parse(state.at) - Date.parse(state.facts.t0?.at ?? '')) / 60_000;
    expect(minutes).toBeGreaterThanOrEqual(30);
    expect(minutes).toBeLessThan(31);
    expect(against(state, 'power.on', 'slave')).toContain('I-SPS-010');
    for (const action of POWER) expect(against(state, action, 'master')).toContain('I-SPS-015');
  });
  it('keeps I-SPS-056 after an abort between shutdown and reboot until case number and two names stand', () => {
    const { driver } = cluster();
    driver.append(...abort(to(driver, 'reboot-master', false), 'cannot go on'));
    const locks = () => against(driver.state as RunState, 'power.on', 'slave');
    expect(locks()).toEqual(['I-SPS-010', 'I-SPS-056']);
    for (const [name, value] of Object.entries(decision)) {
      expect(locks()).toEqual(['I-SPS-010', 'I-SPS-056']);
      driver.append(...record(driver.state as RunState, { [name]: value }, driver.now));
    }
    expect(locks()).toEqual([]);
  });
  it('keeps both nodes from being restarted after an abort while the slave synchronises (I-SPS-025)', () => {
    const { driver } = cluster();
    driver.append(...abort(to(driver, 'start-slave/watch-sync'), 'shift ends'));
    const locks = () => ['master', 'slave'].map((role) => against(driver.state as RunState, 'power.cycle', role));
    expect(locks()).toEqual([['I-SPS-025'], ['I-SPS-025']]);
    driver.append(...record(driver.state as RunState, { 'ha.status': 'degraded-sync' }, driver.now));
    expect(locks()).toEqual([['I-SPS-025'], ['I-SPS-025']]);
    driver.append(...record(driver.state as RunState, { 'ha.status': 'ha' }, driver.now));
    expect(locks()).toEqual([[], []]);
  });
  it('does not pass a BMC that reports another chassis than the slave, and sends it nothing (H 4, I-SPS-024)', () => {
    const { driver } = cluster({ slaveSerial: 'RH-SPS-X' });
    const state = to(driver, 'ipmi/read-slave');
    for (const action of POWER) expect(against(state, action, 'slave')).toContain('I-SPS-024');
    driver.run((_, { do: what }) => what === 'watch' && driver.now > Date.parse(state.at) + 60_000);
    expect(driver.state?.position).toMatchObject({ path: 'ipmi/read-slave' });
    expect(driver.state?.probes['bmc.power slave']?.failure?.code).toBe('wrong-device');
    expect(driver.state?.facts).not.toHaveProperty(['slave.bmc.powerStatus']);
  });
  it('refuses the upload of a file that was not planned (H 5)', () => {
    const { driver } = cluster({}, { 'upload-firmware': 'f'.repeat(64) });
    expect(() => driver.run()).toThrow(expect.objectContaining({ code: 'answer', fact: 'firmware.test.isoHash' }));
  });
  it('does not activate after a failed test (H 5)', () => {
    const { driver } = cluster({}, { 'see-test': 'fail' });
    const state = to(driver, 'correct-errors');
    expect(against(state, 'sps.firmware.activate', 'master')).toContain('I-SPS-001');
  });
  it('refuses a target that is not newer than what runs (H 9, I-SPS-028)', () => {
    const plan = practiceAnswers('ha-cluster')['preflight/plan'] as Record<string, unknown>;
    const { driver } = cluster({}, { 'preflight/plan': { ...plan, targetVersion: '5.0.10' } });
    expect(() => driver.run()).toThrow(expect.objectContaining({ code: 'answer', fact: 'targetVersion' }));
    expect(against(driver.state as RunState, 'sps.firmware.upload', 'master')).toContain('I-SPS-028');
    // Even if it had been accepted.
    driver.append({
      type: 'fact.recorded',
      data: {
        path: 'preflight/plan',
        facts: [{ name: 'targetVersion', value: '5.0.10', origin: 'entered', serial: null, evidence: null }],
      },
    });
    for (const action of ['sps.firmware.upload', 'sps.firmware.activate'] as const) {
      expect(against(driver.state as RunState, action, 'master')).toContain('I-SPS-028');
    }
  });
  it.each([
    ['pyramid', 'preflight/hardware/refused'],
    ['unknown', 'preflight/hardware/bundle/create'],
  ])('does not begin the upgrade of %s hardware (H 10, I-SPS-008)', (family, stop) => {
    const { driver } = cluster(
      {},
      { 'preflight/hardware/type': { 'hardware.family': family, 'hardware.evidence': 'x' } },
    );
    const state = driver.run();
    expect(state.position).toMatchObject({ path: stop });
    expect(against(state, 'sps.firmware.upload', 'master')).toContain('I-SPS-008');
  });
});

describe('the standalone upgrade', () => {
  it('ends finished without a single power command', () => {
    const rack = new Rack();
    const state = startedShipped(library, 'sps-upgrade-standalone', rack, practiceAnswers('standalone')).run();
    expect([state.status, rack.performed]).toEqual(['finished', []]);
  });
});
