import { describe, expect, it } from 'vitest';
import { abort, type RunState, record, replay } from './engine.ts';
import { Driver } from './testing/driver.ts';
import { everyBranchWalked } from './testing/every-branch.ts';
import { loaded } from './testing/fixture.ts';
import {
  CAREFUL,
  type Dell,
  type DellOptions,
  RECOVERING,
  Technician,
  type Turns,
  uSeriesFiles,
} from './testing/u-series.ts';
import { C_KEY, keyed, NEW_C_KEY, NEW_D_KEY } from './testing/u-series-keys.ts';
import { against, begun, interrupted, passed, started, to, visits } from './testing/u-series-run.ts';

// The rebuild from the manufacturing image, from the keys of the old volumes to those of the new.

const files = uSeriesFiles();
const library = loaded(files);
const RECOVERY = 'us-appliance-recovery';
const POWER = ['power.on', 'power.off', 'power.soft', 'power.cycle', 'power.reset', 'power.diag'] as const;

/** What the world does meanwhile: Reset kills the old keys, the stick brings new ones, the tool proves them. */
const SCENES: NonNullable<DellOptions['scenes']> = {
  reset: ({ keys }) => keys.bury(),
  'new-keys/collect': ({ keys }) =>
    keys.add(keyed('C', NEW_C_KEY, { grade: 'well-formed' }), keyed('D', NEW_D_KEY, { grade: 'well-formed' })),
  'new-keys/volumes': ({ keys }) => keys.change({ grade: 'sector' }),
};
function recovering(table: Turns = {}, options: DellOptions = {}) {
  return begun(library, RECOVERY, { scenes: SCENES, ...options }, { ...RECOVERING, ...table });
}
const blockedAt =
  (path: string) =>
  (state: RunState, { do: what }: { do: string }) =>
    what === 'blocked' && state.position.kind === 'step' && state.position.path === path;
const allProven = ({ facts }: RunState) => facts['bitlocker.proven']?.value === facts['bitlocker.volumes']?.value;

describe('the rebuild from the manufacturing image', () => {
  const { driver, run } = recovering();
  const end = run();
  const states = driver.events.map((_, index) => replay(driver.events.slice(0, index + 1)));

  it('ends finished with new keys, proven to the boot sector', () => {
    expect(end.status).toBe('finished');
    expect(end.facts['bitlocker.keyIds']?.value).toBe(`C: ${NEW_C_KEY}, D: ${NEW_D_KEY}`);
  });
  it('names all 23 steps of the catalogue in its sources, in order', () => {
    const sections = (library.procedures[RECOVERY]?.steps ?? []).flatMap(({ sources }) =>
      sources.flatMap(({ section }) => /us-appliance-recovery (\d+)/.exec(section ?? '')?.[1] ?? []),
    );
    const numbers = sections.map(Number);
    expect([...new Set(numbers)]).toEqual(Array.from({ length: 23 }, (_, index) => index + 1));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });
  it('locks the power from the click on Reset to 100 %, entry by entry (I-HW-010)', () => {
    const [from, over] = [started(driver, 'reset'), passed(driver, 'progress')];
    expect(over).toBeGreaterThan(from + 6);
    for (const [index, state] of states.slice(0, -1).entries()) {
      for (const action of POWER) {
        const locked = against(state, action).includes('I-HW-010');
        // The answer of 100 % is the entry before the end of its step.
        if (index < over - 1 || index >= over)
          expect({ index, action, locked }).toEqual({ index, action, locked: index >= from && index < over });
      }
    }
  });
  it('locks the power again while the auto-update installs (I-HW-030)', () => {
    for (const [index, state] of states.slice(0, -1).entries()) {
      const inside = index >= started(driver, 'update-appliance') && index < passed(driver, 'auto-update') - 1;
      if (inside) expect(against(state, 'power.cycle')).toContain('I-HW-030');
    }
    expect(against(states[passed(driver, 'auto-update')] as RunState, 'power.cycle')).toEqual([]);
  });
  it('demands the old keys until Reset and the new ones from then on', () => {
    expect(against(states[started(driver, 'restart') - 1] as RunState, 'us.appliance.restart')).toEqual([]);
    const dead = states[started(driver, 'insert-stick')] as RunState;
    expect(against(dead, 'us.recovery.handOver')).toEqual(['I-HW-013']);
    expect(against(states[passed(driver, 'new-keys')] as RunState, 'us.recovery.handOver')).toEqual([]);
  });
  it.each(['prompt-id', 'drive-key', 'reset', 'imaging', 'progress', 'new-keys/volumes', 'auto-update', 'hand-over'])(
    'goes on after a take-over at %s, with the same end',
    (path) => {
      const first = recovering();
      to(first.run, path);
      const second = new Driver(first.dell, new Technician({ ...CAREFUL, ...RECOVERING }));
      second.takeOver(first.driver.events);
      expect(second.run().status).toBe('finished');
    },
  );
  it('needs no iDRAC', () => {
    const end = recovering({}, { deaf: true }).run();
    expect([end.status, end.facts['server.power']]).toEqual(['finished', undefined]);
  });
});

describe('the models', () => {
  it('are told apart: the U-Series 20 is not asked for its drives', () => {
    const { run } = recovering({ plan: { ...RECOVERING.plan, 'recovery.model': 'u20' } });
    expect(run()).toMatchObject({ status: 'finished', steps: { 'all-drives': { status: 'skipped' } } });
  });
  it.each([
    ['plan', 'recovery.model', 'other'],
    ['plan', 'us.haRole', 'active'],
    ['plan', 'recovery.reach', 'none'],
    ['secured', 'recovery.backup', 'appliance'],
    ['secured', 'recovery.cryptoKey', 'none'],
    ['secured', 'recovery.certificates', 'appliance'],
    ['secured', 'recovery.serials', 'none'],
    ['supplies', 'recovery.windowsLicence', 'missing'],
    ['supplies', 'recovery.sqlLicence', 'missing'],
    ['supplies', 'recovery.keyStick', 'missing'],
    ['prompt-id', 'bitlocker.promptId', 'FFFFFFFF'],
    ['drive-id', 'bitlocker.promptId', NEW_C_KEY],
    ['all-drives', 'recovery.drives', 'windows'],
    ['confirm', 'tag.confirm', 'AAAAAA1'],
    ['confirm', 'recovery.firstPerson', ''],
    ['confirm', 'recovery.secondPerson', 'mr kern'],
    ['licences', 'recovery.sqlEntered', false],
  ])('and whoever answers otherwise is held: %s, %s = %s', (path, fact, value) => {
    const table = { ...CAREFUL, ...RECOVERING };
    const { run, driver } = recovering({ [path]: { ...table[path], [fact]: value } });
    expect(() => run()).toThrow(expect.objectContaining({ code: 'answer', fact }));
    expect(driver.state?.status).toBe('open');
  });
  it('go into an air gap only with a plan that the vendor has agreed to', () => {
    const plan = { ...RECOVERING.plan, 'recovery.reach': 'agreed' };
    const { run, driver } = recovering({ plan });
    to(run, 'offline-plan');
    expect(against(driver.state as RunState, 'us.recovery.bootOptions')).toContain('I-HW-014');
    const agreed = recovering({ plan, 'offline-plan': { 'recovery.offlinePlan': 'case 4711, by stick' } });
    expect(agreed.run().status).toBe('finished');
  });
});

describe('the way to Reset', () => {
  it('leads back to the restart when F8 came too late', () => {
    const { run, driver } = recovering({ 'boot-options': { 'recovery.screen': 'windows' } });
    run();
    // The technician of the tests gives up at the sixth time.
    const restarts = driver.events.filter(
      ({ type, data }) => type === 'step.done' && 'path' in data && data.path === 'restart',
    );
    expect(restarts).toHaveLength(5);
    expect(driver.state).toMatchObject({ status: 'open', position: { path: 'restart' } });
  });
  it('asks for no key where the screen asks for none, as with suspended protection', () => {
    const no = { 'bitlocker.prompt': 'no' };
    const { run, dell, driver } = recovering({ prompt: no, 'drive-prompt': no });
    dell.keys.change({ suspended: true });
    to(run, 'bitlocker/suspended');
    const end = run();
    expect([end.status, started(driver, 'enter-key'), started(driver, 'drive-key')]).toEqual(['finished', -1, -1]);
  });
  it('asks for the ID again when the screen has refused the key', () => {
    const { run, driver } = recovering({ 'enter-key': { 'bitlocker.unlock': 'refused' } });
    to(run, 'refused');
    to(run, 'prompt-id');
    expect(against(driver.state as RunState, 'power.off')).toEqual([]);
    const other = recovering({ 'drive-key': { 'bitlocker.unlock': 'refused' } });
    other.run();
    expect(other.driver.state).toMatchObject({ status: 'open', steps: { 'enter-key': { status: 'done' } } });
    expect(started(other.driver, 'next-page')).toBe(-1);
  });
  it('is closed by a key that has turned out stale, or a volume that has turned up, until it is proven', () => {
    for (const spoil of ['stale', 'new volume'] as const) {
      const { run, driver, dell } = recovering();
      to(run, 'confirm');
      driver.now += 400_000;
      if (spoil === 'stale') dell.keys.change({ grade: 'rejected' });
      else dell.keys.add(keyed('E', 'C0FFEE00-1111-4222-8333-444455556666', { grade: 'none' }));
      run((state, what) => blockedAt('reset')(state, what) && !allProven(state));
      expect(against(driver.state as RunState, 'us.recovery.reset')).toEqual(['I-HW-003', 'I-HW-004']);
      expect(started(driver, 'reset')).toBe(-1);
      dell.keys.change({ grade: 'sector' });
      expect(run().status).toBe('finished');
    }
  });
  it('begins with the keys where the stick is missing, too', () => {
    const { run, dell } = recovering(
      { 'bitlocker/find': { 'bitlocker.stick': 'missing' } },
      { scenes: { ...SCENES, 'bitlocker/list': ({ keys }) => keys.add(keyed('C', C_KEY, { grade: 'live' })) } },
    );
    dell.keys.volumes = null;
    expect(against(to(run, 'bitlocker/list'), 'us.appliance.restart')).toEqual(
      expect.arrayContaining(['I-HW-001', 'I-HW-003']),
    );
    expect(run().status).toBe('finished');
  });
});

describe('the rebuild when something goes wrong', () => {
  it('stays locked after an abort in the middle of the image, until the support releases it', () => {
    const { run, driver } = recovering();
    const state = to(run, 'imaging');
    driver.append(...abort(state, 'shift ends'));
    const release = {
      'flash.decision': 'release',
      'flash.caseNumber': '4711',
      'flash.decidedBy': 'Support Engineer',
      'flash.secondPerson': 'Second Person',
    };
    for (const [name, value] of Object.entries(release)) {
      for (const action of POWER) expect(against(driver.state as RunState, action)).toEqual(['I-HW-010']);
      driver.append(...record(driver.state as RunState, { [name]: value }, driver.now));
    }
    for (const action of POWER) expect(against(driver.state as RunState, action)).toEqual([]);
  });
  it.each([
    ['the record that Reset was never clicked', { 'recovery.resetSeen': 'left' }, true],
    ['100 % alone, seen before the set-up was', { 'recovery.percentShown': 100 }, false],
  ])('is judged after an abort by %s', (_, facts, lifted) => {
    const { run, driver } = recovering();
    driver.append(...abort(to(run, 'reset'), 'in doubt'));
    driver.append(...record(driver.state as RunState, facts, driver.now));
    expect(against(driver.state as RunState, 'power.cycle')).toEqual(lifted ? [] : ['I-HW-010']);
  });
  it('calls the support when the image fails or takes too long, and goes on or stops as it says', () => {
    const failed = recovering({ imaging: { 'recovery.imageSeen': 'failed' } });
    expect(against(to(failed.run, 'stuck'), 'power.off')).toEqual(['I-HW-010']);
    to(failed.run, 'imaging');
    const stopped = recovering({
      'first-reboot': { 'recovery.setupSeen': 'failed' },
      stuck: { ...RECOVERING.stuck, 'flash.decision': 'stop' },
    });
    expect(stopped.run().status).toBe('stopped');
    expect(against(stopped.driver.state as RunState, 'power.off')).toEqual(['I-HW-010']);
    const slow = recovering({ imaging: {} });
    slow.driver.run((_, what) => what.do === 'ask' && 'path' in what && what.path === 'imaging');
    slow.driver.now += 4 * 3_600_000;
    to(slow.run, 'stuck');
  });
  it('does not go on below 100 %, and takes a listing for the window', () => {
    const { run, driver } = recovering({ progress: { 'recovery.percentShown': 99 } });
    to(run, 'progress');
    expect(against(driver.state as RunState, 'us.recovery.updateAppliance')).toEqual(['I-HW-011', 'I-HW-013']);
    const listed = recovering(
      {},
      {
        scenes: {
          ...SCENES,
          'first-reboot': () => undefined,
          'insert-stick': ({ keys }) => keys.add(keyed('C', NEW_C_KEY, { grade: 'live' })),
          'new-keys/collect': () => undefined,
        },
      },
    );
    expect([listed.run().status, started(listed.driver, 'progress')]).toEqual(['finished', -1]);
  });
  it('does not end with the keys of the old volumes', () => {
    const { run, driver } = recovering({}, { scenes: { reset: SCENES.reset as () => void } });
    to(run, 'new-keys/missing');
    // Nothing of the old volumes counts any more, and no question hangs on a fact that is gone.
    to(run, 'new-keys/prove');
    expect(against(driver.state as RunState, 'us.recovery.updateAppliance')).toContain('I-HW-013');
    // The old file, collected once more, names the ID that the old volume has shown.
    const old = recovering(
      {},
      { scenes: { ...SCENES, 'new-keys/collect': ({ keys }) => keys.add(keyed('C', C_KEY, { grade: 'live' })) } },
    );
    to(old.run, 'not-new');
    expect(against(old.driver.state as RunState, 'us.recovery.handOver')).toEqual(['I-HW-013']);
  });
  it('does not end where BitLocker is said to be off after the rebuild', () => {
    const { run, driver } = recovering({ 'new-keys/status': { 'bitlocker.state': 'off' } });
    to(run, 'not-new');
    expect(against(driver.state as RunState, 'us.recovery.prepareForShipping')).toContain('I-HW-013');
  });
  it('runs the update again when it fails, with the power locked until it has an end', () => {
    const { run, driver } = recovering({ 'auto-update': { 'recovery.updateSeen': 'failed' } });
    expect(against(to(run, 'update-stuck'), 'power.cycle')).toEqual(['I-HW-030']);
    to(run, 'update-appliance');
    expect(against(driver.state as RunState, 'us.recovery.prepareForShipping')).toEqual(['I-HW-012']);
  });
});

describe('the ways off the rebuild', () => {
  const STOP = { 'flash.decision': 'stop' };
  it('lead back where the machine took longer than anybody waits', () => {
    const slow: Turns = {
      'first-reboot': [null, { 'recovery.setupSeen': 'encrypting' }],
      progress: [null, { 'recovery.percentShown': 100 }],
      'auto-update': [null, { 'recovery.updateSeen': 'finished' }],
    };
    const { run, driver } = recovering(slow);
    expect(run().status).toBe('finished');
    expect(['stuck', 'first-reboot', 'encryption', 'auto-update'].map((path) => visits(driver, path))).toEqual([
      2, 2, 2, 2,
    ]);
  });
  it('stop where the support says so, in the update as with keys that are not new', () => {
    const failed = {
      'auto-update': { 'recovery.updateSeen': 'failed' },
      'update-stuck': { ...STOP, 'recovery.seen': 'error' },
    };
    expect(recovering(failed).run().status).toBe('stopped');
    const off = { 'new-keys/status': { 'bitlocker.state': 'off' }, 'not-new': STOP };
    const { run, driver } = recovering(off);
    expect([run().status, visits(driver, 'update-appliance')]).toEqual(['stopped', 0]);
  });
  it('lead back to the keys until they are the new ones', () => {
    const status = [{ 'bitlocker.state': 'off' }, { 'bitlocker.state': 'on' }];
    const { run, driver } = recovering({ 'new-keys/status': status });
    expect([run().status, visits(driver, 'new-keys')]).toEqual(['finished', 2]);
  });
  it('lead back to a normal start where the key was refused', () => {
    const table = {
      'enter-key': [{ 'bitlocker.unlock': 'refused' }, { 'bitlocker.unlock': 'accepted' }],
      refused: { 'recovery.screen': 'windows' },
    };
    const { run, driver } = recovering(table);
    expect([run().status, visits(driver, 'restart')]).toEqual(['finished', 2]);
  });
  it('ask for the share again where it is less than the tool had read before an interruption', () => {
    const scenes = {
      ...SCENES,
      'insert-stick': ({ keys }: Dell) => keys.add(keyed('C', NEW_C_KEY, { grade: 'live' })),
      'new-keys/collect': () => undefined,
    };
    const { run, driver, dell } = recovering({}, { scenes });
    interrupted(driver, 'encryption-read', () => dell.keys.change({ percent: 60 }));
    expect([run().status, visits(driver, 'progress')]).toEqual(['finished', 1]);
  });
});

everyBranchWalked(library, import.meta);
