import { describe, expect, it } from 'vitest';
import { abort, type RunState, record } from './engine.ts';
import type { World } from './testing/driver.ts';
import { everyBranchWalked } from './testing/every-branch.ts';
import { loaded } from './testing/fixture.ts';
import { type Answers, against, CAREFUL, type Facts, support, times, to, walking } from './testing/remote-support.ts';
import { filesOf } from './testing/shipped.ts';

// Remote Support when something goes wrong, and what has to be over before the end.

const library = loaded(filesOf('remote-support'));
const POWER = ['power.on', 'power.off', 'power.soft', 'power.cycle', 'power.reset', 'power.diag'] as const;
const walk = (change: Answers = {}, procedure = 'rs-upgrade-single-manual') =>
  walking(library, procedure, { ...CAREFUL, ...change });
const minutes = (later: RunState, earlier: RunState) => (Date.parse(later.at) - Date.parse(earlier.at)) / 60_000;

describe('an update in trouble', () => {
  const problem = [{ 'rs.base.seen': 'problem' }, { 'rs.base.seen': 'done' }];
  it('stays locked until the support has decided, and after an abort too', () => {
    const driver = walk({ 'base-running': problem });
    const state = to(driver, 'round/install/base-problem/support');
    for (const action of [...POWER, 'rs.package.upload'] as const) expect(against(state, action)).toContain('I-RS-008');
    driver.append(...abort(state, 'shift ends'));
    for (const [name, value] of Object.entries(support('release'))) {
      for (const action of POWER) expect(against(driver.state as RunState, action)).toEqual(['I-RS-008']);
      driver.append(...record(driver.state as RunState, { [name]: value }, driver.now));
    }
    for (const action of POWER) expect(against(driver.state as RunState, action)).toEqual([]);
  });
  it.each(['wait', 'release'] as const)('goes on looking when the support says %s', (decision) => {
    const driver = walk({ 'base-running': problem, 'base-problem/support': support(decision) });
    expect([driver.run().status, times(driver, 'round/install/base-running')]).toEqual(['finished', 2]);
  });
  it('stops when the support says so, with the power locked', () => {
    for (const [answers, rule] of [
      [{ 'base-running': problem, 'base-problem/support': support('stop') }, 'I-RS-008'],
      [{ 'product-running': { 'rs.product.seen': 'problem' }, 'product-problem/support': support('stop') }, 'I-RS-051'],
    ] as [Answers, string][]) {
      const driver = walk(answers);
      expect(driver.run().status).toBe('stopped');
      expect(against(driver.state as RunState, 'power.cycle')).toContain(rule);
    }
  });
  it.each(['base', 'product'] as const)('stops where the support takes back what it said of the %s', (kind) => {
    const seen = [{ [`rs.${kind}.seen`]: 'problem' }, { [`rs.${kind}.seen`]: 'done' }];
    const driver = walk({ [`${kind}-running`]: seen });
    const state = to(driver, `round/install/${kind}-after`);
    driver.append(...record(state, support('stop'), driver.now));
    expect([driver.run().status, times(driver, `round/install/${kind}-running`)]).toEqual(['stopped', 1]);
  });
  it('is none where a package wants another one first: it comes with the next round', () => {
    const one = (kind: 'base' | 'product'): Facts => ({
      'rs.plan.base': kind === 'base' ? 'yes' : 'no',
      'rs.plan.product': kind === 'product' ? 'yes' : 'no',
    });
    const second = { ...(CAREFUL['key/status'] as Facts), 'rs.baseVersion': '7.0.0' };
    const status = [CAREFUL['key/status'] as Facts, second];
    const more = [{ 'rs.more': 'yes' }, { 'rs.more': 'no' }];
    const rounds: Answers[] = [
      { 'base-running': [{ 'rs.base.seen': 'needs' }, { 'rs.base.seen': 'done' }] },
      {
        'product-running': [{ 'rs.product.seen': 'needs' }, { 'rs.product.seen': 'done' }],
        contents: [CAREFUL.contents as Facts, one('product')],
        'key/status': status,
      },
      {
        contents: [one('base'), one('product')],
        'key/status': status,
        'verify/version': [{ 'rs.productVersion': '23.1.1' }, { 'rs.productVersion': '24.1.1' }],
      },
    ];
    for (const answers of rounds) {
      const driver = walk({ more, ...answers });
      expect([driver.run().status, times(driver, 'round/install')]).toEqual(['finished', 2]);
    }
  });
  it('finds a copy of the version reached, also where a product package comes without a base', () => {
    const plan = (version: string) => ({ 'rs.plan.productVersion': version, 'rs.plan.neededBase': '7.0.0' });
    const versions = [{ 'rs.productVersion': '24.1.1' }, { 'rs.productVersion': '25.1.1' }];
    const driver = walk(
      {
        target: { ...(CAREFUL.target as Facts), 'rs.finalVersion': '25.1.1', 'rs.changeLog': '25.1.1' },
        route: { 'rs.route': 'steps', 'rs.route.list': '7.0.0, 24.1.1, 25.1.1' },
        supply: [{ 'rs.supply': 'roundTrip' }, { 'rs.supply': 'atHand' }],
        contents: [CAREFUL.contents as Facts, { 'rs.plan.base': 'no', 'rs.plan.product': 'yes' }],
        'plan/product': [plan('24.1.1'), plan('25.1.1')],
        'product-version': versions,
        'verify/version': versions,
      },
      'rs-stepped-upgrade',
    );
    const copies = ['between', 'fresh-backup'].map((step) => `round/install/${step}/download`);
    expect([driver.run().status, ...copies.map((path) => times(driver, path))]).toEqual(['finished', 1, 1]);
  });
  it('asks for no file where the appliance fetches the package itself', () => {
    const way = { 'update/way': { 'rs.update.way': 'automatic' }, 'automatic/check': { 'rs.auto.seen': 'list' } };
    const driver = walk(way, 'rs-upgrade-single-automatic');
    expect([driver.run().status, times(driver, 'update/automatic/install/upload-base')]).toEqual(['finished', 0]);
  });
  it('is one when another version is shown than was installed', () => {
    const base = walk({ 'base-version': [{ 'rs.baseVersion': '6.0.0' }, { 'rs.baseVersion': '7.0.0' }] });
    expect(against(to(base, 'round/install/base-problem/record'), 'power.off')).toContain('I-RS-008');
    expect(base.run().status).toBe('finished');
    const product = walk({ 'product-version': [{ 'rs.productVersion': '23.1.1' }, { 'rs.productVersion': '24.1.1' }] });
    expect(against(to(product, 'round/install/product-problem/record'), 'power.off')).toEqual(['I-RS-051']);
    expect(product.run().status).toBe('finished');
  });
  it('is over by what a person reads and records after an abort', () => {
    const driver = walk();
    driver.append(...abort(to(driver, 'round/install/base-running'), 'shift ends'));
    driver.append(...record(driver.state as RunState, { 'rs.base.seen': 'done' }, driver.now));
    expect(against(driver.state as RunState, 'power.off')).toEqual(['I-RS-008']);
    driver.append(...record(driver.state as RunState, { 'rs.baseVersion': '7.0.0' }, driver.now));
    expect(against(driver.state as RunState, 'power.off')).toEqual([]);
  });
  it('goes to the support when nobody sees an end, after six hours', () => {
    for (const kind of ['base', 'product']) {
      const driver = walk({ [`${kind}-running`]: [] });
      const begun = to(driver, `round/install/${kind}-running`);
      driver.run();
      driver.now += 6 * 3_600_000;
      expect(minutes(to(driver, `round/install/${kind}-problem/record`), begun)).toBeGreaterThanOrEqual(360);
    }
  });
  it('is taken by itself, where no run was at work', () => {
    const locked = walk({ support: support('wait') }, 'rs-base-update-problem');
    expect(against(to(locked, 'support'), 'power.reset')).toEqual(['I-RS-008']);
    const stopped = walk({ support: support('stop') }, 'rs-base-update-problem');
    expect(stopped.run().status).toBe('stopped');
    expect(against(stopped.state as RunState, 'power.reset')).toEqual(['I-RS-008']);
    const own = walk(
      { support: { ...support('wait'), 'rs.support.secondPerson': 'Support Engineer' } },
      'rs-base-update-problem',
    );
    expect(() => own.run()).toThrow(expect.objectContaining({ fact: 'rs.support.secondPerson' }));
  });
});

describe('the end', () => {
  it('comes after the support where the test session fails', () => {
    const driver = walk({ session: [{ 'rs.verified': 'fails' }, { 'rs.verified': 'works' }] });
    expect([driver.run().status, times(driver, 'verify/trouble'), times(driver, 'verify/session')]).toEqual([
      'finished',
      1,
      2,
    ]);
  });
  it('waits for missing clients, or for somebody who decides by name', () => {
    const list = [{ 'rs.clients.total': 20, 'rs.clients.pending': 3 }, CAREFUL['clients/list'] as Facts];
    const again = walk({ 'clients/list': list, 'clients/missing': { 'rs.clients.next': 'again' } });
    expect([again.run().status, times(again, 'clients/list'), times(again, 'clients/hour')]).toEqual([
      'finished',
      2,
      1,
    ]);
    const without = walk({ 'clients/list': list[0] as Facts });
    expect([without.run().status, times(without, 'clients/without')]).toEqual(['finished', 1]);
    const more = walk({ 'clients/list': { 'rs.clients.total': 2, 'rs.clients.pending': 3 } });
    expect(() => more.run()).toThrow(expect.objectContaining({ fact: 'rs.clients.pending' }));
  });
  it('needs no day where all clients were uninstalled before', () => {
    const way = { 'round/install/clients': { 'rs.clients.way': 'reinstall' } };
    const driver = walk(way);
    expect([driver.run().status, times(driver, 'clients/day'), times(driver, 'clients/list')]).toEqual([
      'finished',
      0,
      0,
    ]);
    const left = walk({ ...way, uninstall: { 'rs.clients.inventory': 12, 'rs.clients.uninstalled': 11 } });
    expect(() => left.run()).toThrow(expect.objectContaining({ fact: 'rs.clients.uninstalled' }));
  });
});

describe('a bundle that the tool has a round for', () => {
  it('is not installed on what was typed: the tool must have verified it', () => {
    const trip = { state: 'key-exported', verified: false, imported: 0 };
    const world: World = {
      probe({ probe }) {
        if (probe !== 'airgap.trip') throw new Error('nothing answers');
        return { fields: trip, serial: null };
      },
      perform: () => 'refused',
      readBack: () => 'unknown',
    };
    const driver = walking(library, 'rs-upgrade-single-manual', CAREFUL, 'appliance', world);
    driver.run((_, what) => what.do === 'blocked');
    expect(driver.state?.position).toMatchObject({ path: 'round/install/upload-base' });
    expect(against(driver.state as RunState, 'rs.package.upload')).toEqual(['I-RS-012']);
    Object.assign(trip, { state: 'verified', verified: true, imported: 2 });
    expect(driver.run().status).toBe('finished');
  });
});

everyBranchWalked(library, import.meta);
