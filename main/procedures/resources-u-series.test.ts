import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { abort, type RunState, record, replay } from './engine.ts';
import type { RunEvent, Stamped } from './events.ts';
import { type ActionTarget, blocking } from './interlocks.ts';
import { Driver } from './testing/driver.ts';
import { loaded } from './testing/fixture.ts';
import {
  CAREFUL,
  Dell,
  type DellOptions,
  IDRAC_PACKAGE,
  startedUSeries,
  type Table,
  Technician,
  uSeriesFiles,
} from './testing/u-series.ts';
import { runView } from './view.ts';

const files = uSeriesFiles();
const library = loaded(files);
const BIOS = 'us-dell-bios-update';
const HANDS_OFF = [
  'power.off',
  'power.soft',
  'power.cycle',
  'power.reset',
  'power.diag',
  'idrac.reset',
  'idrac.job.delete',
  'bmc.reset.cold',
  'bmc.reset.warm',
] as const;
const IDRAC_FIRST: Table = { order: { 'idrac.first': 'update' }, 'update-idrac/package': IDRAC_PACKAGE };

function begun(procedure: string, options: DellOptions = {}, table: Table = {}) {
  const dell = new Dell(options);
  const driver = startedUSeries(library, procedure, dell, table);
  // A hand at the machine: what the guide steps say is done.
  const run: Driver['run'] = (until) =>
    driver.run((state, what) => {
      const { position } = state;
      if (options.deaf && position.kind === 'step' && position.path === 'see-version') dell.restart(driver.now);
      return until?.(state, what) ?? false;
    });
  return { dell, driver, run };
}
function to(run: Driver['run'], path: string): RunState {
  const state = run(({ position }) => position.kind === 'step' && position.path === path && position.begun);
  expect(state.position).toMatchObject({ kind: 'step', path });
  return state;
}
function against(state: RunState, action: ActionTarget['action']): string[] {
  return blocking(state, { action, role: 'server' }, Date.parse(state.at)).map(({ rule }) => rule);
}
const sent = (dell: Dell) => dell.performed.map(({ action }) => action);
const passed = (driver: Driver, path: string) =>
  driver.events.findIndex((event) => pathOf(event, 'step.done') === path);
const started = (driver: Driver, path: string) =>
  driver.events.findIndex((event) => pathOf(event, 'step.begun') === path);
function pathOf(event: Stamped, type: RunEvent['type']): unknown {
  return event.type === type ? (event.data as { path?: unknown }).path : undefined;
}
const minutes = (state: RunState, since: string) =>
  (Date.parse(state.at) - Date.parse(state.facts[since]?.at ?? '')) / 60_000;

describe('the shipped U-Series files', () => {
  it('are the seven procedures, the facts and the interlocks', () => {
    expect(Object.keys(library.procedures).sort()).toEqual([
      'us-bitlocker-key-retrieve',
      'us-dell-bios-update',
      'us-dell-chipset-update',
      'us-dell-idrac-update',
      'us-idrac-cli',
      'us-idrac-configure',
      'us-service-tag',
    ]);
    expect(files).toHaveLength(9);
  });
  it.each(files)('$path says everything in both languages', ({ path, text }) => {
    const halves: string[] = [];
    const visit = (value: unknown, at: string): number => {
      if (typeof value !== 'object' || value === null) return 0;
      const { en, de } = value as { en?: unknown; de?: unknown };
      const isText = en !== undefined || de !== undefined;
      if (isText && ![en, de].every((half) => typeof half === 'string' && half.trim() !== '')) halves.push(at);
      return Object.entries(value).reduce((sum, [key, part]) => sum + visit(part, `${at}.${key}`), isText ? 1 : 0);
    };
    expect(visit(parse(text), path)).toBeGreaterThanOrEqual(15);
    expect(halves).toEqual([]);
  });
  it('have no rule that no procedure lists', () => {
    const listed = new Set(Object.values(library.procedures).flatMap(({ interlocks }) => interlocks));
    expect(Object.keys(library.interlocks).filter((id) => !listed.has(id))).toEqual([]);
  });
});

describe('the BIOS update through the iDRAC', () => {
  const { driver, dell, run } = begun(BIOS);
  const end = run();
  const states = driver.events.map((_, index) => replay(driver.events.slice(0, index + 1)));

  it('ends finished with the version read back; each command was sent once, with what the package proves', () => {
    expect([end.status, end.facts['bios.version']?.value]).toEqual(['finished', '2.10.1']);
    expect(dell.performed).toEqual([
      {
        action: 'firmware.update',
        parameters: { file: 'BIOS_X1.EXE', sha256: 'ab'.repeat(32), version: '2.10.1' },
      },
      { action: 'power.soft', parameters: {} },
      { action: 'power.on', parameters: {} },
    ]);
  });
  it('demands the recovery keys before anything else (I-HW-001)', () => {
    const keys = passed(driver, 'bitlocker');
    for (const [index, state] of states.entries()) {
      const locked = against(state, 'firmware.update').includes('I-HW-001');
      // The last answer is the entry before the end of its step, which is the one before the end of the call.
      if (index < keys - 2) expect({ index, locked }).toEqual({ index, locked: true });
      if (index >= keys && index < states.length - 1) expect({ index, locked }).toEqual({ index, locked: false });
    }
  });
  it('lets no power verb through from the taken package to the confirmed start (I-HW-033)', () => {
    const [taken, confirmed] = [passed(driver, 'upload'), passed(driver, 'confirm')];
    for (const [index, state] of states.slice(0, -1).entries()) {
      const locked = against(state, 'power.cycle').includes('I-HW-033');
      expect({ index, locked }).toEqual({ index, locked: index >= taken && index < confirmed });
    }
  });
  it('locks everything from the order of the start to the reading of the new version, entry by entry (I-HW-017)', () => {
    const [from, over] = [started(driver, 'start'), passed(driver, 'flash')];
    expect(over).toBeGreaterThan(from + 3);
    for (const [index, state] of states.slice(0, -1).entries()) {
      for (const action of HANDS_OFF) {
        const locked = against(state, action).includes('I-HW-017');
        // The reading that shows the version is among the last two entries before the end of the step.
        if (index < over - 2 || index >= over)
          expect({ index, action, locked }).toEqual({ index, action, locked: index >= from && index < over });
      }
    }
  });
  it('locks power on, too, once the start is done (I-HW-030)', () => {
    expect(against(states[started(driver, 'start')] as RunState, 'power.on')).toEqual([]);
    expect(against(states[passed(driver, 'start')] as RunState, 'power.on')).toEqual(['I-HW-030']);
  });
  it('takes a silent iDRAC for normal and shows for how long', () => {
    const silent = begun(BIOS, { silentMinutes: 28, biosMinutes: 20 });
    to(silent.run, 'flash');
    const waiting = silent.run((state) => minutes(state, 'bios.flashBegun') > 20 && state.position.kind === 'step');
    const { current } = runView(waiting, silent.driver.now);
    expect(current?.failure?.code).toBe('silent');
    expect(current?.timing?.normal.map(({ untilSeconds, level }) => [untilSeconds, level])).toEqual([
      [900, 'green'],
      [1800, 'amber'],
      [null, 'red'],
    ]);
    expect(silent.run().status).toBe('finished');
  });
  it('goes on after a take-over at any place, with the same end and nothing sent twice', () => {
    for (const path of ['check-idrac', 'staged', 'confirm', 'flash', 'prompt', 'verify']) {
      const first = begun(BIOS);
      to(first.run, path);
      const second = new Driver(first.dell, new Technician(CAREFUL));
      second.takeOver(first.driver.events);
      const end = second.run();
      expect([path, end.status, sent(first.dell)]).toEqual([
        path,
        'finished',
        ['firmware.update', 'power.soft', 'power.on'],
      ]);
    }
  });
});

describe('a crash while the BIOS is being written', () => {
  /** Dies between the intent and the outcome of the start; the command has or has not arrived. */
  function crashed(arrived: boolean) {
    const { driver, dell, run } = begun(BIOS);
    run((_, what) => what.do === 'act' && what.path === 'start');
    const intent = {
      id: 'a',
      action: 'power.on',
      parameters: {},
      path: 'start',
      deviceId: 'us-1',
      deviceName: 'U-Series 50',
      serial: null,
      bmc: '',
      before: 'off',
      process: { pid: 1, start: '1' },
    } as const;
    driver.append({ type: 'action.intended', data: intent });
    if (arrived) dell.restart(driver.now);
    const other = new Driver(dell, new Technician(CAREFUL));
    return { driver, dell, other };
  }
  it('leaves the lock standing for everybody, before and after the take-over', () => {
    const { driver, other } = crashed(true);
    const dead = replay(driver.events);
    for (const action of HANDS_OFF) expect(against(dead, action)).toContain('I-HW-017');
    other.takeOver(driver.events);
    for (const action of HANDS_OFF) expect(against(other.state as RunState, action)).toContain('I-HW-017');
  });
  it.each([
    [true, []],
    [false, ['power.on']],
  ] as const)('ends well, and the start is ordered anew only if it had not arrived (arrived: %s)', (arrived, more) => {
    const { driver, dell, other } = crashed(arrived);
    other.takeOver(driver.events);
    const end = other.run();
    expect([end.status, dell.bios]).toEqual(['finished', '2.10.1']);
    expect(sent(dell)).toEqual(['firmware.update', 'power.soft', ...more]);
  });
  it('takes a version that was read before the crash for no proof', () => {
    const { driver, dell, run } = begun(BIOS);
    to(run, 'prompt');
    expect(against(driver.state as RunState, 'power.off')).toEqual([]);
    const other = new Driver(dell, new Technician({}));
    other.takeOver(driver.events);
    expect(against(other.state as RunState, 'power.off')).toContain('I-HW-017');
    other.run();
    expect(against(other.state as RunState, 'power.off')).toEqual([]);
  });
});

describe('the BIOS update when something goes wrong', () => {
  it('calls the support after 45 minutes without the version, and keeps the lock after an abort until it is released', () => {
    const { driver, run, dell } = begun(BIOS, { biosMinutes: Number.POSITIVE_INFINITY, silentMinutes: 600 });
    const state = to(run, 'overdue');
    expect(minutes(state, 'bios.flashBegun')).toBeGreaterThanOrEqual(45);
    expect(minutes(state, 'bios.flashBegun')).toBeLessThan(47);
    driver.append(...abort(state, 'shift ends'));
    for (const action of HANDS_OFF) expect(against(driver.state as RunState, action)).toContain('I-HW-017');
    expect(against(driver.state as RunState, 'power.on')).toEqual(['I-HW-030']);
    const decision = {
      'flash.decision': 'release',
      'flash.caseNumber': '4711',
      'flash.decidedBy': 'Support Engineer',
      'flash.secondPerson': 'Second Person',
    };
    for (const [name, value] of Object.entries(decision)) {
      expect(against(driver.state as RunState, 'power.cycle')).toContain('I-HW-017');
      driver.append(...record(driver.state as RunState, { [name]: value }, driver.now));
    }
    expect(against(driver.state as RunState, 'power.cycle')).toEqual([]);
    expect(sent(dell)).toHaveLength(3);
  });
  it('goes on reading after the limit and ends well when the version comes late', () => {
    const { run } = begun(BIOS, { biosMinutes: 52, silentMinutes: 50 });
    expect(to(run, 'overdue').status).toBe('open');
    expect(run().status).toBe('finished');
  });
  it('does not take another version for success, whatever the job says', () => {
    const { driver, run, dell } = begun(BIOS, { biosMinutes: 5 });
    to(run, 'flash');
    const probe = dell.probe.bind(dell);
    dell.probe = (order, now) => {
      const answer = probe(order, now);
      return 'biosVersion' in answer.fields
        ? { ...answer, fields: { ...answer.fields, biosVersion: '2.0.0' } }
        : answer;
    };
    const state = to(run, 'overdue');
    expect(state.facts['jobs.lastState']?.value).toBe('completed');
    expect(against(driver.state as RunState, 'power.cycle')).toContain('I-HW-017');
  });
  it('sends no second package after a lost answer: the job queue shows the first', () => {
    const { run, dell } = begun(BIOS, { outcomes: ['unknown'] });
    expect(run().status).toBe('finished');
    expect(sent(dell)).toEqual(['firmware.update', 'power.soft', 'power.on']);
  });
  it.each([
    ['refuses the package at once', { outcomes: ['failed' as const] }],
    ['takes it and then fails its check', { jobFails: true as const }],
  ])('leads back to the package when the iDRAC %s; no lock stays', (_, options) => {
    const { driver, run } = begun(BIOS, options, { 'not-staged': { 'flash.seen': 'RED007' } });
    to(run, 'not-staged');
    const again = run(({ position }) => position.kind === 'step' && position.path === 'package');
    expect(again.position).toMatchObject({ path: 'package' });
    expect(against(driver.state as RunState, 'power.cycle')).toEqual([]);
  });
  it.each([
    ['wrong-machine', 'unfit'],
    ['stepping-needed', 'unfit'],
    ['not-for-idrac', 'carry'],
  ])('with a package that is %s leads to %s, and nothing is sent', (fit, path) => {
    const { run, dell } = begun(BIOS, {}, { package: { ...CAREFUL.package, 'bios.fit': fit } });
    to(run, path);
    expect(sent(dell)).toEqual([]);
  });
  it('with a downgrade waits for the gate', () => {
    const { run, driver, dell } = begun(BIOS, {}, { package: { ...CAREFUL.package, 'bios.fit': 'downgrade' } });
    run((_, { do: what }) => what === 'blocked');
    expect(driver.state?.position).toMatchObject({ path: 'upload' });
    expect(against(driver.state as RunState, 'firmware.update')).toEqual(['I-HW-037']);
    expect(sent(dell)).toEqual([]);
  });
  it('refuses a file of another checksum, another tag, another version and an active node', () => {
    const wrong: [string, string, string][] = [
      ['package', 'bios.packageSha256', 'cd'.repeat(32)],
      ['package', 'bios.packageTag', 'AAAAAA1'],
      ['package', 'bios.packageVersion', '2.9.0'],
      ['site', 'us.haRole', 'active'],
      ['confirm', 'tag.confirm', 'AAAAAA1'],
      ['copy', 'bitlocker.copyKind', 'appliance'],
      ['count', 'bitlocker.keys', ''],
    ];
    for (const [path, fact, value] of wrong) {
      const { run } = begun(BIOS, {}, { [path]: { ...CAREFUL[path], [fact]: value } });
      expect(() => run()).toThrow(expect.objectContaining({ code: 'answer', fact }));
    }
  });
  it('waits while another job is open', () => {
    const { run, dell, driver } = begun(BIOS);
    to(run, 'upload');
    dell.open = 1;
    driver.now += 400_000;
    run((_, { do: what }) => what === 'blocked');
    expect(against(driver.state as RunState, 'firmware.update')).toContain('I-HW-034');
    dell.open = 0;
    expect(run().status).toBe('finished');
  });
  it('sends nothing to a machine that bears another tag', () => {
    const { run, dell, driver } = begun(BIOS, {}, { differs: {} });
    dell.tag = 'AAAAAA1';
    run((_, what) => what.do === 'watch' && driver.now > Date.parse('2026-03-01T22:00:00Z'));
    expect(driver.state?.facts).not.toHaveProperty(['bios.version']);
    expect(sent(dell)).toEqual([]);
  });
});

describe('the BIOS update at the machine, where no iDRAC answers', () => {
  it('ends finished by the version that a person reads off, and sends nothing', () => {
    const { run, dell } = begun(BIOS, { deaf: true });
    const end = run();
    expect([end.status, sent(dell)]).toEqual(['finished', []]);
    expect(end.steps).toMatchObject({
      run: { status: 'done' },
      restart: { status: 'done' },
      verify: { status: 'skipped' },
    });
    expect(end.steps).not.toHaveProperty('upload');
  });
  it('offers neither installer nor restart before the keys, and locks power until the version is entered', () => {
    const { run, driver } = begun(BIOS, { deaf: true });
    for (const action of ['us.firmware.run', 'us.appliance.restart'] as const) {
      expect(against(driver.state as RunState, action)).toContain('I-HW-001');
    }
    expect(against(to(run, 'run'), 'us.firmware.run')).toEqual([]);
    expect(against(to(run, 'confirm-restart'), 'us.appliance.restart')).toContain('I-HW-033');
    const flashing = to(run, 'see-version');
    for (const action of HANDS_OFF) expect(against(flashing, action)).toContain('I-HW-017');
    expect(against(to(run, 'prompt'), 'power.off')).toEqual([]);
  });
  it('asks again while the old version is shown', () => {
    const { run, driver } = begun(BIOS, { deaf: true }, { 'see-version': { 'bios.versionShown': '2.0.0' } });
    run();
    expect(driver.state?.position).toMatchObject({ path: 'see-version' });
    expect(against(driver.state as RunState, 'power.off')).toContain('I-HW-017');
  });
});

describe('the iDRAC update', () => {
  const only: Table = { package: IDRAC_PACKAGE };
  it('comes before the BIOS in one run, each with its own lock', () => {
    const { run, dell, driver } = begun(BIOS, {}, IDRAC_FIRST);
    const writing = to(run, 'update-idrac/written');
    for (const action of [...HANDS_OFF, 'power.on', 'firmware.update'] as const) {
      expect(against(writing, action).some((rule) => ['I-HW-017', 'I-HW-030', 'I-HW-035'].includes(rule))).toBe(true);
    }
    expect(against(to(run, 'package'), 'power.cycle')).toEqual([]);
    const end = run();
    expect([end.status, dell.idrac, dell.bios]).toEqual(['finished', '7.00.00.171', '2.10.1']);
    expect(sent(dell)).toEqual(['firmware.update', 'firmware.update', 'power.soft', 'power.on']);
    expect(passed(driver, 'update-idrac')).toBeLessThan(started(driver, 'upload'));
    expect(end.steps['update-idrac/bitlocker']?.status).toBe('skipped');
    expect(end.steps['update-idrac/tag']?.status).toBe('skipped');
  });
  it('alone ends finished, and the appliance was never switched', () => {
    const { run, dell } = begun('us-dell-idrac-update', { silentMinutes: 29, idracMinutes: 29 }, only);
    expect([run().status, sent(dell)]).toEqual(['finished', ['firmware.update']]);
  });
  it('after a lost answer waits for the iDRAC and takes its new version for the proof', () => {
    const { run, dell } = begun('us-dell-idrac-update', { outcomes: ['unknown'] }, only);
    expect([run().status, sent(dell)]).toEqual(['finished', ['firmware.update']]);
  });
  it('lifts the lock when the iDRAC certainly refused, and leads back to the package', () => {
    const { run, dell } = begun('us-dell-idrac-update', { outcomes: ['failed'] }, only);
    expect(against(to(run, 'refused'), 'power.off')).toContain('I-HW-017');
    const again = run(({ position }) => position.kind === 'step' && position.path === 'package');
    expect(against(again, 'power.off')).toEqual([]);
    expect(sent(dell)).toEqual(['firmware.update']);
  });
  it('asks for the support after 50 minutes of silence and stops where it says so, locked', () => {
    const table = { ...only, silent: { 'flash.seen': 'lamp amber', 'flash.decision': 'stop' } };
    const { run, driver } = begun('us-dell-idrac-update', { silentMinutes: 6000, idracMinutes: 6000 }, table);
    expect(minutes(to(run, 'silent'), 'idrac.flashBegun')).toBeGreaterThanOrEqual(50);
    expect(run().status).toBe('stopped');
    for (const action of HANDS_OFF) expect(against(driver.state as RunState, action)).toContain('I-HW-017');
  });
  it('does not begin without another console (I-HW-018)', () => {
    const { run } = begun('us-dell-idrac-update', {}, { ...only, console: { 'idrac.console': 'none' } });
    expect(() => run()).toThrow(expect.objectContaining({ fact: 'idrac.console' }));
  });
});

describe('the smaller procedures', () => {
  it('prove the tag by card and iDRAC, or by two typed sources, and by nothing less', () => {
    expect(begun('us-service-tag').run().facts['server.tag']?.value).toBe('7XK4Z02');
    expect(begun('us-service-tag', { deaf: true }).run().status).toBe('finished');
    for (const windows of [{}, { 'tag.windows': 'AAAAAA1' }]) {
      const { run, driver } = begun('us-service-tag', { deaf: true }, { windows });
      run();
      expect(driver.state?.status).toBe('open');
    }
  });
  it('end the key retrieval at once where BitLocker is off', () => {
    const { run } = begun('us-bitlocker-key-retrieve', {}, { status: { 'bitlocker.state': 'off' } });
    const end = run();
    expect([end.status, Object.keys(end.steps)]).toEqual(['finished', ['status', 'protected']]);
  });
  it('go through the chipset drivers until no device is left', () => {
    const table: Table = {
      package: {
        'windows.version': '2016',
        'chipset.os': '2016',
        'chipset.package': 'Chipset.EXE',
        'chipset.packageTag': '7XK4Z02',
        'chipset.vendorSha256': 'ab'.repeat(32),
        'chipset.packageSha256': 'ab'.repeat(32),
      },
      extract: { 'chipset.folder': 'C:\\Drivers' },
      devices: { 'chipset.unidentified': 0 },
    };
    expect(begun('us-dell-chipset-update', {}, table).run().status).toBe('finished');
    const left = begun('us-dell-chipset-update', {}, { ...table, devices: { 'chipset.unidentified': 2 } });
    expect(left.run().position).toMatchObject({ path: 'devices' });
  });
  it('close the set-up only when the factory password is refused', () => {
    const table: Table = {
      plan: { 'us.haRole': 'passive', 'nic.change': 'dhcp' },
      network: { 'nic.selection': 'dedicated' },
      save: { 'nic.addressShown': '10.0.0.5' },
      way: { 'password.way': 'web' },
      'try-login': { 'password.default': 'refused' },
      'hand-over': { 'password.keeper': 'safe' },
    };
    expect(begun('us-idrac-configure', {}, table).run().status).toBe('finished');
    expect(begun('us-idrac-configure', { deaf: true }, table).run().status).toBe('finished');
    const { run, dell, driver } = begun('us-idrac-configure', {}, table);
    dell.defaultPassword = true;
    run((_, { do: what }) => what === 'blocked');
    expect(driver.state?.position).toMatchObject({ path: 'hand-over' });
    expect(against(driver.state as RunState, 'us.idrac.handOver')).toEqual(['I-HW-024']);
    dell.defaultPassword = false;
    expect(run().status).toBe('finished');
  });
  const plan = { 'nic.fallback': 'console', 'nic.checked': true, 'password.change': 'no' };
  const address = { 'nic.newAddress': '10.0.0.9', 'nic.newMask': '255.255.0.0', 'nic.newGateway': '10.0.0.2' };
  it.each([
    ['static', ['idrac.nic.static'], { address: '10.0.0.9', mask: '255.255.0.0', gateway: '10.0.0.2' }],
    ['dhcp', ['idrac.nic.dhcp'], {}],
    ['enable', ['idrac.nic.enable'], {}],
    ['none', [], undefined],
  ] as const)('change the network (%s) once and read it back', (change, actions, parameters) => {
    const { run, dell } = begun('us-idrac-cli', {}, { plan: { ...plan, 'nic.change': change }, address });
    expect([run().status, sent(dell), dell.performed[0]?.parameters]).toEqual(['finished', actions, parameters]);
  });
  it('take a lost answer for done when the new address is read, and look for the way back when it is not', () => {
    const table = { plan: { ...plan, 'nic.change': 'static' }, address };
    const lost = begun('us-idrac-cli', { outcomes: ['unknown'] }, table);
    expect([lost.run().status, sent(lost.dell)]).toEqual(['finished', ['idrac.nic.static']]);
    const refusing = begun('us-idrac-cli', { outcomes: ['failed'] }, table);
    to(refusing.run, 'not-as-wanted');
  });
  it('have no way to send setniccfg -o over the network (I-HW-021)', () => {
    const table: Table = {
      plan: { ...plan, 'nic.change': 'expert' },
      'expert-order': { 'nic.session': 'network', 'nic.expertOrder': 'A and B' },
    };
    const { run, dell, driver } = begun('us-idrac-cli', {}, table);
    run((_, { do: what }) => what === 'blocked');
    expect(driver.state?.position).toMatchObject({ path: 'expert', begun: false });
    expect(sent(dell)).toEqual([]);
  });
});
