import { describe, expect, it } from 'vitest';
import type { RunState } from './engine.ts';
import { everyBranchWalked } from './testing/every-branch.ts';
import { loaded } from './testing/fixture.ts';
import { type DellOptions, IDRAC_PACKAGE, type Table, type Turns, uSeriesFiles } from './testing/u-series.ts';
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

const library = loaded(uSeriesFiles());
const BIOS = 'us-dell-bios-update';
const IDRAC_FIRST: Table = { order: { 'idrac.first': 'update' }, 'update-idrac/package': IDRAC_PACKAGE };

describe('the iDRAC update', () => {
  const only: Table = { package: IDRAC_PACKAGE };
  it('comes before the BIOS in one run, each with its own lock', () => {
    const { run, dell, driver } = begun(library, BIOS, {}, IDRAC_FIRST);
    const writing = to(run, 'update-idrac/written');
    for (const action of [...HANDS_OFF, 'firmware.update'] as const) {
      expect(against(writing, action).some((rule) => ['I-HW-017', 'I-HW-035'].includes(rule))).toBe(true);
    }
    expect(against(to(run, 'package'), 'power.cycle')).toEqual([]);
    const end = run();
    expect([end.status, dell.idrac, dell.bios]).toEqual(['finished', '7.00.00.171', '2.10.1']);
    expect(sent(dell)).toEqual(['firmware.update', 'firmware.update']);
    expect(passed(driver, 'update-idrac')).toBeLessThan(started(driver, 'update'));
    expect(end.steps['update-idrac/bitlocker']?.status).toBe('skipped');
    expect(end.steps['update-idrac/tag']?.status).toBe('skipped');
  });
  it('alone ends finished, and the appliance was never switched', () => {
    const { run, dell } = begun(library, 'us-dell-idrac-update', { silentMinutes: 29, idracMinutes: 29 }, only);
    expect([run().status, sent(dell)]).toEqual(['finished', ['firmware.update']]);
  });
  it('after a lost answer waits for the iDRAC and takes its new version for the proof', () => {
    const { run, dell } = begun(library, 'us-dell-idrac-update', { outcomes: ['unknown'] }, only);
    expect([run().status, sent(dell)]).toEqual(['finished', ['firmware.update']]);
  });
  it('lifts the lock when the iDRAC certainly refused, and leads back to the package', () => {
    const { run, dell } = begun(library, 'us-dell-idrac-update', { outcomes: ['failed'] }, only);
    expect(against(to(run, 'refused'), 'power.off')).toContain('I-HW-017');
    const again = reaching(run, 'package');
    expect(against(again, 'power.off')).toEqual([]);
    expect(sent(dell)).toEqual(['firmware.update']);
  });
  it('asks for the support after 50 minutes of silence and stops where it says so, locked', () => {
    const table = { ...only, silent: { 'flash.seen': 'lamp amber', 'flash.decision': 'stop' } };
    const { run, driver } = begun(library, 'us-dell-idrac-update', { silentMinutes: 6000, idracMinutes: 6000 }, table);
    expect(minutes(to(run, 'silent'), 'idrac.flashBegun')).toBeGreaterThanOrEqual(50);
    expect(run().status).toBe('stopped');
    for (const action of HANDS_OFF) expect(against(driver.state as RunState, action)).toContain('I-HW-017');
  });
  it('is run in Windows where no iDRAC answers, and ends by the version that a person reads off', () => {
    const table = {
      ...only,
      carry: { 'idrac.copySha256': 'ab'.repeat(32) },
      'see-version': { 'idrac.versionShown': '7.00.00.171' },
    };
    const { run, dell } = begun(library, 'us-dell-idrac-update', { deaf: true }, table);
    const writing = to(run, 'see-version');
    for (const action of HANDS_OFF) {
      expect(against(writing, action).length).toBeGreaterThan(0);
    }
    const end = run();
    expect([end.status, sent(dell)]).toEqual(['finished', []]);
    expect(end.steps).toMatchObject({ run: { status: 'done' }, restart: { status: 'done' } });
  });
  it('does not begin without another console (I-HW-018)', () => {
    const { run } = begun(library, 'us-dell-idrac-update', {}, { ...only, console: { 'idrac.console': 'none' } });
    expect(() => run()).toThrow(expect.objectContaining({ fact: 'idrac.console' }));
  });
});

describe('the smaller procedures', () => {
  it('prove the tag by card and iDRAC, or by two typed sources, and by nothing less', () => {
    expect(begun(library, 'us-service-tag').run().facts['server.tag']?.value).toBe('7XK4Z02');
    expect(begun(library, 'us-service-tag', { deaf: true }).run().status).toBe('finished');
    for (const windows of [{}, { 'tag.windows': 'AAAAAA1' }]) {
      const { run, driver } = begun(library, 'us-service-tag', { deaf: true }, { windows });
      run();
      expect(driver.state?.status).toBe('open');
    }
  });
  it('end the key retrieval at once where BitLocker is off', () => {
    const { run, dell } = begun(library, 'us-bitlocker-key-retrieve', {}, { status: { 'bitlocker.state': 'off' } });
    dell.keys.volumes = null;
    const end = run();
    expect([end.status, Object.keys(end.steps)]).toEqual(['finished', ['status', 'doubt']]);
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
      extract: { 'chipset.copySha256': 'ab'.repeat(32), 'chipset.folder': 'C:\\Drivers' },
      devices: { 'chipset.unidentified': 0 },
    };
    expect(begun(library, 'us-dell-chipset-update', {}, table).run().status).toBe('finished');
    const left = begun(library, 'us-dell-chipset-update', {}, { ...table, devices: { 'chipset.unidentified': 2 } });
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
    expect(begun(library, 'us-idrac-configure', {}, table).run().status).toBe('finished');
    expect(begun(library, 'us-idrac-configure', { deaf: true }, table).run().status).toBe('finished');
    const { run, dell, driver } = begun(library, 'us-idrac-configure', {}, table);
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
    const { run, dell } = begun(library, 'us-idrac-cli', {}, { plan: { ...plan, 'nic.change': change }, address });
    expect([run().status, sent(dell), dell.performed[0]?.parameters]).toEqual(['finished', actions, parameters]);
  });
  it('take a lost answer for done when the new address is read, and look for the way back when it is not', () => {
    const table = { plan: { ...plan, 'nic.change': 'static' }, address };
    const lost = begun(library, 'us-idrac-cli', { outcomes: ['unknown'] }, table);
    expect([lost.run().status, sent(lost.dell)]).toEqual(['finished', ['idrac.nic.static']]);
    const refusing = begun(library, 'us-idrac-cli', { outcomes: ['failed'] }, table);
    to(refusing.run, 'not-as-wanted');
  });
  it('have no way to send setniccfg -o over the network (I-HW-021)', () => {
    const table: Table = {
      plan: { ...plan, 'nic.change': 'expert' },
      'expert-order': { 'nic.session': 'network', 'nic.expertOrder': 'A and B' },
    };
    const { run, dell, driver } = begun(library, 'us-idrac-cli', {}, table);
    run((_, { do: what }) => what === 'blocked');
    expect(driver.state?.position).toMatchObject({ path: 'expert', begun: false });
    expect(sent(dell)).toEqual([]);
  });
});

describe('the ways off the iDRAC update', () => {
  const ONLY = 'us-dell-idrac-update';
  const STOP = { 'flash.decision': 'stop' };
  const SEEN = { 'flash.seen': 'lamp amber' };
  const walk = (options: DellOptions, table: Turns) =>
    begun(library, ONLY, options, { package: IDRAC_PACKAGE, ...table });
  it('stop where the support says so after a refusal', () => {
    const { run, dell } = walk({ outcomes: ['failed'] }, { refused: STOP });
    expect([run().status, sent(dell)]).toEqual(['stopped', ['firmware.update']]);
  });
  it('end where the version is installed already, and lead back to the package that fits', () => {
    const fitting = (value: string) => ({ ...IDRAC_PACKAGE, 'idrac.fit': value });
    const installed = walk({}, { package: fitting('installed') });
    expect([installed.run().status, sent(installed.dell)]).toEqual(['finished', []]);
    const other = walk({}, { package: [fitting('wrong-machine'), fitting('ok')] });
    expect([other.run().status, visits(other.driver, 'package')]).toEqual(['finished', 2]);
  });
  it('wait for the version where the package was taken and nothing proved it in time', () => {
    const { run, dell, driver } = walk({}, {});
    const perform = dell.perform.bind(dell);
    dell.perform = (...order) => {
      perform(...order);
      return 'not-done';
    };
    expect([run().status, sent(dell), visits(driver, 'refused')]).toEqual(['finished', ['firmware.update'], 0]);
  });
  it('leave out the key where the screen asks for none', () => {
    const table = {
      carry: { 'idrac.copySha256': 'ab'.repeat(32) },
      'see-version': { 'idrac.versionShown': '7.00.00.171' },
      prompt: { 'bitlocker.prompt': 'no' },
    };
    const { run, driver } = walk({ deaf: true }, table);
    expect([run().status, visits(driver, 'enter-key')]).toEqual(['finished', 0]);
  });
  it('call the support where the job fails, and stay locked', () => {
    const { run, driver } = walk({ jobFails: true }, {});
    to(run, 'silent');
    expect(visits(driver, 'written-well')).toBe(1);
    expect(against(driver.state as RunState, 'power.cycle')).toContain('I-HW-017');
  });
  it('read on for as long as the support needs', () => {
    const table = { silent: [SEEN, { ...SEEN, ...STOP }] };
    const { run, driver } = walk({ silentMinutes: 6000, idracMinutes: 6000 }, table);
    expect([run().status, visits(driver, 'watch-on')]).toEqual(['stopped', 1]);
    const late = walk({ silentMinutes: 55, idracMinutes: 55 }, { silent: SEEN });
    expect(late.run().status).toBe('finished');
  });
  it.each([
    ['is done at last', 'finished', { 'not-ready': [SEEN, SEEN] }],
    ['is left to the support', 'stopped', { 'not-ready': [SEEN, { ...SEEN, ...STOP }] }],
  ] as const)('wait for the job that is open beside the new version until it %s', (_, status, table) => {
    const { run, dell, driver } = walk({}, { 'not-ready': [...table['not-ready']] });
    to(run, 'ready');
    dell.open = 1;
    to(run, 'not-ready');
    run((_state, what) => what.do === 'watch' && visits(driver, 'ready') === 2);
    if (status === 'finished') dell.open = 0;
    expect(run().status).toBe(status);
  });
  it('lead to the support where the old version is there after an interruption', () => {
    const { run, driver, dell } = walk({}, {});
    interrupted(driver, 'updated', () => {
      dell.idrac = '2.60.60.60';
    });
    to(run, 'silent');
    expect(visits(driver, 'in-service')).toBe(0);
  });
  it.each([
    ['until the new version is read off', 'finished', { 'idrac.versionShown': '7.00.00.171' }],
    ['until the support says stop', 'stopped', { 'idrac.versionShown': '2.60.60.60', ...STOP }],
  ])('ask at the machine %s', (_, status, last) => {
    const table = {
      carry: { 'idrac.copySha256': 'ab'.repeat(32) },
      'see-version': [{ 'idrac.versionShown': '2.60.60.60' }, last],
    };
    const { run, driver } = walk({ deaf: true }, table);
    expect([run().status, visits(driver, 'see-version')]).toEqual([status, 2]);
  });
});

everyBranchWalked(library, import.meta);
