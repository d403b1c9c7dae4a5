import { describe, expect, it } from 'vitest';
import type { FactValue } from '../../preload/contract.ts';
import { acknowledge, override, type RunState } from './engine.ts';
import { type ActionTarget, blocking } from './interlocks.ts';
import { loaded } from './testing/fixture.ts';
import {
  CAREFUL,
  Dell,
  IDRAC_PACKAGE,
  RECOVERING,
  startedUSeries,
  TAG,
  type Table,
  uSeriesFiles,
} from './testing/u-series.ts';
import { C_KEY, D_KEY, NEW_C_KEY } from './testing/u-series-keys.ts';
import { HANDS_OFF } from './testing/u-series-run.ts';

// Every rule of the U-Series: what it refuses, and what lifts it.

const library = loaded(uSeriesFiles());
type Facts = Record<string, FactValue>;
const BIOS = 'us-dell-bios-update';
const IDRAC = 'us-dell-idrac-update';
const SETUP = 'us-idrac-configure';
const CLI = 'us-idrac-cli';
const CHIPSET = 'us-dell-chipset-update';
const RECOVERY = 'us-appliance-recovery';

/** A run in which these facts were recorded one after the other, in this order. */
function knowing(procedure: string, ...facts: Facts[]): RunState {
  const driver = startedUSeries(library, procedure, new Dell());
  for (const [name, value] of facts.flatMap((each) => Object.entries(each))) {
    const origin = library.facts[name]?.sense ? 'sensed' : 'entered';
    driver.append({
      type: 'fact.recorded',
      data: { path: null, facts: [{ name, value, origin, serial: TAG, evidence: null }] },
    });
  }
  return driver.state as RunState;
}
function refused(state: RunState, action: ActionTarget['action'], later = 0): string[] {
  return blocking(state, { action, role: 'server' }, Date.parse(state.at) + later).map(({ rule }) => rule);
}

const of = (table: Table, ...paths: string[]): Facts => Object.assign({}, ...paths.map((path) => table[path]));
const REGISTER = {
  'bitlocker.volumes': 2,
  'bitlocker.proven': 2,
  'bitlocker.offBox': 2,
  'bitlocker.grade': 'live',
  'bitlocker.keyIds': `C: ${C_KEY}, D: ${D_KEY}`,
};
const KEYS = { ...of(CAREFUL, 'status', 'copy'), ...REGISTER };
const OFF = { 'bitlocker.state': 'off' };
const TAGGED = { 'tag.label': TAG, 'server.tag': TAG };
const BIOS_WORK = { 'bios.work': true, ...of(CAREFUL, 'package') };
const IDRAC_WORK = { 'idrac.work': true, ...IDRAC_PACKAGE };
const HASH = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const RELEASE = {
  'flash.decision': 'release',
  'flash.caseNumber': '4711',
  'flash.decidedBy': 'Support Engineer',
  'flash.secondPerson': 'Second Person',
};
const STATIC = {
  'nic.change': 'static',
  'nic.newAddress': '10.0.0.9',
  'nic.newMask': '255.0.0.0',
  'nic.newGateway': 'x',
};
const DRIVERS = {
  'chipset.work': true,
  'chipset.package': 'Chipset.EXE',
  'chipset.packageTag': TAG,
  'chipset.vendorSha256': HASH,
  'chipset.packageSha256': HASH,
  'windows.version': '2016',
  'chipset.os': '2016',
};

/** Rule, procedure, an action it refuses, what makes it refuse, what lifts it. */
const CASES: [string, string, ActionTarget['action'], Facts, Facts][] = [
  ['I-HW-001', BIOS, 'firmware.update', {}, KEYS],
  ['I-HW-001', BIOS, 'power.soft', { ...KEYS, 'bitlocker.proven': 1 }, { 'bitlocker.proven': 2 }],
  ['I-HW-001', BIOS, 'us.firmware.run', { ...REGISTER, 'bitlocker.state': 'on' }, of(CAREFUL, 'copy')],
  ['I-HW-001', IDRAC, 'power.cycle', { 'bitlocker.state': 'on' }, OFF],
  // What the register knows wins over what was typed.
  ['I-HW-001', IDRAC, 'power.cycle', { ...OFF, 'bitlocker.volumes': 1 }, { 'bitlocker.volumes': 0 }],
  ['I-HW-001', RECOVERY, 'us.recovery.bootOptions', { ...KEYS, 'bitlocker.volumes': 4 }, { 'bitlocker.volumes': 2 }],
  ['I-HW-001', RECOVERY, 'us.appliance.restart', {}, KEYS],
  [
    'I-HW-002',
    BIOS,
    'us.bitlocker.enterKey',
    { ...KEYS, 'bitlocker.promptId': 'FFFFFFFF' },
    { 'bitlocker.promptId': '0bd9e1aa' },
  ],
  // Four characters may be those of another key, and a drive letter is no ID.
  [
    'I-HW-002',
    RECOVERY,
    'us.bitlocker.enterKey',
    { ...KEYS, 'bitlocker.promptId': '8A2F' },
    { 'bitlocker.promptId': C_KEY },
  ],
  [
    'I-HW-002',
    RECOVERY,
    'us.bitlocker.enterKey',
    { ...KEYS, 'bitlocker.promptId': NEW_C_KEY },
    { 'bitlocker.keyIds': `C: ${NEW_C_KEY}` },
  ],
  ['I-HW-003', BIOS, 'firmware.update', { ...KEYS, 'bitlocker.proven': 1 }, { 'bitlocker.proven': 2 }],
  ['I-HW-003', BIOS, 'firmware.update', { ...KEYS, 'bitlocker.expected': 4 }, { 'bitlocker.expected': 2 }],
  ['I-HW-003', SETUP, 'us.setup.enter', { ...KEYS, 'bitlocker.volumes': 4 }, { 'bitlocker.proven': 4 }],
  ['I-HW-003', RECOVERY, 'us.recovery.reset', { ...KEYS, 'bitlocker.volumes': 1 }, { 'bitlocker.volumes': 2 }],
  ['I-HW-003', IDRAC, 'us.firmware.run', { ...OFF, 'bitlocker.volumes': 1 }, { 'bitlocker.volumes': 0 }],
  ['I-HW-004', BIOS, 'power.on', { ...KEYS, 'bitlocker.offBox': 0 }, { 'bitlocker.offBox': 2 }],
  ['I-HW-004', RECOVERY, 'us.recovery.reset', { ...KEYS, 'bitlocker.offBox': 1 }, { 'bitlocker.offBox': 2 }],
  ['I-HW-015', BIOS, 'firmware.update', { ...TAGGED }, BIOS_WORK],
  ['I-HW-015', BIOS, 'firmware.update', { ...BIOS_WORK, 'tag.label': TAG }, { 'server.tag': TAG.toLowerCase() }],
  ['I-HW-015', BIOS, 'firmware.update', { ...BIOS_WORK, ...TAGGED, 'server.tag': 'AAAAAA1' }, { 'server.tag': TAG }],
  [
    'I-HW-015',
    BIOS,
    'firmware.update',
    { ...BIOS_WORK, ...TAGGED, 'bios.packageTag': 'AAAAAA1' },
    { 'bios.packageTag': TAG },
  ],
  [
    'I-HW-015',
    BIOS,
    'us.firmware.run',
    { ...BIOS_WORK, ...TAGGED, 'bios.copySha256': OTHER },
    { 'bios.copySha256': HASH },
  ],
  [
    'I-HW-015',
    BIOS,
    'firmware.update',
    { ...BIOS_WORK, ...TAGGED, 'bios.packageSha256': OTHER },
    { 'bios.packageSha256': HASH },
  ],
  [
    'I-HW-015',
    IDRAC,
    'firmware.update',
    { ...IDRAC_WORK, ...TAGGED, 'idrac.vendorSha256': OTHER },
    { 'idrac.vendorSha256': HASH },
  ],
  [
    'I-HW-015',
    CHIPSET,
    'us.chipset.install',
    { ...DRIVERS, ...TAGGED, 'chipset.packageTag': 'AAAAAA1' },
    { 'chipset.packageTag': TAG },
  ],
  [
    'I-HW-016',
    IDRAC,
    'firmware.update',
    { ...IDRAC_WORK, 'idrac.category': 'integration' },
    { 'idrac.category': 'lifecycle' },
  ],
  ['I-HW-018', IDRAC, 'firmware.update', { ...IDRAC_WORK, 'idrac.console': 'none' }, { 'idrac.console': 'local' }],
  ['I-HW-019', CHIPSET, 'us.chipset.install', { ...DRIVERS, 'chipset.os': '2012R2' }, { 'chipset.os': '2016' }],
  ['I-HW-020', BIOS, 'us.appliance.restart', {}, { 'us.haRole': 'passive' }],
  ['I-HW-020', BIOS, 'power.soft', { 'us.haRole': 'active' }, { 'us.haRole': 'plannedShutdown' }],
  // The iDRAC restarts the appliance for a BIOS without being asked again.
  ['I-HW-020', BIOS, 'firmware.update', { 'us.haRole': 'active' }, { 'us.haRole': 'passive' }],
  ['I-HW-020', IDRAC, 'us.firmware.run', {}, { 'us.haRole': 'standalone' }],
  [
    'I-HW-021',
    CLI,
    'us.racadm.setniccfgO',
    { 'nic.saved': true, 'nic.session': 'network', 'nic.expertOrder': 'A, B' },
    { 'nic.session': 'local' },
  ],
  [
    'I-HW-021',
    CLI,
    'us.racadm.setniccfgO',
    { 'nic.saved': true, 'nic.session': 'local' },
    { 'nic.expertOrder': 'A and B' },
  ],
  [
    'I-HW-022',
    CLI,
    'idrac.nic.static',
    { ...STATIC, 'nic.saved': true, 'nic.checked': true, 'nic.fallback': 'none' },
    { 'nic.fallback': 'console' },
  ],
  ['I-HW-022', CLI, 'idrac.nic.dhcp', { 'nic.saved': true, 'nic.fallback': 'host' }, { 'nic.checked': true }],
  ['I-HW-022', CLI, 'idrac.nic.static', { 'nic.checked': true, 'nic.fallback': 'host' }, { 'nic.saved': true }],
  ['I-HW-023', CLI, 'us.idrac.password', { 'password.way': 'typed' }, { 'password.way': 'tool' }],
  ['I-HW-024', SETUP, 'us.idrac.handOver', {}, { 'password.default': 'refused' }],
  [
    'I-HW-024',
    SETUP,
    'us.idrac.handOver',
    { 'idrac.defaultPassword': true, 'password.default': 'refused' },
    { 'idrac.defaultPassword': false },
  ],
  ['I-HW-025', SETUP, 'us.setup.saveNetwork', { 'nic.selection': 'shared' }, { 'nic.approval': 'Mr Kern' }],
  ['I-HW-025', SETUP, 'us.setup.saveNetwork', {}, { 'nic.selection': 'dedicated' }],
  ['I-HW-026', SETUP, 'us.setup.enter', {}, KEYS],
  // The tool leads there as well: by the boot device and a restart.
  ['I-HW-026', SETUP, 'boot.set', { ...KEYS, 'bitlocker.proven': 1 }, { 'bitlocker.proven': 2 }],
  ['I-HW-026', SETUP, 'power.cycle', { ...KEYS, 'bitlocker.proven': 1 }, { 'bitlocker.proven': 2 }],
  ['I-HW-026', SETUP, 'us.setup.enter', { ...KEYS, 'bitlocker.offBox': 1 }, { 'bitlocker.offBox': 2 }],
  ['I-HW-031', BIOS, 'power.off', {}, { 'us.haRole': 'standalone' }],
  ['I-HW-031', BIOS, 'power.reset', { 'us.haRole': 'active' }, { 'us.failed': true }],
  ['I-HW-031', BIOS, 'power.soft', { 'us.haRole': 'active' }, { 'us.failed': true }],
  ['I-HW-033', BIOS, 'power.cycle', { 'bios.staged': true }, { 'bios.startConfirmed': true }],
  ['I-HW-033', BIOS, 'us.appliance.restart', { ...RELEASE, 'bios.staged': true }, RELEASE],
  ['I-HW-034', BIOS, 'firmware.update', { 'jobs.open': 1 }, { 'jobs.open': 0 }],
  ['I-HW-036', BIOS, 'firmware.update', { ...BIOS_WORK, 'bios.fit': 'stepping-needed' }, { 'bios.fit': 'ok' }],
  [
    'I-HW-036',
    IDRAC,
    'us.firmware.run',
    { ...IDRAC_WORK, 'idrac.fit': 'wrong-machine' },
    { 'idrac.fit': 'not-for-idrac' },
  ],
  ['I-HW-036', BIOS, 'firmware.update', { ...BIOS_WORK, 'bios.fit': 'installed' }, { 'bios.fit': 'downgrade' }],
  ['I-HW-037', BIOS, 'firmware.update', { ...BIOS_WORK, 'bios.fit': 'downgrade' }, { 'bios.fit': 'ok' }],
  ['I-HW-038', BIOS, 'firmware.update', { 'us.powerFeeds': 'single' }, { 'us.powerFeeds': 'redundant' }],
  ['I-HW-039', BIOS, 'firmware.update', { ...BIOS_WORK, 'bios.fit': 'not-for-idrac' }, { 'bios.fit': 'ok' }],
];
const OWNED = { 'recovery.owner': 'Ms Berg', ...of(RECOVERING, 'secured') };
const TWO = { 'recovery.firstPerson': 'Mr Kern', 'recovery.secondPerson': 'Ms Berg' };
const ENCRYPTED = { 'recovery.setUp': true, 'recovery.percentShown': 100 };
const UPDATED = { 'recovery.updating': true, 'recovery.updateSeen': 'finished' };
const LICENSED = { 'recovery.windowsEntered': true, 'recovery.sqlEntered': true };
const NEW_KEYS = {
  'bitlocker.keyIds': `C: ${NEW_C_KEY}`,
  'bitlocker.volumes': 1,
  'bitlocker.proven': 1,
  'bitlocker.offBox': 1,
};
CASES.push(
  ['I-HW-005', RECOVERY, 'us.recovery.reset', { ...OWNED }, TWO],
  ['I-HW-005', RECOVERY, 'us.recovery.reset', { ...OWNED, ...TWO, 'recovery.secondPerson': 'mr kern' }, TWO],
  [
    'I-HW-005',
    RECOVERY,
    'us.recovery.reset',
    { ...of(RECOVERING, 'secured'), ...TWO, 'recovery.owner': 'X', 'recovery.backup': 'appliance' },
    OWNED,
  ],
  ['I-HW-005', RECOVERY, 'us.recovery.reset', { ...OWNED, ...TWO, 'recovery.cryptoKey': 'none' }, OWNED],
  ['I-HW-005', RECOVERY, 'us.recovery.reset', { ...OWNED, ...TWO, 'recovery.serials': 'appliance' }, OWNED],
  [
    'I-HW-005',
    RECOVERY,
    'us.recovery.reset',
    { ...OWNED, ...TWO, 'recovery.certificates': 'none' },
    { 'recovery.certificates': 'unused' },
  ],
  [
    'I-HW-006',
    RECOVERY,
    'us.recovery.reset',
    { 'recovery.windowsLicence': 'atHand' },
    { 'recovery.sqlLicence': 'unused' },
  ],
  [
    'I-HW-006',
    RECOVERY,
    'us.recovery.reset',
    { 'recovery.windowsLicence': 'missing', 'recovery.sqlLicence': 'atHand' },
    { 'recovery.windowsLicence': 'atHand' },
  ],
  ['I-HW-007', RECOVERY, 'us.recovery.reset', { 'recovery.keyStick': 'missing' }, { 'recovery.keyStick': 'atHand' }],
  ['I-HW-008', RECOVERY, 'us.appliance.restart', { 'recovery.model': 'other' }, { 'recovery.model': 'u20' }],
  ['I-HW-008', RECOVERY, 'us.recovery.reset', {}, { 'recovery.model': 'u50' }],
  ['I-HW-009', RECOVERY, 'us.recovery.reset', { 'recovery.model': 'u50' }, { 'recovery.drives': 'all' }],
  [
    'I-HW-009',
    RECOVERY,
    'us.recovery.reset',
    { 'recovery.model': 'u50', 'recovery.drives': 'windows' },
    { 'recovery.drives': 'all' },
  ],
  [
    'I-HW-009',
    RECOVERY,
    'us.recovery.reset',
    { 'recovery.model': 'u20', 'recovery.drives': 'all' },
    { 'recovery.drives': 'windows' },
  ],
  ['I-HW-009', RECOVERY, 'us.recovery.reset', {}, { 'recovery.model': 'u20' }],
  [
    'I-HW-011',
    RECOVERY,
    'us.recovery.updateAppliance',
    { ...ENCRYPTED, 'recovery.percentShown': 99 },
    { 'recovery.percentShown': 100 },
  ],
  [
    'I-HW-011',
    RECOVERY,
    'us.recovery.updateAppliance',
    { 'bitlocker.percent': 100, 'recovery.setUp': true },
    { 'bitlocker.percent': 100 },
  ],
  [
    'I-HW-012',
    RECOVERY,
    'us.recovery.prepareForShipping',
    { ...LICENSED, 'recovery.updating': true },
    { 'recovery.updateSeen': 'finished' },
  ],
  ['I-HW-012', RECOVERY, 'us.recovery.prepareForShipping', { ...UPDATED, 'recovery.windowsEntered': true }, LICENSED],
  ['I-HW-013', RECOVERY, 'us.recovery.handOver', { ...KEYS, 'recovery.imaged': true }, NEW_KEYS],
  // The key of the old volume, read again, is no new one.
  [
    'I-HW-013',
    RECOVERY,
    'us.recovery.handOver',
    { 'bitlocker.promptId': '8A2F71C0', 'recovery.imaged': true, ...REGISTER },
    NEW_KEYS,
  ],
  [
    'I-HW-013',
    RECOVERY,
    'us.recovery.updateAppliance',
    { 'recovery.imaged': true, ...NEW_KEYS, 'bitlocker.proven': 0 },
    NEW_KEYS,
  ],
  [
    'I-HW-013',
    RECOVERY,
    'us.recovery.prepareForShipping',
    { 'recovery.imaged': true, ...NEW_KEYS, 'bitlocker.offBox': 0 },
    NEW_KEYS,
  ],
  ['I-HW-014', RECOVERY, 'us.appliance.restart', { 'recovery.reach': 'none' }, { 'recovery.reach': 'online' }],
  [
    'I-HW-014',
    RECOVERY,
    'us.recovery.bootOptions',
    { 'recovery.reach': 'agreed' },
    { 'recovery.offlinePlan': 'case 4711, by stick' },
  ],
  ['I-HW-030', RECOVERY, 'power.cycle', { 'recovery.updating': true }, { 'recovery.updateSeen': 'finished' }],
  ['I-HW-030', RECOVERY, 'power.off', { ...RELEASE, 'recovery.updating': true }, RELEASE],
);
for (const action of [
  'power.on',
  'power.off',
  'power.soft',
  'power.cycle',
  'power.reset',
  'power.diag',
  'boot.set',
] as const) {
  CASES.push(['I-HW-010', RECOVERY, action, { 'recovery.resetBegun': true }, ENCRYPTED]);
  CASES.push(['I-HW-010', RECOVERY, action, { ...RELEASE, 'recovery.resetBegun': true }, RELEASE]);
}
CASES.push(
  [
    'I-HW-010',
    RECOVERY,
    'us.appliance.restart',
    { ...ENCRYPTED, 'recovery.percentShown': 99, 'recovery.resetBegun': true },
    ENCRYPTED,
  ],
  [
    'I-HW-010',
    RECOVERY,
    'power.off',
    { 'recovery.resetSeen': 'left', 'recovery.resetBegun': true },
    { 'recovery.resetSeen': 'left' },
  ],
);
const TARGET = { 'bios.target': '2.10.1', 'idrac.target': '7.00.00.171' };
for (const action of [...HANDS_OFF, 'idrac.nic.static', 'idrac.nic.dhcp', 'boot.set', 'lan.set'] as const) {
  CASES.push(['I-HW-017', BIOS, action, { ...TARGET, 'bios.flashBegun': true }, { 'bios.version': '2.10.1' }]);
  CASES.push(['I-HW-017', IDRAC, action, { ...TARGET, 'idrac.flashBegun': true }, { 'idrac.version': '7.00.00.171' }]);
}
CASES.push(
  ['I-HW-017', BIOS, 'power.off', { ...TARGET, ...RELEASE, 'bios.flashBegun': true }, RELEASE],
  [
    'I-HW-017',
    IDRAC,
    'power.off',
    { ...TARGET, 'idrac.refused': true, 'idrac.flashBegun': true },
    { 'idrac.refused': true },
  ],
  // Where no iDRAC was ever reached the version seen at the machine has to do.
  ['I-HW-017', BIOS, 'power.off', { ...TARGET, 'bios.flashBegun': true }, { 'bios.versionShown': '2.10.1' }],
  [
    'I-HW-017',
    BIOS,
    'power.off',
    { ...TARGET, 'bios.refused': true, 'bios.flashBegun': true },
    { 'bios.refused': true },
  ],
  [
    'I-HW-035',
    BIOS,
    'firmware.update',
    { ...TARGET, 'bios.flashBegun': true, 'bios.flashSent': true },
    { 'bios.version': '2.10.1' },
  ],
);

describe('a U-Series rule', () => {
  it.each(CASES)('%s of %s refuses %s until it is lifted', (rule, procedure, action, before, lifting) => {
    expect(refused(knowing(procedure, before), action)).toContain(rule);
    expect(refused(knowing(procedure, before, lifting), action)).not.toContain(rule);
  });
});

describe('the lock of a flash', () => {
  const running = { ...TARGET, 'bios.flashBegun': true };
  it('is not lifted by a version that was read before, by a typed one beside an iDRAC, or by half a release', () => {
    for (const [early, late] of [
      [{ 'bios.version': '2.10.1' }, {}],
      [{ 'idrac.reached': true }, { 'bios.versionShown': '2.10.1' }],
      [{}, { 'bios.version': '2.10.0' }],
      [{}, { ...RELEASE, 'flash.decision': 'wait' }],
      [RELEASE, {}],
      ...Object.keys(RELEASE).map(
        (name) => [{}, Object.fromEntries(Object.entries(RELEASE).filter(([key]) => key !== name))] as const,
      ),
    ]) {
      expect(refused(knowing(BIOS, early as Facts, running, late as Facts), 'power.off')).toContain('I-HW-017');
    }
  });
  it('never stands between a person and the view of the machine', () => {
    for (const action of ['console.takeover', 'console.input', 'bmc.identify'] as const) {
      expect(refused(knowing(BIOS, running), action)).toEqual([]);
    }
  });
});

describe('the way around', () => {
  const state = knowing(BIOS, { ...BIOS_WORK, 'bios.fit': 'downgrade', 'us.powerFeeds': 'single' });
  it('exists for a downgrade with reason and second person, and for a single supply; for nothing else', () => {
    const why = { reason: 'vendor advises it', secondPerson: 'Second', supportCase: '' };
    expect(override(state, 'I-HW-037', why, 'tester')).toHaveLength(1);
    expect(acknowledge(state, 'I-HW-038')).toHaveLength(1);
    for (const rule of ['I-HW-001', 'I-HW-015', 'I-HW-017', 'I-HW-036']) {
      expect(() => override(state, rule, why, 'tester')).toThrow(expect.objectContaining({ code: 'rule-hard' }));
    }
  });
  it('is none for the keys through time: they are read afresh before what cannot be undone', () => {
    const fresh = knowing(RECOVERY, KEYS);
    for (const action of ['us.recovery.reset', 'us.appliance.restart'] as const) {
      expect(refused(fresh, action, 299_000)).not.toContain('I-HW-003');
      expect(refused(fresh, action, 301_000)).toContain('I-HW-003');
    }
  });
  it('is none through time: a reading of the job queue grows old', () => {
    const fresh = knowing(BIOS, { 'jobs.open': 0 });
    expect(refused(fresh, 'firmware.update', 299_000)).not.toContain('I-HW-034');
    expect(refused(fresh, 'firmware.update', 301_000)).toContain('I-HW-034');
  });
});
