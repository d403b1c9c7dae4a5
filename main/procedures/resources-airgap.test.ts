import { describe, expect, it } from 'vitest';
import type { Library, ManualAction, Product } from './model.ts';
import { loaded } from './testing/fixture.ts';
import { type Answers, against, type Facts, knowing, times, to, walking } from './testing/remote-support.ts';
import { filesOf } from './testing/shipped.ts';

// Packages of the other products across the air gap: each walked over every branch, each rule both ways.

const A = 'ab'.repeat(32);
const B = 'cd'.repeat(32);
interface Subject {
  library: Library;
  procedure: string;
  role: string;
  answers: Answers;
}
const subject = (product: Product, procedure: string, role: string, answers: Answers): Subject => ({
  library: loaded(filesOf(product)),
  procedure,
  role,
  answers,
});
const SPS = subject('sps', 'sps-obtain-firmware', 'node', {
  account: { 'obtain.account': 'ready' },
  plan: {
    startVersion: '5.0.11',
    targetVersion: '5.8.0',
    'hardware.family': 'other',
    'obtain.newest': '5.8.0',
    'obtain.catalogueDate': '2026-03-01T08:00:00Z',
  },
  choose: { 'obtain.isoVersion': '5.8.0', 'plan.isoName': 'sps-5.8.0.iso' },
  download: { 'plan.isoHash': A, 'obtain.sizeBytes': 1_500_000_000, 'obtain.licence': 'notNeeded' },
  extras: { 'obtain.extras': 'notes, player 1.9, indexer 5.8' },
  medium: { 'obtain.medium': 'stick 1', 'obtain.mediumHash': A },
  arrive: { 'obtain.courier': 'Mr Kern, seal 17', 'obtain.rackHash': A },
});
const US = subject('u-series', 'us-airgap-package-staging', 'server', {
  wish: {
    'staging.wanted': 'SUPI 5, Supporting Software 210201, appliance software 3.3.1',
    'staging.target': '3.3.1',
    'staging.family': 'w2016',
    'staging.path': 'read',
  },
  order: { 'staging.supi': 'inBundle', 'staging.supporting': 210201 },
  download: { 'staging.files': 3, 'staging.packageFamily': 'w2016' },
  seal: { 'staging.origin': A, 'staging.medium': 'stick 1', 'staging.read': 3 },
  arrive: { 'staging.courier': 'Mr Kern, seal 17', 'staging.arrived': A, 'staging.arrivedFiles': 3 },
  pause: { 'staging.schedule': 'paused' },
  offer: { 'staging.listed': 3 },
});
const IMP = subject('imprivata', 'imp-download-ipm', 'appliance', {
  count: {
    'imp.generation': 'g4',
    'imp.appliances': 1,
    'imp.commonLevel': '24.1 HF2',
    'imp.installState': 'finished',
  },
  read: { 'imp.site': 'North', 'imp.level': '24.1 HF2' },
  release: {
    'imp.target': '24.1',
    'imp.newest': 'HF4',
    'imp.package.kind': 'g4update',
    'imp.package.hotfix': 'HF4',
  },
  download: { 'imp.package.file': 'update.ipm', 'imp.package.sizeBytes': 900_000_000, 'imp.package.origin': A },
  medium: { 'imp.package.medium': 'stick 1', 'imp.package.mediumSha256': A },
  arrive: { 'imp.package.courier': 'Mr Kern, seal 17', 'imp.package.arrived': A },
});
const OF = { sps: SPS, us: US, imp: IMP };
const change = ({ answers }: Subject, path: string, facts: Facts): Answers => ({
  ...answers,
  [path]: { ...(answers[path] as Facts), ...facts },
});
const walk = (of: Subject, answers: Answers = of.answers) => walking(of.library, of.procedure, answers, of.role);
/** Everything that a careful person of the subject has entered, changed. */
const entered = ({ answers }: Subject, facts: Facts = {}): Facts => ({
  ...Object.assign({}, ...Object.values(answers)),
  ...facts,
});

describe.each([SPS, US, IMP])('$procedure', (of) => {
  const end = walk(of).run();
  const steps = of.library.procedures[of.procedure]?.steps ?? [];

  it('ends finished, with every step either done or left out by its condition', () => {
    expect(end.status).toBe('finished');
    expect(Object.values(end.steps).every(({ status }) => status !== 'begun')).toBe(true);
  });
  it('names every step of the catalogue in its sources', () => {
    const named = steps.flatMap(({ sources }) =>
      sources.flatMap(({ section }) =>
        [...(section ?? '').matchAll(new RegExp(`${of.procedure} (\\d)`, 'g'))].map((match) => Number(match[1])),
      ),
    );
    const last = { 'sps-obtain-firmware': 4, 'us-airgap-package-staging': 4, 'imp-download-ipm': 3 }[of.procedure] ?? 0;
    // Of the SPS table the first row is its own prerequisite: the account.
    const first = of.procedure === 'sps-obtain-firmware' ? 2 : 1;
    expect([...new Set(named)].sort()).toEqual(Array.from({ length: last - first + 1 }, (_, index) => first + index));
  });
  it('puts nothing in the way of who answers carefully', () => {
    expect(walk(of).run((_, what) => what.do === 'blocked').status).toBe('finished');
  });
});

describe('whoever answers otherwise is held', () => {
  it.each<[keyof typeof OF, string, string, Facts[string]]>([
    ['sps', 'account', 'obtain.account', 'waiting'],
    ['sps', 'plan', 'targetVersion', '5.0.11'],
    ['sps', 'plan', 'obtain.newest', '5.8.1'],
    ['sps', 'plan', 'obtain.catalogueDate', '2027-01-01T00:00:00Z'],
    ['sps', 'choose', 'obtain.isoVersion', '5.7.0'],
    ['sps', 'medium', 'obtain.mediumHash', B],
    ['sps', 'arrive', 'obtain.rackHash', B],
    ['us', 'order', 'staging.supi', 'old'],
    ['us', 'order', 'staging.supporting', 200901],
    ['us', 'download', 'staging.files', 0],
    ['us', 'download', 'staging.packageFamily', 'w2012'],
    ['us', 'seal', 'staging.read', 2],
    ['us', 'arrive', 'staging.arrived', B],
    ['us', 'arrive', 'staging.arrivedFiles', 2],
    ['us', 'pause', 'staging.schedule', 'active'],
    ['us', 'offer', 'staging.listed', 2],
    ['imp', 'count', 'imp.generation', 'other'],
    ['imp', 'count', 'imp.appliances', 2],
    ['imp', 'release', 'imp.package.kind', 'other'],
    ['imp', 'release', 'imp.package.hotfix', 'HF3'],
    ['imp', 'medium', 'imp.package.mediumSha256', B],
    ['imp', 'arrive', 'imp.package.arrived', B],
  ])('%s: %s, %s = %s', (key, path, fact, value) => {
    const driver = walk(OF[key], change(OF[key], path, { [fact]: value }));
    expect(() => driver.run()).toThrow(expect.objectContaining({ code: 'answer', fact }));
  });
  it('too where the page states a checksum that is another one', () => {
    const sps = walk(SPS, change(SPS, 'choose', { 'obtain.vendorHash': B }));
    expect(() => sps.run()).toThrow(expect.objectContaining({ code: 'answer', fact: 'plan.isoHash' }));
    const imp = walk(IMP, change(IMP, 'release', { 'imp.package.vendorSha256': B }));
    expect(() => imp.run()).toThrow(expect.objectContaining({ code: 'answer', fact: 'imp.package.origin' }));
    for (const of of [SPS, IMP]) {
      const path = of === SPS ? 'choose' : 'release';
      const name = of === SPS ? 'obtain.vendorHash' : 'imp.package.vendorSha256';
      expect(walk(of, change(of, path, { [name]: A })).run().status).toBe('finished');
    }
  });
});

describe('each rule', () => {
  it.each<[keyof typeof OF, string, ManualAction, Facts]>([
    ['sps', 'I-SPS-058', 'airgap.handOver', { 'obtain.isoVersion': '5.7.0' }],
    ['sps', 'I-SPS-058', 'airgap.download', { 'obtain.newest': '5.8.1' }],
    ['sps', 'I-SPS-059', 'airgap.handOver', { 'obtain.rackHash': B }],
    ['sps', 'I-SPS-060', 'airgap.handOver', { 'obtain.catalogueDate': '2026-02-20T08:00:00Z' }],
    ['sps', 'I-SPS-060', 'airgap.handOver', { 'obtain.catalogueDate': '2027-02-20T08:00:00Z' }],
    ['us', 'I-US-007', 'us.packages.offer', { 'staging.supporting': 200901 }],
    ['us', 'I-US-008', 'us.packages.offer', { 'staging.supi': 'old' }],
    ['us', 'I-US-009', 'us.packages.offer', { 'staging.path': 'open' }],
    ['us', 'I-US-066', 'us.packages.offer', { 'staging.arrivedFiles': 2 }],
    ['us', 'I-US-066', 'us.packages.offer', { 'staging.arrived': B }],
    ['us', 'I-US-067', 'us.packages.offer', { 'staging.packageFamily': 'w2012' }],
    ['us', 'I-US-068', 'us.packages.offer', { 'staging.schedule': 'active' }],
  ])('of %s: %s refuses %s with %o, and nothing without', (key, rule, action, wrong) => {
    const of = OF[key];
    expect(against(knowing(of.library, of.procedure, of.role, entered(of, wrong)), action, of.role)).toEqual([rule]);
    expect(against(knowing(of.library, of.procedure, of.role, entered(of)), action, of.role)).toEqual([]);
    // Of what nobody knows nothing is handed on.
    expect(against(knowing(of.library, of.procedure, of.role), action, of.role)).toContain(rule);
  });
  it('I-US-007 has nothing against an older appliance software', () => {
    const old = entered(US, { 'staging.supporting': 200901, 'staging.target': '3.2.5' });
    expect(against(knowing(US.library, US.procedure, US.role, old), 'us.packages.offer', 'server')).toEqual([]);
  });
});

describe('the branches of imp-download-ipm', () => {
  it('stop where the levels stay different, and look again where the support has levelled them', () => {
    const other = { 'imp.site': 'North', 'imp.level': '24.1 HF1' };
    const uneven = (decision: string) => ({ 'imp.levelCase': '4711', 'imp.trouble.decision': decision });
    const stopped = walk(IMP, { ...IMP.answers, read: other, uneven: uneven('stop') });
    expect([stopped.run().status, times(stopped, 'release')]).toEqual(['stopped', 0]);
    const read = [other, IMP.answers.read as Facts];
    const again = walk(IMP, { ...IMP.answers, read, uneven: uneven('again') });
    expect([again.run().status, times(again, 'levels/count')]).toEqual(['finished', 2]);
  });
  it('go through the support where an installation failed', () => {
    const failed = { 'imp.supportRelease': '4712' };
    const driver = walk(IMP, { ...change(IMP, 'count', { 'imp.installState': 'failed' }), failed });
    expect(against(to(driver, 'levels/failed'), 'airgap.handOver')).toContain('I-IMP-010');
    expect(driver.run().status).toBe('finished');
  });
});
