import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { abort, type RunState, record, replay } from './engine.ts';
import { Driver } from './testing/driver.ts';
import { everyBranchWalked } from './testing/every-branch.ts';
import { loaded } from './testing/fixture.ts';
import { CAREFUL, type DellOptions, IDRAC_PACKAGE, SERVER, Technician, uSeriesFiles } from './testing/u-series.ts';
import {
  against,
  begun,
  HANDS_OFF,
  interrupted,
  minutes,
  passed,
  reaching,
  sent,
  started,
  to,
  visits,
} from './testing/u-series-run.ts';
import { runView } from './view.ts';

const files = uSeriesFiles();
const library = loaded(files);
const BIOS = 'us-dell-bios-update';
const PACKAGE = { file: 'BIOS_X1.EXE', sha256: 'ab'.repeat(32), version: '2.10.1' };

describe('the shipped U-Series files', () => {
  it.each(files)('$path says everything in both languages', ({ path, text }) => {
    const halves: string[] = [];
    const visit = (value: unknown, at: string): number => {
      if (typeof value !== 'object' || value === null) return 0;
      const { en, de } = value as { en?: unknown; de?: unknown };
      const isText = en !== undefined || de !== undefined;
      if (isText && ![en, de].every((half) => typeof half === 'string' && half.trim() !== '')) halves.push(at);
      return Object.entries(value).reduce((sum, [key, part]) => sum + visit(part, `${at}.${key}`), isText ? 1 : 0);
    };
    expect(visit(parse(text), path)).toBeGreaterThanOrEqual(8);
    expect(halves).toEqual([]);
  });
  it('have no rule that no procedure lists', () => {
    const listed = new Set(Object.values(library.procedures).flatMap(({ interlocks }) => interlocks));
    expect(Object.keys(library.interlocks).filter((id) => !listed.has(id))).toEqual([]);
  });
});

describe('the BIOS update through the iDRAC', () => {
  const { driver, dell, run } = begun(library, BIOS);
  const end = run();
  const states = driver.events.map((_, index) => replay(driver.events.slice(0, index + 1)));

  it('ends finished with the version read back; each command was sent once, with what the package proves', () => {
    expect([end.status, end.facts['bios.version']?.value]).toEqual(['finished', '2.10.1']);
    expect(dell.performed).toEqual([
      {
        action: 'firmware.update',
        parameters: PACKAGE,
      },
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
  it('locks everything from the order to the reading of the new version, entry by entry (I-HW-017)', () => {
    const [from, over] = [started(driver, 'update'), passed(driver, 'flash')];
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
  it('takes a silent iDRAC for normal and shows for how long', () => {
    const silent = begun(library, BIOS, { silentMinutes: 28, biosMinutes: 20 });
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
    for (const path of ['check-idrac', 'confirm', 'flash', 'prompt', 'verify']) {
      const first = begun(library, BIOS);
      to(first.run, path);
      const second = new Driver(first.dell, new Technician(CAREFUL));
      second.takeOver(first.driver.events);
      const end = second.run();
      expect([path, end.status, sent(first.dell)]).toEqual([path, 'finished', ['firmware.update']]);
    }
  });
});

describe('a crash while the BIOS is being written', () => {
  /** Dies between the intent and the outcome of the order; the package has or has not arrived. */
  function crashed(arrived: boolean) {
    const { driver, dell, run } = begun(library, BIOS);
    const what = { action: 'firmware.update', parameters: PACKAGE } as const;
    run((_, next) => next.do === 'act');
    const intent = {
      ...what,
      id: 'a',
      path: 'update',
      deviceId: 'us-1',
      deviceName: 'U-Series 50',
      serial: null,
      bmc: '',
      before: 'on',
      process: { pid: 1, start: '1' },
    } as const;
    driver.append({ type: 'action.intended', data: intent });
    if (arrived) dell.perform(what.action, SERVER, driver.now, what.parameters);
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
  it.each([true, false])('ends well, with one package sent in all (arrived: %s)', (arrived) => {
    const { driver, dell, other } = crashed(arrived);
    other.takeOver(driver.events);
    const end = other.run();
    expect([end.status, dell.bios, sent(dell)]).toEqual(['finished', '2.10.1', ['firmware.update']]);
  });
  it('takes a version that was read before the crash for no proof', () => {
    const { driver, dell, run } = begun(library, BIOS);
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
    const { driver, run, dell } = begun(library, BIOS, { biosMinutes: Number.POSITIVE_INFINITY, silentMinutes: 600 });
    const state = to(run, 'overdue');
    expect(minutes(state, 'bios.flashBegun')).toBeGreaterThanOrEqual(45);
    expect(minutes(state, 'bios.flashBegun')).toBeLessThan(47);
    driver.append(...abort(state, 'shift ends'));
    for (const action of HANDS_OFF) expect(against(driver.state as RunState, action)).toContain('I-HW-017');
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
    expect(sent(dell)).toHaveLength(1);
  });
  it('calls the support at once when the job fails while the BIOS is being written', () => {
    const { run, dell, driver } = begun(library, BIOS, { silentMinutes: 0 });
    to(run, 'flash');
    dell.job = 'failed';
    const state = to(run, 'overdue');
    expect(minutes(state, 'bios.flashBegun')).toBeLessThan(5);
    expect(against(driver.state as RunState, 'power.cycle')).toContain('I-HW-017');
  });
  it('goes on reading after the limit and ends well when the version comes late', () => {
    const { run } = begun(library, BIOS, { biosMinutes: 52, silentMinutes: 50 });
    expect(to(run, 'overdue').status).toBe('open');
    expect(run().status).toBe('finished');
  });
  it('does not take another version for success, whatever the job says', () => {
    const { driver, run, dell } = begun(library, BIOS, { biosMinutes: 5 });
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
  it('sends no second package after a lost answer: it waits for the version', () => {
    const { run, dell } = begun(library, BIOS, { outcomes: ['unknown'] });
    expect([run().status, sent(dell)]).toEqual(['finished', ['firmware.update']]);
  });
  it('looks on when the package was taken and its version was not read in time', () => {
    const { run, dell, driver } = begun(library, BIOS, { biosMinutes: 20 });
    const perform = dell.perform.bind(dell);
    dell.perform = (...order) => {
      perform(...order);
      return 'not-done';
    };
    expect(against(to(run, 'flash'), 'power.cycle')).toContain('I-HW-017');
    expect([run().status, sent(dell), started(driver, 'refused')]).toEqual(['finished', ['firmware.update'], -1]);
  });
  it('lifts the lock when the iDRAC refused the package, and leads back to it', () => {
    const { run, dell } = begun(library, BIOS, { outcomes: ['failed'] });
    expect(against(to(run, 'refused'), 'power.off')).toContain('I-HW-017');
    expect(against(reaching(run, 'package'), 'power.off')).toEqual([]);
    expect(sent(dell)).toEqual(['firmware.update']);
  });
  it('calls the support when the package was taken and its job failed', () => {
    const { run } = begun(library, BIOS, { jobFails: true });
    expect(against(to(run, 'overdue'), 'power.cycle')).toContain('I-HW-017');
  });
  it.each([
    ['wrong-machine', 'unfit'],
    ['stepping-needed', 'unfit'],
    ['not-for-idrac', 'carry'],
  ])('with a package that is %s leads to %s, and nothing is sent', (fit, path) => {
    const { run, dell } = begun(library, BIOS, {}, { package: { ...CAREFUL.package, 'bios.fit': fit } });
    to(run, path);
    expect(sent(dell)).toEqual([]);
  });
  it('with a downgrade waits for the gate', () => {
    const { run, driver, dell } = begun(
      library,
      BIOS,
      {},
      { package: { ...CAREFUL.package, 'bios.fit': 'downgrade' } },
    );
    run((_, { do: what }) => what === 'blocked');
    expect(driver.state?.position).toMatchObject({ path: 'update' });
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
      ['copy', 'bitlocker.copyPlace', ''],
      ['prompt-id', 'bitlocker.promptId', 'FFFFFFFF'],
      ['prompt-id', 'bitlocker.promptId', '8A2F'],
    ];
    for (const [path, fact, value] of wrong) {
      const { run } = begun(library, BIOS, {}, { [path]: { ...CAREFUL[path], [fact]: value } });
      expect(() => run()).toThrow(expect.objectContaining({ code: 'answer', fact }));
    }
  });
  it('waits while another job is open', () => {
    const { run, dell, driver } = begun(library, BIOS);
    to(run, 'update');
    dell.open = 1;
    driver.now += 400_000;
    run((_, { do: what }) => what === 'blocked');
    expect(against(driver.state as RunState, 'firmware.update')).toContain('I-HW-034');
    dell.open = 0;
    expect(run().status).toBe('finished');
  });
  it('sends nothing to a machine that bears another tag', () => {
    const { run, dell, driver } = begun(library, BIOS, {}, { differs: {} });
    dell.tag = 'AAAAAA1';
    run((_, what) => what.do === 'watch' && driver.now > Date.parse('2026-03-01T22:00:00Z'));
    expect(driver.state?.facts).not.toHaveProperty(['bios.version']);
    expect(sent(dell)).toEqual([]);
  });
});

describe('the BIOS update at the machine, where no iDRAC answers', () => {
  it('ends finished by the version that a person reads off, and sends nothing', () => {
    const { run, dell } = begun(library, BIOS, { deaf: true });
    const end = run();
    expect([end.status, sent(dell)]).toEqual(['finished', []]);
    expect(end.steps).toMatchObject({
      run: { status: 'done' },
      restart: { status: 'done' },
      verify: { status: 'skipped' },
    });
    expect(end.steps).not.toHaveProperty('update');
  });
  it('offers neither installer nor restart before the keys, and locks power until the version is entered', () => {
    const { run, driver } = begun(library, BIOS, { deaf: true });
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
    const { run, driver } = begun(library, BIOS, { deaf: true }, { 'see-version': { 'bios.versionShown': '2.0.0' } });
    run();
    expect(driver.state?.position).toMatchObject({ path: 'see-version' });
    expect(against(driver.state as RunState, 'power.off')).toContain('I-HW-017');
  });
});

describe('the ways off the BIOS update', () => {
  const FAILED = { outcomes: ['failed'] } satisfies DellOptions;
  const NEVER = { biosMinutes: Number.POSITIVE_INFINITY } satisfies DellOptions;
  const STOP = { 'flash.decision': 'stop' };
  const fitting = (value: string) => ({ ...CAREFUL.package, 'bios.fit': value });
  it.each([
    ['the package was refused', FAILED, { refused: STOP }],
    ['the version never comes', NEVER, { overdue: { ...STOP, 'flash.seen': 'dark screen' } }],
    ['the old version is shown', { deaf: true }, { 'see-version': { ...STOP, 'bios.versionShown': '2.0.0' } }],
  ] as const)('stop where the support says so: %s', (_, options, table) => {
    const { run } = begun(library, BIOS, { ...options }, table);
    expect(run().status).toBe('stopped');
  });
  it('end where the version is installed already, and lead back to the package that fits', () => {
    const installed = begun(library, BIOS, {}, { package: fitting('installed') });
    expect([installed.run().status, sent(installed.dell)]).toEqual(['finished', []]);
    const other = begun(library, BIOS, {}, { package: [fitting('wrong-machine'), fitting('ok')] });
    expect([other.run().status, visits(other.driver, 'package')]).toEqual(['finished', 2]);
  });
  it('read on for as long as the support needs', () => {
    const table = { overdue: [{ 'flash.seen': 'bar at 40 %' }, { ...STOP, 'flash.seen': 'bar at 40 %' }] };
    const { run, driver } = begun(library, BIOS, NEVER, table);
    expect([run().status, visits(driver, 'overdue'), visits(driver, 'watch-on')]).toEqual(['stopped', 2, 1]);
  });
  it('lead back to the support where the old version is there after an interruption', () => {
    const { run, driver, dell } = begun(library, BIOS, { biosMinutes: 52, silentMinutes: 50 });
    interrupted(driver, 'watched', () => {
      dell.bios = '2.0.0';
    });
    to(run, 'overdue');
    expect(against(driver.state as RunState, 'power.cycle')).toContain('I-HW-017');
  });
  it('show a job that is left, and end well all the same', () => {
    const table = { 'job-left': { 'flash.seen': 'inventory job, deleted' } };
    const { run, driver, dell } = begun(library, BIOS, {}, table);
    to(run, 'verify');
    dell.open = 1;
    expect([run().status, visits(driver, 'job-left')]).toEqual(['finished', 1]);
  });
  it('never end on an old version that is found at the end', () => {
    const table = { 'job-left': { 'flash.seen': 'old version' }, overdue: { ...STOP, 'flash.seen': 'old version' } };
    const { run, driver, dell } = begun(library, BIOS, {}, table);
    interrupted(driver, 'verified', () => {
      dell.bios = '2.0.0';
    });
    expect([run().status, visits(driver, 'still-new'), visits(driver, 'in-service')]).toEqual(['stopped', 1, 0]);
  });
  it('leave out the key and the protection where nobody asked for a key and nothing was suspended', () => {
    const table = { suspend: { 'bitlocker.suspended': 'no' }, prompt: { 'bitlocker.prompt': 'no' } };
    const { run, driver } = begun(library, BIOS, {}, table);
    expect([run().status, visits(driver, 'enter-key'), visits(driver, 'protect')]).toEqual(['finished', 0, 0]);
  });
  it('take the iDRAC first where that was chosen', () => {
    const table = { order: { 'idrac.first': 'update' }, 'update-idrac/package': IDRAC_PACKAGE };
    const { run, dell } = begun(library, BIOS, {}, table);
    expect([run().status, dell.idrac, dell.bios]).toEqual(['finished', '7.00.00.171', '2.10.1']);
  });
});

everyBranchWalked(library, import.meta);
