import { describe, expect, it } from 'vitest';
import { APPLIANCES, type ImpFault, NEW_LEVEL } from '../practice/imprivata/enterprise.ts';
import { type RunState, record } from './engine.ts';
import { blocking } from './interlocks.ts';
import type { ManualAction } from './model.ts';
import { BINDINGS, Enterprise, type Otherwise } from './testing/enterprise.ts';
import { everyBranchWalked } from './testing/every-branch.ts';
import { loaded } from './testing/fixture.ts';
import { filesOf } from './testing/shipped.ts';

// The hotfix upgrade on the practice enterprise, to its end and through each of its failures, without a person.

const library = loaded(filesOf('imprivata'));
function upgrading(otherwise: Otherwise = {}, ...faults: ImpFault[]): Enterprise {
  const enterprise = new Enterprise(otherwise);
  for (const name of faults) enterprise.does({ type: 'fault', name, active: true });
  return enterprise.started(library, 'imp-hotfix-upgrade');
}
function ran(otherwise: Otherwise = {}, ...faults: ImpFault[]) {
  const enterprise = upgrading(otherwise, ...faults);
  const { status } = enterprise.driver.run();
  return { enterprise, status, state: enterprise.state, levels: APPLIANCES.map((id) => levelOf(enterprise, id)) };
}
const levelOf = ({ state }: Enterprise, id: (typeof APPLIANCES)[number]) => state.appliances[id].level;
const begun = ({ driver }: Enterprise, path: string) =>
  driver.events.filter((event) => event.type === 'step.begun' && event.data.path === path).length;
function rules(run: RunState | null, action: ManualAction | 'power.cycle', deviceId = 'imp-c'): string[] {
  if (!run) return [];
  return blocking(run, { action, deviceId }, Date.parse(run.at)).map(({ rule }) => rule);
}
const ALL_NEW = APPLIANCES.map(() => NEW_LEVEL);
const minutes = ({ driver }: Enterprise) => {
  const at = (path: string, type: string) =>
    Date.parse(driver.events.findLast((e) => e.type === type && 'path' in e.data && e.data.path === path)?.at ?? '');
  return (at('install/jobs', 'step.begun') - at('install/install', 'step.begun')) / 60_000;
};

describe('imp-hotfix-upgrade', () => {
  it('brings every appliance to the new hotfix, without a disaster and without anything to acknowledge', () => {
    const { enterprise, status, state, levels } = ran();
    expect({ status, levels, disasters: state.disasters }).toEqual({
      status: 'finished',
      levels: ALL_NEW,
      disasters: [],
    });
    expect(enterprise.acknowledged).toEqual([]);
    expect(state.provisioning).toBe(true);
    expect(minutes(enterprise)).toBeGreaterThan(45);
    expect(minutes(enterprise)).toBeLessThan(90);
  });
  it('has provisioning suspended right before the installation where it was still on', () => {
    const { enterprise, status, state } = ran({ 'imp.provisioning': ['active', 'suspended'] });
    expect({ status, disasters: state.disasters }).toEqual({ status: 'finished', disasters: [] });
    expect([begun(enterprise, 'install/suspend'), begun(ran().enterprise, 'install/suspend')]).toEqual([1, 0]);
  });
  it('resumes no provisioning where there is none', () => {
    const { enterprise, status } = ran({ 'imp.provisioning': 'none' });
    expect([status, begun(enterprise, 'install/resume')]).toEqual(['finished', 0]);
  });
  it('records level and site of each appliance by itself', () => {
    const { enterprise } = ran();
    const known = (n: number, fact: string) => enterprise.driver.state?.scopes[`appliance#${n}`]?.facts[fact]?.value;
    expect(BINDINGS.map((_, n) => [known(n, 'imp.site'), known(n, 'imp.level')])).toEqual([
      ['North', NEW_LEVEL],
      ['North', NEW_LEVEL],
      ['South', NEW_LEVEL],
      ['South', NEW_LEVEL],
    ]);
  });
  it('takes a console that does not answer for running, and waits for a slow database', () => {
    const { enterprise, status, state } = ran({}, 'slow-database');
    expect({ status, disasters: state.disasters }).toEqual({ status: 'finished', disasters: [] });
    expect(minutes(enterprise)).toBeGreaterThan(120);
    expect(enterprise.driver.events.some(({ type }) => type === 'probe.failed')).toBe(true);
  });
  it('names every procedure of the catalogue in its steps', () => {
    const called = library.procedures['imp-hotfix-upgrade']?.steps.map((step) => 'procedure' in step && step.procedure);
    expect(called).toEqual([
      'imp-upgrade-preparation',
      'imp-download-ipm',
      'imp-archive-audit-records',
      'imp-backup-database',
      'imp-configure-site-failover',
      'imp-package-upload',
      'imp-package-distribute',
      'imp-package-install',
    ]);
  });
});

describe('before the installation it stops', () => {
  it.each<[string, Otherwise, ImpFault[], string]>([
    ['where levels differ', {}, ['uneven'], 'prepare/levels/uneven'],
    ['below 10 Mbit/s', { 'imp.bandwidth': 9 }, [], 'prepare/bandwidth'],
    ['where the backup has no SUCCESS', { 'imp.backup.status': 'other' }, [], 'backup/trouble'],
    ['where the disk is full', {}, ['disk-full'], 'upload/refused'],
    ['where another package has to come first', {}, ['wrong-order'], 'upload/refused'],
    ['where an appliance does not receive the package', {}, ['distribution-fails'], 'distribute/missing'],
  ])('%s', (_, otherwise, faults, path) => {
    const { enterprise, status, state } = ran(otherwise, ...faults);
    expect({ status, disasters: state.disasters }).toEqual({ status: 'stopped', disasters: [] });
    expect([begun(enterprise, path), begun(enterprise, 'install/install')]).toEqual([1, 0]);
  });
  it.each<[string, ImpFault[], string]>([
    ['levelled them', ['uneven'], 'prepare/levels/count'],
    ['made room', ['disk-full'], 'upload/upload'],
    ['mended the order', ['wrong-order'], 'upload/upload'],
    ['mended the distribution', ['distribution-fails'], 'distribute/send'],
  ])('and goes on when the support has %s', (_, faults, path) => {
    const { enterprise, status, state, levels } = ran({ 'imp.trouble.decision': 'again' }, ...faults);
    expect({ status, levels, disasters: state.disasters }).toEqual({
      status: 'finished',
      levels: ALL_NEW,
      disasters: [],
    });
    expect(begun(enterprise, path)).toBe(2);
  });
  it('asks the support between 10 and 80 Mbit/s', () => {
    const { enterprise, status } = ran({ 'imp.bandwidth': 12 });
    expect([status, begun(enterprise, 'prepare/unit')]).toEqual(['finished', 1]);
  });
  it('goes back to the settings where the archive job fails', () => {
    const enterprise = upgrading({}, 'archive-fails');
    enterprise.driver.run(() => begun(enterprise, 'archive/trouble') === 1);
    enterprise.does({ type: 'fault', name: 'archive-fails', active: false });
    expect([enterprise.driver.run().status, begun(enterprise, 'archive/start')]).toEqual(['finished', 2]);
  });
  it('leaves the archive out where there are few records, and has a slow backup acknowledged where there are many', () => {
    expect(begun(ran({ 'imp.audit.before': 900, 'imp.audit.needed': 'no' }).enterprise, 'archive/start')).toBe(0);
    const { enterprise, status } = ran({ 'imp.audit.needed': 'no' });
    expect([status, enterprise.acknowledged]).toEqual(['finished', ['I-IMP-014']]);
  });
  it('makes no backup while an archive job runs that nobody here has started (I-IMP-003)', () => {
    const scheduled = { 'imp.audit.needed': 'no', 'imp.audit.job': 'running' };
    expect(() => ran(scheduled)).toThrow(expect.objectContaining({ code: 'answer', fact: 'imp.audit.job' }));
    expect(begun(ran({ 'imp.audit.needed': 'no' }).enterprise, 'backup/job')).toBe(1);
    expect(begun(ran().enterprise, 'backup/job')).toBe(0);
  });
  it('sets no failover where no site has the capacity, and has that acknowledged before the installation', () => {
    const { enterprise, status } = ran({ 'imp.failover.capacity': 'short' });
    expect([status, begun(enterprise, 'failover/save'), enterprise.acknowledged]).toEqual([
      'finished',
      0,
      ['I-IMP-018'],
    ]);
  });
  it('refuses a wrong answer where it matters', () => {
    for (const [fact, value] of [
      ['imp.appliances', 3],
      ['imp.provisioning', 'active'],
      ['imp.audit.minimumDays', 30],
      ['imp.backup.serverKind', 'other'],
      ['imp.backup.fileTime', '2025-08-01T13:25:06Z'],
      ['imp.listed.hotfix', 'HF3'],
      ['imp.install.target', 'subset'],
    ] as const)
      expect(() => ran({ [fact]: value }), fact).toThrow(expect.objectContaining({ code: 'answer', fact }));
  });
});

describe('while it installs', () => {
  it('every restart of every appliance, and the Admin Console, is locked until the end was seen', () => {
    const enterprise = upgrading();
    enterprise.driver.run(() => enterprise.state.installation.name === 'database');
    const run = enterprise.driver.state;
    for (const { deviceId } of BINDINGS) expect(rules(run, 'power.cycle', deviceId)).toEqual(['I-IMP-011']);
    expect(rules(run, 'imp.adminConsole.use')).toContain('I-IMP-007');
    expect(rules(run, 'imp.appliance.remove')).toEqual(['I-IMP-009']);
    expect(rules(run, 'imp.provisioning.resume')).toEqual(['I-IMP-027']);
    enterprise.driver.append({ type: 'run.aborted', data: { reason: 'test' } });
    expect(rules(enterprise.driver.state, 'power.cycle')).toEqual(['I-IMP-011']);
    expect(rules(enterprise.driver.state, 'imp.provisioning.resume')).toEqual(['I-IMP-027']);
    const { driver } = enterprise;
    const seen = { 'imp.installState': 'finished', 'imp.upgraded.count': APPLIANCES.length };
    driver.append(...record(driver.state as RunState, seen, driver.now));
    expect(rules(driver.state, 'imp.provisioning.resume')).toEqual([]);
    const end = ran().enterprise.driver.state;
    expect(rules(end, 'power.cycle')).toEqual([]);
  });
});

describe('after a failed installation', () => {
  const failing = (decision: string, more: Otherwise = {}) => ran({ 'imp.failure.decision': decision, ...more });
  it('it collects the logs of every appliance, overwrites no earlier report, and leaves the locks on', () => {
    const { enterprise, status, state } = ran({}, 'install-fails');
    expect({ status, disasters: state.disasters }).toEqual({ status: 'stopped', disasters: [] });
    expect(BINDINGS.map((_, n) => begun(enterprise, `install/failure/logs#${n}/start`))).toEqual([1, 1, 1, 1]);
    const run = enterprise.driver.state;
    expect(rules(run, 'power.cycle')).toEqual(['I-IMP-011']);
    expect(rules(run, 'imp.package.install')).toContain('I-IMP-008');
    expect(rules(run, 'imp.package.upload')).toContain('I-IMP-010');
    expect(rules(run, 'imp.appliance.remove')).toEqual(['I-IMP-009']);
  });
  it.each([
    ['the support completes it', 'completed', 1],
    ['the support allows another installation', 'again', 2],
  ])('it ends well when %s', (_, decision, installs) => {
    const enterprise = upgrading({ 'imp.failure.decision': ['wait', decision] }, 'install-fails');
    const { status } = enterprise.driver.run();
    expect({ status, disasters: enterprise.state.disasters }).toEqual({ status: 'finished', disasters: [] });
    expect(APPLIANCES.map((id) => levelOf(enterprise, id))).toEqual(ALL_NEW);
    expect(begun(enterprise, 'install/install')).toBe(installs);
  });
  it('an appliance that shows the old level is a failure too, whatever the console says', () => {
    const shows = ['finished', 'finished', 'failed'];
    const enterprise = upgrading({ 'imp.installState': shows, 'imp.failure.decision': 'stop' }, 'install-fails');
    expect(enterprise.driver.run().status).toBe('stopped');
    expect(begun(enterprise, 'install/failure/record')).toBe(1);
  });
  it('every restart and removal is locked from the first step on, before a word is recorded, and after an abort', () => {
    const enterprise = new Enterprise({}).started(library, 'imp-upgrade-failure-response');
    const locks = () =>
      (['power.cycle', 'imp.appliance.remove', 'imp.package.install', 'imp.package.upload'] as const).map((action) =>
        rules(enterprise.driver.state, action),
      );
    const LOCKED = [['I-IMP-011'], ['I-IMP-009'], ['I-IMP-008'], ['I-IMP-010']];
    enterprise.driver.run(() => begun(enterprise, 'record') === 1);
    expect(locks()).toEqual(LOCKED);
    enterprise.driver.append({ type: 'run.aborted', data: { reason: 'test' } });
    expect(locks()).toEqual(LOCKED);
    const { driver } = enterprise;
    driver.append(...record(driver.state as RunState, { 'imp.installState': 'finished' }, driver.now + 1000));
    expect(locks()).toEqual([[], [], [], []]);
  });
  it('nothing of it happens where nothing failed', () => {
    expect(begun(failing('again').enterprise, 'install/failure/record')).toBe(0);
  });
});

describe('each procedure by itself', () => {
  const READY = ['imp.backup.start', 'imp.package.upload', 'imp.package.distribute'] as const;
  /** A run of one procedure, in an enterprise that another run has brought this far. */
  function alone(procedure: string, otherwise: Otherwise = {}, clicks: readonly (typeof READY)[number][] = []) {
    const enterprise = new Enterprise(otherwise);
    enterprise.does({ type: 'provisioning', to: false });
    for (const action of clicks) {
      enterprise.does({ type: 'manual', action, on: 'imp-a' });
      enterprise.driver.now += 30 * 60_000;
    }
    return enterprise.started(library, procedure);
  }
  it.each<[string, Otherwise, (typeof READY)[number][]]>([
    ['imp-upgrade-preparation', {}, []],
    ['imp-hotfix-levels', {}, []],
    ['imp-download-ipm', {}, []],
    ['imp-archive-audit-records', {}, []],
    ['imp-backup-database', {}, []],
    ['imp-configure-site-failover', {}, []],
    ['imp-package-upload', {}, []],
    ['imp-package-distribute', {}, ['imp.package.upload']],
    ['imp-package-install', { 'imp.provisioning': ['suspended'] }, [...READY]],
    ['imp-upgrade-failure-response', { 'imp.installState': 'failed' }, []],
    ['imp-log-export', {}, []],
    ['imp-appliance-level', {}, []],
    ['imp-appliance-look', {}, []],
  ])('%s comes to its end, and asks for what belongs to another run', (procedure, otherwise, clicks) => {
    const enterprise = alone(procedure, otherwise, clicks);
    expect(enterprise.driver.run().status).toBe('finished');
    expect(enterprise.state.disasters).toEqual([]);
  });
  it('an installation by itself is refused without SUCCESS, and below what is everywhere', () => {
    for (const [fact, value] of [
      ['imp.backup.status', 'other'],
      ['imp.distribute.count', 3],
      ['imp.provisioning', 'active'],
    ] as const) {
      const enterprise = alone('imp-package-install', { 'imp.provisioning': 'suspended', [fact]: value }, READY);
      expect(() => enterprise.driver.run(), fact).toThrow(expect.objectContaining({ code: 'answer', fact }));
    }
  });
  it('an earlier report is asked for again when an export was stopped', () => {
    const enterprise = alone('imp-log-export', { 'imp.logs.seen': ['cancelled'] });
    expect(enterprise.driver.run().status).toBe('finished');
    expect([begun(enterprise, 'previous'), begun(enterprise, 'start')]).toEqual([2, 2]);
  });
});

describe('the catalogue', () => {
  const STEPS: Record<string, number> = {
    'imp-upgrade-preparation': 6,
    'imp-download-ipm': 3,
    'imp-archive-audit-records': 6,
    'imp-backup-database': 6,
    'imp-configure-site-failover': 6,
    'imp-package-upload': 2,
    'imp-package-distribute': 2,
    'imp-package-install': 5,
    'imp-hotfix-upgrade': 8,
    'imp-upgrade-failure-response': 4,
    'imp-log-export': 7,
  };
  it.each(Object.entries(STEPS))('of %s: each of its %i steps is named in the sources', (id, last) => {
    const sections = Object.values(library.procedures).flatMap(({ steps }) =>
      steps.flatMap(({ sources }) => sources.map(({ section }) => section ?? '')),
    );
    const all = sections.flatMap((section) => section.split(', '));
    const missing = Array.from({ length: last }, (_, n) => `${id} ${n + 1}`).filter((one) => !all.includes(one));
    expect(missing).toEqual([]);
  });
});

everyBranchWalked(library, import.meta);
