import { describe, expect, it } from 'vitest';
import { type RunState, record, replay } from './engine.ts';
import { Driver, type World } from './testing/driver.ts';
import { everyBranchWalked } from './testing/every-branch.ts';
import { loaded } from './testing/fixture.ts';
import {
  type Answers,
  against,
  CAREFUL,
  Careful,
  type Facts,
  SILENT,
  times,
  to,
  walking,
} from './testing/remote-support.ts';
import { filesOf } from './testing/shipped.ts';

// The shipped Remote Support procedures, walked over every branch. What each rule refuses: resources-remote-support-rules.

const files = filesOf('remote-support');
const library = loaded(files);
const SINGLE = 'rs-upgrade-single-manual';
const STEPPED = 'rs-stepped-upgrade';
const POWER = ['power.on', 'power.off', 'power.soft', 'power.cycle', 'power.reset', 'power.diag'] as const;

const walk = (change: Answers = {}, procedure = SINGLE) => walking(library, procedure, { ...CAREFUL, ...change });
const given = (path: string, facts: Facts): Answers => ({ [path]: { ...(CAREFUL[path] as Facts), ...facts } });
const minutes = (later: RunState, earlier: RunState) => (Date.parse(later.at) - Date.parse(earlier.at)) / 60_000;

describe('the shipped Remote Support files', () => {
  it.each([
    ['rs-clock-check', 3],
    ['rs-download-key-generate', 3],
    ['rs-download-packages', 5],
    ['rs-upgrade-preparation', 8],
    ['rs-stepped-upgrade', 5],
    ['rs-upgrade-single-manual', 8],
    ['rs-base-update-problem', 3],
    ['rs-backup-settings', 3],
    ['rs-client-upgrade-wait', 5],
    ['rs-certificate-backup', 3],
    ['rs-upgrade-single-automatic', 6],
    ['rs-client-reinstall-alternative', 3],
    ['rs-jump-client-throttle', 1],
    ['rs-msi-prestage', 4],
    ['rs-installers-regenerate', 3],
    ['rs-certificate-store-check', 2],
    ['rs-auto-update-failure', 2],
    ['rs-verify-and-test', 5],
    ['rs-failover-sync-and-break', 4],
    ['rs-upgrade-failover-synchronous', 7],
    ['rs-upgrade-failover-asynchronous', 8],
    ['rs-make-b-primary-shared-ip', 3],
    ['rs-make-b-primary-dns-swing', 2],
    ['rs-make-b-primary-nat-swing', 2],
    ['rs-failover-reestablish', 7],
    ['rs-hardware-migration', 11],
    ['rs-factory-reset-return', 6],
    ['rs-virtual-decommission', 1],
    ['rs-planned-become-primary', 3],
  ])('%s names all %i steps of the catalogue in its sources', (id, count) => {
    const steps = Object.values(library.procedures).flatMap((procedure) => procedure.steps);
    const sections = steps.flatMap(({ sources }) =>
      sources.flatMap(({ section }) =>
        [...(section ?? '').matchAll(new RegExp(`${id} (\\d+)`, 'g'))].map((match) => Number(match[1])),
      ),
    );
    expect([...new Set(sections)].sort((one, two) => one - two)).toEqual(
      Array.from({ length: count }, (_, index) => index + 1),
    );
  });
  it('keep the limit of the clock in both languages', () => {
    expect(library.interlocks['I-RS-009']?.lift).toMatchObject({
      en: expect.stringContaining('60 seconds'),
      de: expect.stringContaining('60 Sekunden'),
    });
  });
});

describe.each([SINGLE, STEPPED])('%s', (id) => {
  const driver = walk({}, id);
  const end = driver.run();
  const states = driver.events.map((_, index) => replay(driver.events.slice(0, index + 1)));

  it('ends finished on the version wanted, through base, backup, product and a day for the clients', () => {
    expect(end.status).toBe('finished');
    expect(end.facts['rs.productVersion']?.value).toBe('24.1.1');
    const order = [
      'round/install/install-base',
      'round/install/between/download',
      'round/install/install-product',
      'clients/list',
    ];
    const begun = order.map((path) => states.findIndex(({ steps }) => steps[path]));
    expect(begun).toEqual([...begun].sort((a, b) => a - b));
    expect(begun).not.toContain(-1);
    const day = states.find(({ steps }) => steps['clients/day']) as RunState;
    expect(minutes(states.find(({ steps }) => steps['clients/list']) as RunState, day)).toBeGreaterThanOrEqual(24 * 60);
  });
  it('locks the power from each click on Update Software to the version read, entry by entry', () => {
    for (const [from, over, rule] of [
      ['round/install/install-base', 'round/install/base-version', 'I-RS-008'],
      ['round/install/install-product', 'round/install/product-version', 'I-RS-051'],
    ] as const) {
      const first = states.findIndex(({ steps }) => steps[from]);
      const last = states.findIndex(({ steps }) => steps[over]?.status === 'done');
      expect(last).toBeGreaterThan(first + 2);
      for (const [index, state] of states.slice(0, -1).entries()) {
        // The version is the entry before the end of its step.
        if (index === last - 1) continue;
        for (const action of POWER) {
          const locked = against(state, action).includes(rule);
          expect({ index, action, locked }).toEqual({ index, action, locked: index >= first && index < last });
        }
      }
    }
  });
  it.each([
    'round/key/generate',
    'round/packages/download',
    'round/packages/leave',
    'round/import/hashes',
    'round/install/base-running',
    'round/install/product-running',
    'clients/day',
  ])('goes on after a take-over at %s, with the same end', (path) => {
    const first = walk({}, id);
    to(first, path);
    const second = new Driver(SILENT, new Careful(CAREFUL));
    second.takeOver(first.events);
    expect(second.run().status).toBe('finished');
  });
  it('is for a single appliance only', () => {
    for (const setup of ['pair', 'atlas']) {
      const other = walk(given('status', { 'rs.setup': setup }), id);
      expect([other.run().status, times(other, 'round/key/status')]).toEqual(['stopped', 0]);
    }
  });
});

describe('whoever answers otherwise is held', () => {
  it.each<[string, string, Facts[string]]>([
    ['target', 'rs.finalVersion', '23.1.1'],
    ['target', 'rs.changeLog', '23.2.1'],
    ['target', 'rs.contract', 'notYet'],
    ['prepare/window', 'rs.maintenance.start', '2026-02-01T00:00:00Z'],
    ['generate', 'rs.key.masked', 'a1b2c3d4e5f6g7h8i9j0'],
    ['export', 'rs.request.serial', 'RS-0002'],
    ['arrive', 'rs.request.arrivedSerial', 'RS-0002'],
    ['arrive', 'rs.request.arrivedSha256', 'ef'.repeat(32)],
    ['window', 'rs.window.start', '2026-02-01T00:00:00Z'],
    ['list', 'rs.list.count', 0],
    ['download', 'rs.download.stored', 3],
    ['seal', 'rs.bundle.serial', 'RS-0002'],
    ['seal', 'rs.medium.primaryRead', 1],
    ['reserve', 'rs.medium.reserve', 'stick 2'],
    ['reserve', 'rs.medium.reserveRead', 1],
    ['hashes', 'rs.import.rack', 'ef'.repeat(32)],
    ['hashes', 'rs.import.files', 1],
    ['contents', 'rs.plan.base', 'no'],
    ['plan/base', 'rs.plan.baseVersion', '6.0.0'],
    ['plan/product', 'rs.plan.productVersion', '23.1.1'],
    ['look', 'rs.certificate.stores', 'open'],
    ['regenerate', 'rs.installers', false],
  ])('at %s with %s = %s', (path, fact, value) => {
    const wrong = given(path, { [fact]: value });
    if (path === 'contents') wrong.contents = { 'rs.plan.base': 'no', 'rs.plan.product': 'no' };
    const driver = walk(wrong);
    expect(() => driver.run()).toThrow(expect.objectContaining({ code: 'answer' }));
    expect(driver.state?.status).toBe('open');
  });
  it('and nobody finishes short of the version wanted', () => {
    const driver = walk(given('target', { 'rs.finalVersion': '25.1.1', 'rs.changeLog': '25.1.1' }));
    expect(() => driver.run()).toThrow(expect.objectContaining({ code: 'answer', fact: 'rs.more' }));
  });
});

describe('the clock', () => {
  const wrong = { 'rs.clock.seen': -300, 'rs.clock.reference': 'GPS receiver' };
  const right = CAREFUL.compare as Facts;
  it('is set right and measured again before a key is made', () => {
    const driver = walk({ compare: [wrong, right] });
    expect(against(to(driver, 'round/key/clock/correct'), 'rs.key.generate')).toContain('I-RS-009');
    expect(times(driver, 'round/key/generate')).toBe(0);
    expect([driver.run().status, times(driver, 'round/key/clock/compare')]).toEqual(['finished', 2]);
  });
  it.each([
    [60, 'end'],
    [-60, 'end'],
    [61, 'correct'],
    [-61, 'correct'],
  ])('with a difference of %i s leads to %s', (seconds, where) => {
    const driver = walk({ compare: { ...right, 'rs.clock.seen': seconds } }, 'rs-clock-check');
    driver.run(({ position }) => position.kind === 'step' && position.path === 'correct' && position.begun);
    expect(times(driver, 'correct')).toBe(where === 'correct' ? 1 : 0);
    expect(driver.state?.status).toBe(where === 'correct' ? 'open' : 'finished');
  });
  const answering = (skews: number[], change: Answers = {}) => {
    const read: number[] = [];
    const world: World = {
      probe() {
        read.push(skews[Math.min(times(driver, 'correct'), skews.length - 1)] ?? 0);
        return { fields: { skew: read.at(-1), ok: true }, serial: null };
      },
      perform: () => 'refused',
      readBack: () => 'unknown',
    };
    const driver: Driver = walking(library, 'rs-clock-check', { ...CAREFUL, ...change }, 'appliance', world);
    return driver;
  };
  it('is measured by the tool where the appliance answers, against this computer and a trusted clock', () => {
    const driver = answering([-300, 2]);
    expect([driver.run().status, times(driver, 'correct'), times(driver, 'compare')]).toEqual(['finished', 1, 0]);
    expect(times(driver, 'own')).toBe(2);
  });
  it.each([
    [30, 30, 0],
    [30, 31, 1],
    [90, -30, 0],
    [0, -61, 1],
  ])('with %i s measured and %i s of this computer is corrected %i times', (skew, own, corrections) => {
    const driver = answering([skew], { own: { 'rs.clock.own': own, 'rs.clock.reference': 'GPS receiver' } });
    driver.run(({ position }) => position.kind === 'step' && position.path === 'correct' && position.begun);
    expect(times(driver, 'correct')).toBe(corrections);
    if (corrections === 0) expect(driver.state?.status).toBe('finished');
  });
  it('is no longer known after a quarter of an hour, and can be measured again by anybody', () => {
    const driver = walk();
    to(driver, 'round/key/generate');
    driver.append({ type: 'run.resumed', data: { pid: 2 } });
    driver.now += 16 * 60_000;
    driver.append({ type: 'run.resumed', data: { pid: 3 } });
    expect(against(driver.state as RunState, 'rs.key.generate')).toContain('I-RS-009');
    driver.append(...record(driver.state as RunState, { 'rs.clock.seen': 3 }, driver.now));
    expect(against(driver.state as RunState, 'rs.key.generate')).toEqual([]);
    expect(driver.run().status).toBe('finished');
  });
});

describe('the key', () => {
  it('comes from the support before base 3.3.2, and from the appliance from then on', () => {
    for (const [base, bySupport] of [
      ['3.3.1', true],
      ['3.3.2', false],
    ] as const) {
      const driver = walk(given('key/status', { 'rs.baseVersion': base }));
      expect(driver.run().status).toBe('finished');
      expect([times(driver, 'round/key/support'), times(driver, 'round/key/generate')]).toEqual(
        bySupport ? [1, 0] : [0, 1],
      );
    }
  });
  it('that was refused leads back to the clock and is not submitted again', () => {
    const driver = walk({ submit: [{ 'rs.key.answer': 'refused' }, { 'rs.key.answer': 'list' }] });
    const refused = driver.run(({ position }) => position.kind === 'step' && position.path === 'round/key/status');
    driver.run(({ position }) => position.kind === 'step' && position.path === 'round/key/clock/compare');
    expect(refused.status).toBe('open');
    expect(against(driver.state as RunState, 'rs.key.submit')).toContain('I-RS-056');
    expect(against(driver.state as RunState, 'rs.key.generate')).toEqual(expect.arrayContaining(['I-RS-009']));
    expect([driver.run().status, times(driver, 'round/packages/submit')]).toEqual(['finished', 2]);
  });
});

describe('packages that are offered only once', () => {
  it('are the support’s when the list is empty', () => {
    const stopped = walk({ submit: { 'rs.key.answer': 'empty' } });
    expect([stopped.run().status, times(stopped, 'round/packages/download')]).toEqual(['stopped', 0]);
    const again = walk({
      submit: { 'rs.key.answer': 'empty' },
      ...given('nothing', { 'rs.missing.decision': 'again' }),
    });
    expect(again.run().status).toBe('finished');
  });
  it('are loaded again only when the support says so', () => {
    const download = [{ 'rs.download.stored': 1 }, { 'rs.download.stored': 2 }];
    const driver = walk({ download });
    expect(against(to(driver, 'round/packages/missing'), 'rs.packages.download')).toContain('I-RS-013');
    expect([driver.run().status, times(driver, 'round/packages/download')]).toEqual(['finished', 2]);
    const stopped = walk({ download, ...given('missing', { 'rs.missing.decision': 'stop' }) });
    expect([stopped.run().status, times(stopped, 'round/packages/download')]).toEqual(['stopped', 1]);
  });
  it('may be left out by the support, and then fewer are carried', () => {
    const driver = walk({
      download: { 'rs.download.stored': 1 },
      ...given('missing', { 'rs.missing.decision': 'without' }),
      ...given('seal', { 'rs.medium.primaryRead': 1 }),
      ...given('reserve', { 'rs.medium.reserveRead': 1 }),
      ...given('hashes', { 'rs.import.files': 1 }),
    });
    expect(driver.run().status).toBe('finished');
  });
  it('come from the reserve when the first medium is bad, and from the support when both are', () => {
    for (const verdict of ['changed', 'other', 'unreadable']) {
      const bad = { 'rs.import.verdict': verdict };
      const driver = walk({ check: [bad, { 'rs.import.verdict': 'good' }] });
      expect(against(to(driver, 'round/import/quarantine'), 'rs.package.upload')).toContain('I-RS-012');
      expect(driver.run().status).toBe('finished');
      const lost = walk({ check: bad });
      expect([lost.run().status, times(lost, 'round/import/lost'), times(lost, 'round/install/upload-base')]).toEqual([
        'stopped',
        1,
        0,
      ]);
      const replaced = walk({
        check: [bad, bad, { 'rs.import.verdict': 'good' }],
        ...given('lost', { 'rs.import.next': 'replaced' }),
      });
      expect([replaced.run().status, times(replaced, 'round/import/custody')]).toEqual(['finished', 2]);
    }
  });
});

describe('rounds', () => {
  const product = { 'rs.plan.base': 'no', 'rs.plan.product': 'yes' };
  const base = { 'rs.plan.base': 'yes', 'rs.plan.product': 'no' };
  const status = [CAREFUL['key/status'] as Facts, { ...(CAREFUL['key/status'] as Facts), 'rs.baseVersion': '7.0.0' }];
  const rounds: Answers = {
    contents: [base, product],
    'key/status': status,
    more: [{ 'rs.more': 'yes' }, { 'rs.more': 'no' }],
    'verify/version': [{ 'rs.productVersion': '23.1.1' }, { 'rs.productVersion': '24.1.1' }],
  };

  it('are two where the new base opens the product: each with a key of its own, no wait after a base alone', () => {
    for (const id of [SINGLE, STEPPED]) {
      const driver = walk(rounds, id);
      const end = driver.run();
      expect(end.status).toBe('finished');
      expect(
        ['round/key/generate', 'round/install/install-base', 'round/install/install-product', 'clients/day'].map(
          (path) => times(driver, path),
        ),
      ).toEqual([2, 1, 1, 1]);
      expect(times(driver, 'round/install/between/download')).toBe(1);
    }
  });
  it('set a product package aside whose base is nowhere', () => {
    const driver = walk({
      ...rounds,
      contents: [{ 'rs.plan.base': 'yes', 'rs.plan.product': 'yes' }, product],
      'plan/base': { 'rs.plan.baseVersion': '6.5.0' },
      'base-version': { 'rs.baseVersion': '6.5.0' },
    });
    expect(against(to(driver, 'round/import/plan/later'), 'rs.install.product')).toContain('I-RS-003');
    expect([driver.run().status, times(driver, 'round/install/install-product')]).toEqual(['finished', 1]);
  });
  it('go on with a new key where the appliance refuses a package for want of another', () => {
    const refusedBase = walk({
      'base-running': [{ 'rs.base.seen': 'needs' }, { 'rs.base.seen': 'done' }],
      more: rounds.more as Facts[],
    });
    expect([refusedBase.run().status, times(refusedBase, 'round/key/generate')]).toEqual(['finished', 2]);
    const refused = walk({
      'product-running': [{ 'rs.product.seen': 'needs' }, { 'rs.product.seen': 'done' }],
      contents: [CAREFUL.contents as Facts, product],
      more: rounds.more as Facts[],
      'key/status': status,
    });
    expect([refused.run().status, times(refused, 'round/key/generate'), times(refused, 'clients/day')]).toEqual([
      'finished',
      2,
      1,
    ]);
  });
  it('may bring one base after the other, each locked on its own', () => {
    const driver = walk({
      contents: [base, CAREFUL.contents as Facts],
      'key/status': [status[0] as Facts, { ...(status[0] as Facts), 'rs.baseVersion': '6.5.0' }],
      'plan/base': [{ 'rs.plan.baseVersion': '6.5.0' }, { 'rs.plan.baseVersion': '7.0.0' }],
      'base-version': [{ 'rs.baseVersion': '6.5.0' }, { 'rs.baseVersion': '7.0.0' }],
      more: rounds.more as Facts[],
    });
    to(driver, 'more');
    driver.append({ type: 'run.resumed', data: { pid: 2 } });
    const second = to(driver, 'round/install/base-running');
    expect([times(driver, 'round/install/base-running'), against(second, 'power.off')]).toEqual([2, ['I-RS-008']]);
    expect(driver.run().status).toBe('finished');
  });
  it('of a stepped upgrade may use a bundle that is at hand, and repeat until the version is reached', () => {
    const driver = walk(
      {
        ...given('target', { 'rs.finalVersion': '25.1.1', 'rs.changeLog': '25.1.1' }),
        route: { 'rs.route': 'steps', 'rs.route.list': '7.0.0, 24.1.1, 25.1.1' },
        supply: [{ 'rs.supply': 'roundTrip' }, { 'rs.supply': 'atHand' }],
        contents: [CAREFUL.contents as Facts, product],
        'plan/product': [
          { 'rs.plan.productVersion': '24.1.1', 'rs.plan.neededBase': '7.0.0' },
          { 'rs.plan.productVersion': '25.1.1', 'rs.plan.neededBase': '7.0.0' },
        ],
        'product-version': [{ 'rs.productVersion': '24.1.1' }, { 'rs.productVersion': '25.1.1' }],
        'verify/version': [{ 'rs.productVersion': '24.1.1' }, { 'rs.productVersion': '25.1.1' }],
      },
      STEPPED,
    );
    expect(driver.run().status).toBe('finished');
    expect(
      [
        'prepare/steps-case',
        'round/key/generate',
        'round/install/install-product',
        // The second product package has no base: without this it would go in over the copy of before the first one.
        'round/install/fresh-backup/download',
        'clients/day',
      ].map((path) => times(driver, path)),
    ).toEqual([1, 1, 2, 1, 2]);
  });
});

everyBranchWalked(library, import.meta);
