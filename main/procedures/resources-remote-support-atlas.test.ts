import { describe, expect, it } from 'vitest';
import type { FactValue } from '../../preload/contract.ts';
import {
  type AtlasFault,
  MASTERS,
  type MemberId,
  NEW,
  NODES,
  newCluster,
  OLD,
  serves,
} from '../practice/remote-support/atlas.ts';
import { type RunState, record } from './engine.ts';
import { blocking } from './interlocks.ts';
import type { ManualAction } from './model.ts';
import { AtlasCluster, type AtlasProcedure, type Otherwise } from './testing/atlas.ts';
import { everyBranchWalked } from './testing/every-branch.ts';
import { loaded } from './testing/fixture.ts';
import { filesOf } from './testing/shipped.ts';

// Both Atlas upgrades on the practice cluster, to their ends and through each of their failures, without a person.

const library = loaded(filesOf('remote-support'));
const PAIR = 'rs-atlas-upgrade-with-failover';
const ONE = 'rs-atlas-upgrade-no-failover';
const started = (procedure: AtlasProcedure, otherwise: Otherwise = {}) =>
  new AtlasCluster(procedure, otherwise).started(library);

const AGAIN: Otherwise = { 'rs.atlas.next': 'again' };
const FAILS: Otherwise = { 'rs.verified': 'fails', 'rs.verified.next': 'stop' };
const BY_REGION: Otherwise = { 'eu-2:rs.node.half': 'first', 'us-1:rs.node.half': 'second' };
const OTHER: Otherwise = { 'atlas-b:rs.finalVersion': '25.1.1', 'atlas-b:rs.changeLog': '25.1.1' };
const BASE_FIRST: Otherwise = {
  ...AGAIN,
  'atlas-b:rs.plan.base': ['yes', 'no'],
  'atlas-b:rs.plan.product': ['no', 'yes'],
};

/** Where branches begin, in order: the good run goes there once and others go on from it. */
const PLACES: Record<AtlasProcedure, string[]> = {
  [PAIR]: [
    'prepare-b/status',
    'distribute/download',
    'halves/halves#0/choose',
    'upgrade-b/offered',
    'swap/peer/ask',
    'sync-first/sync',
    'upgrade-second#1/drain/clients',
    'upgrade-a/offered',
  ],
  [ONE]: [
    'role/read',
    'distribute/download',
    'halves/halves#0/choose',
    'upgrade-first#0/install/offered',
    'upgrade-master/offered',
    'sync-first/sync',
  ],
};
const places = new Map<string, AtlasCluster>();
for (const procedure of [PAIR, ONE] as const) {
  const cluster = started(procedure);
  for (const path of PLACES[procedure]) places.set(`${procedure} ${path}`, cluster.to(path).from({}));
  places.set(`${procedure} end`, cluster);
  cluster.driver.run();
}
function at(procedure: AtlasProcedure, path: string, otherwise: Otherwise = {}, ...faults: AtlasFault[]): AtlasCluster {
  const place = places.get(`${procedure} ${path}`);
  if (!place) throw new Error(`no run stands at ${path}`);
  return place.from(otherwise).strikes(...faults);
}
const begun = ({ driver }: AtlasCluster, path: string) =>
  driver.events.filter((event) => event.type === 'step.begun' && event.data.path === path).length;
const rules = ({ driver }: AtlasCluster, action: ManualAction | 'power.cycle', deviceId: MemberId) =>
  driver.state ? blocking(driver.state, { action, deviceId }, driver.now).map(({ rule }) => rule) : [];
const versions = ({ state }: AtlasCluster, ids: readonly MemberId[]) => ids.map((id) => state.members[id].product);
const kinds = ({ state }: AtlasCluster) => state.disasters.map(({ kind }) => kind);
/** The devices in the order in which their product was installed. */
const order = ({ driver }: AtlasCluster) =>
  driver.events
    .filter((event) => event.type === 'step.begun' && event.data.path.endsWith('install/install-product'))
    .map((event) => ('path' in event.data && event.data.path?.split('/')[0]) || '');

describe('an Atlas cluster with failover', () => {
  const end = places.get(`${PAIR} end`) as AtlasCluster;
  it('is upgraded to the end, without a disaster and without anything to waive', () => {
    expect(end.driver.state?.status).toBe('finished');
    expect({ disasters: end.state.disasters, waived: end.waived }).toEqual({ disasters: [], waived: [] });
    expect(versions(end, [...MASTERS, ...NODES])).toEqual(Array(6).fill(NEW.product));
    expect(NODES.every((id) => serves(end.state, id))).toBe(true);
    expect(end.state).toMatchObject({
      roles: { 'atlas-a': 'backup', 'atlas-b': 'primary' },
      backupOperations: ['atlas-a'],
    });
  });
  it('goes B, first half, second half, A (E-RS-012)', () => {
    expect(order(end)).toEqual([
      'upgrade-b',
      ...['upgrade-first#0', 'upgrade-first#2', 'upgrade-second#1', 'upgrade-second#3'],
      'upgrade-a',
    ]);
  });
  it('locks what is out of turn, on each device', () => {
    const b = at(PAIR, 'upgrade-b/offered');
    expect(rules(b, 'rs.install.base', 'atlas-b')).not.toContain('I-RS-033');
    expect(rules(b, 'rs.install.base', 'eu-2')).toEqual(expect.arrayContaining(['I-RS-029', 'I-RS-065']));
    expect(rules(b, 'rs.atlas.untick', 'eu-2')).toEqual(['I-RS-028']);
    expect(rules(b, 'rs.install.base', 'atlas-a')).toContain('I-RS-037');
    expect(rules(b, 'rs.failover.becomeBackup', 'atlas-a')).toEqual(['I-RS-030']);
    expect(rules(b, 'rs.failover.becomePrimary', 'atlas-b')).toEqual(expect.arrayContaining(['I-RS-031', 'I-RS-055']));
    expect(rules(b, 'rs.settings.change', 'atlas-a')).toEqual(['I-RS-025']);
    b.to('upgrade-b/install/base-running');
    expect(rules(b, 'power.cycle', 'atlas-b')).toEqual(['I-RS-008']);
    const later = at(PAIR, 'sync-first/sync');
    expect(rules(later, 'rs.install.base', 'eu-2')).toContain('I-RS-036');
    expect(rules(end, 'rs.settings.change', 'atlas-a')).toEqual([]);
  });

  it.each<[string, string, Otherwise, AtlasFault[], string]>([
    ['where B is older than A', 'prepare-b/status', {}, ['b-older'], 'cluster'],
    ['where B was prepared for another version', 'prepare-b/status', OTHER, [], 'cluster'],
    ['where several product packages are needed', 'prepare-b/status', { 'rs.route': 'steps' }, [], 'cluster'],
    [
      'where a node does not receive its packages',
      'distribute/download',
      {},
      ['distribution-fails'],
      'distribute/again',
    ],
    [
      'where something is installed on B',
      'distribute/download',
      { 'atlas-b:rs.node.packages': 'installed' },
      [],
      'arrived-b',
    ],
    ['where a whole region is chosen', 'halves/halves#0/choose', { 'eu-2:rs.node.half': 'first' }, [], 'halves/again'],
    ['where half of all nodes is the whole of one region', 'halves/halves#0/choose', BY_REGION, [], 'halves/again'],
    ['where nobody goes offline', 'halves/halves#0/choose', { 'rs.node.half': 'second' }, [], 'halves/again'],
    ['where the other node of a region is down', 'halves/halves#0/choose', {}, ['node-down'], 'halves/again'],
    ['where the upgrade of B fails', 'upgrade-b/offered', {}, ['b-fails'], 'upgrade-b/install/base-problem/decided'],
    [
      'where the upgrade of a node fails',
      'upgrade-b/offered',
      {},
      ['node-fails'],
      'upgrade-first#0/install/install/base-problem/decided',
    ],
    [
      'where B is left with its old version',
      'upgrade-b/offered',
      { 'atlas-b:rs.plan.product': 'no' },
      [],
      'upgrade-b/again',
    ],
    ['where B does not answer', 'swap/peer/ask', {}, ['peer-silent'], 'swap/go'],
    ['where A does not become backup', 'swap/peer/ask', {}, ['a-stays-primary'], 'swap/again-a'],
    ['where B does not become primary', 'swap/peer/ask', {}, ['b-stays-backup'], 'swap/again-b'],
    ['where B has no role left', 'swap/peer/ask', {}, ['b-lets-go'], 'swap/again-b'],
    ['where the cluster does not synchronise', 'sync-first/sync', {}, ['sync-fails'], 'sync-first/again'],
    [
      'where a node does not come back',
      'swap/peer/ask',
      { 'eu-1:rs.node.accepting': 'off' },
      [],
      'online-first#0/again',
    ],
    ['where both nodes of a region are out', 'upgrade-b/offered', {}, ['node-down'], 'flags#1/tick/again'],
    [
      'where the upgrade of a node of the second half fails',
      'upgrade-second#1/drain/clients',
      {},
      ['late-node-fails'],
      'upgrade-second#1/install/install/base-problem/decided',
    ],
    [
      'where the upgrade of A fails',
      'upgrade-a/offered',
      {},
      ['master-fails'],
      'upgrade-a/install/base-problem/decided',
    ],
    ['where the new version does not work', 'sync-first/sync', FAILS, [], 'verify/works'],
  ])('stops %s', (_, place, otherwise, faults, path) => {
    const cluster = at(PAIR, place, otherwise, ...faults);
    const { status } = cluster.driver.run();
    const stop = cluster.driver.events.at(-1);
    expect({ status, at: stop?.data, disasters: kinds(cluster) }).toEqual({
      ...{ status: 'stopped', at: { path }, disasters: [] },
    });
  });
  it('leaves A serving with the second half when B or a node fails', () => {
    for (const fault of ['b-fails', 'node-fails'] as const) {
      const cluster = at(PAIR, 'upgrade-b/offered', {}, fault);
      cluster.driver.run();
      expect(NODES.filter((id) => serves(cluster.state, id))).toEqual(['eu-2', 'us-2']);
      expect(rules(cluster, 'power.cycle', fault === 'b-fails' ? 'atlas-b' : 'eu-1')).toEqual(['I-RS-008']);
    }
  });

  it.each<[string, string, Otherwise, AtlasFault[], string]>([
    ['mended the distribution', 'distribute/download', AGAIN, ['distribution-fails'], 'halves/halves#0/choose'],
    [
      'brought the packages to B',
      'distribute/download',
      { 'atlas-b:rs.node.packages': ['missing', 'ready'] },
      [],
      'halves/halves#0/choose',
    ],
    ['brought the node back', 'halves/halves#0/choose', AGAIN, ['node-down'], 'offline#0/untick'],
    [
      'chosen again',
      'halves/halves#0/choose',
      { ...AGAIN, 'eu-2:rs.node.half': ['first', 'second'] },
      [],
      'offline#0/untick',
    ],
    [
      'completed B',
      'upgrade-b/offered',
      { 'rs.support.decision': 'wait' },
      ['b-fails'],
      'upgrade-first#0/install/offered',
    ],
    ['completed the node', 'upgrade-b/offered', { 'rs.support.decision': 'wait' }, ['node-fails'], 'swap/peer/ask'],
    [
      'named the order',
      'upgrade-b/offered',
      { 'atlas-b:rs.atlas.order': 'unsure' },
      [],
      'upgrade-first#0/install/offered',
    ],
    ['offered the product after its base', 'upgrade-b/offered', BASE_FIRST, [], 'upgrade-first#0/install/offered'],
    ['brought B back', 'swap/peer/ask', { 'rs.swap.next': 'again' }, ['peer-silent'], 'online-first#0/tick'],
    ['made A backup', 'swap/peer/ask', { 'rs.pair.next': 'again' }, ['a-stays-primary'], 'online-first#0/tick'],
    ['given B its role', 'swap/peer/ask', { 'rs.pair.next': 'again' }, ['b-lets-go'], 'online-first#0/tick'],
    ['made B primary', 'swap/peer/ask', { 'rs.pair.next': 'again' }, ['b-stays-backup'], 'online-first#0/tick'],
    ['mended the synchronisation', 'sync-first/sync', { 'rs.cluster.next': 'again' }, ['sync-fails'], 'verify/version'],
    [
      'brought the last node of a region back',
      'upgrade-b/offered',
      AGAIN,
      ['node-down'],
      'upgrade-first#0/install/offered',
    ],
    [
      'completed a node of the second half',
      'upgrade-second#1/drain/clients',
      { 'rs.support.decision': 'wait' },
      ['late-node-fails'],
      'online-second#1/tick',
    ],
    ['pointed the DNS entry', 'swap/peer/ask', { 'rs.switch.method': 'dns' }, [], 'online-first#0/tick'],
    ['pointed the NAT entry', 'swap/peer/ask', { 'rs.switch.method': 'nat' }, [], 'online-first#0/tick'],
  ])('goes on when somebody has %s', (_, place, otherwise, faults, path) => {
    const cluster = at(PAIR, place, otherwise, ...faults).to(path);
    expect({ disasters: kinds(cluster), waived: cluster.waived }).toEqual({ disasters: [], waived: [] });
  });

  it('goes on serving every region from B when the second half or A fails', () => {
    const node = at(PAIR, 'upgrade-second#1/drain/clients', {}, 'late-node-fails');
    const a = at(PAIR, 'upgrade-a/offered', {}, 'master-fails');
    for (const cluster of [node, a]) cluster.driver.run();
    expect(NODES.filter((id) => serves(node.state, id))).toEqual(['eu-1', 'us-1']);
    expect(NODES.filter((id) => serves(a.state, id))).toEqual([...NODES]);
    expect(rules(a, 'power.cycle', 'atlas-a')).toEqual(['I-RS-008']);
  });
  it('clicks Become Primary once, and not at all where B took over by itself (G-105)', () => {
    expect(begun(end, 'swap/become-primary')).toBe(1);
    const cluster = at(PAIR, 'swap/peer/ask', {}, 'takes-over').to('online-first#0/tick');
    expect([begun(cluster, 'swap/become-primary'), kinds(cluster)]).toEqual([0, []]);
  });
  it('swaps towards a silent B only with a reason and a second person', () => {
    const cluster = at(PAIR, 'swap/peer/ask', { 'rs.swap.next': 'force' }, 'peer-silent').to('swap/become-backup');
    expect(cluster.waived).toEqual(['I-RS-032']);
  });
  it('does not swap where a version is not as it should be', () => {
    const cluster = at(PAIR, 'upgrade-b/offered').to('upgrade-first#2/install/install/product-version');
    const reads = ({ driver }: AtlasCluster, version: string) =>
      driver.append(...record(driver.state as RunState, { 'rs.productVersion': version }, driver.now, 'node#3'));
    reads(cluster, NEW.product);
    const corrected = cluster.from({ 'rs.pair.next': 'again' });
    cluster.driver.run();
    expect([begun(cluster, 'swap/odd'), begun(cluster, 'swap/peer/ask')]).toEqual([1, 0]);
    expect(cluster.driver.events.at(-1)?.data).toEqual({ path: 'swap/leave' });
    // It had been read at another node.
    reads(corrected.to('swap/odd'), OLD.product);
    expect(kinds(corrected.to('online-first#0/tick'))).toEqual([]);
  });
  it('lets the second half serve on where the upgrade of B took its boxes on A (G-084)', () => {
    const cluster = at(PAIR, 'upgrade-b/offered', {}, 'flags-lost').to('upgrade-first#0/install/offered');
    expect([begun(cluster, 'flags#1/tick/tick'), begun(cluster, 'flags#3/tick/tick')]).toEqual([1, 1]);
    expect(NODES.filter((id) => serves(cluster.state, id))).toEqual(['eu-2', 'us-2']);
  });
  it('waits for the last client of each node', () => {
    const drains = end.driver.events
      .filter((event) => event.type === 'fact.recorded')
      .filter(({ data }) => data.facts.some(({ name, value }) => name === 'rs.node.clients' && value === 0));
    expect(drains.map(({ data }) => data.path?.split('/')[0])).toEqual([
      'drain#0',
      'drain#2',
      'upgrade-second#1',
      'upgrade-second#3',
    ]);
  });
  it.each<[string, string, FactValue]>([
    ['offline#0/untick', 'eu-1:rs.node.accepting', 'on'],
    ['swap/operations', 'rs.backupOps.b', 'enabled'],
    ['swap/answers', 'rs.switch.answers', 'a'],
    ['operations', 'rs.backupOps.a', 'disabled'],
    ['boxes', 'rs.backupOps.b', 'enabled'],
  ])('refuses a wrong answer at %s', (path, key, value) => {
    const place =
      { offline: 'halves/halves#0/choose', swap: 'swap/peer/ask' }[path.split(/[#/]/)[0] ?? ''] ?? 'sync-first/sync';
    const cluster = at(PAIR, path.startsWith('online') ? 'swap/peer/ask' : place)
      .to(path)
      .from({ [key]: value });
    const fact = key.split(':').at(-1);
    expect(() => cluster.driver.run()).toThrow(expect.objectContaining({ code: 'answer', fact }));
  });
});

describe('an Atlas cluster without failover', () => {
  const end = places.get(`${ONE} end`) as AtlasCluster;
  it('is upgraded to the end, without a disaster and without anything to waive', () => {
    expect(end.driver.state?.status).toBe('finished');
    expect({ disasters: end.state.disasters, waived: end.waived }).toEqual({ disasters: [], waived: [] });
    expect(versions(end, ['atlas-a', ...NODES])).toEqual(Array(5).fill(NEW.product));
    expect(NODES.every((id) => serves(end.state, id))).toBe(true);
  });
  it('goes first half, master, second half (E-RS-013)', () => {
    const [first, second] = [
      ['upgrade-first#0', 'upgrade-first#2'],
      ['upgrade-second#1', 'upgrade-second#3'],
    ];
    expect(order(end)).toEqual([...first, 'upgrade-master', ...second]);
  });
  it('locks the master until the first half is new, and the second half until it serves again', () => {
    const first = at(ONE, 'upgrade-first#0/install/offered');
    expect(rules(first, 'rs.install.base', 'atlas-a')).toContain('I-RS-035');
    const master = at(ONE, 'upgrade-master/offered');
    expect(rules(master, 'rs.install.base', 'atlas-a')).not.toContain('I-RS-035');
    expect(rules(master, 'rs.install.base', 'us-2')).toContain('I-RS-065');
    expect(rules(at(ONE, 'sync-first/sync'), 'rs.operation.confirm', 'atlas-a')).toContain('I-RS-036');
  });
  it.each<[string, string, Otherwise, AtlasFault[], string]>([
    [
      'where a node does not receive its packages',
      'distribute/download',
      {},
      ['distribution-fails'],
      'distribute/again',
    ],
    ['where the other node of a region is down', 'halves/halves#0/choose', {}, ['node-down'], 'halves/again'],
    [
      'where the upgrade of a node fails',
      'upgrade-first#0/install/offered',
      {},
      ['node-fails'],
      'upgrade-first#0/install/install/base-problem/decided',
    ],
    [
      'where the upgrade of the master fails',
      'upgrade-master/offered',
      {},
      ['master-fails'],
      'upgrade-master/install/base-problem/decided',
    ],
    ['where the cluster does not synchronise', 'sync-first/sync', {}, ['sync-fails'], 'sync-first/again'],
    ['where the new version does not work', 'sync-first/sync', FAILS, [], 'verify/works'],
  ])('stops %s', (_, place, otherwise, faults, path) => {
    const cluster = at(ONE, place, otherwise, ...faults);
    const { status } = cluster.driver.run();
    expect({ status, at: cluster.driver.events.at(-1)?.data, disasters: kinds(cluster) }).toEqual({
      ...{ status: 'stopped', at: { path }, disasters: [] },
    });
  });
  it('goes on when the support has completed the master', () => {
    const cluster = at(ONE, 'upgrade-master/offered', { 'rs.support.decision': 'wait' }, 'master-fails');
    expect(kinds(cluster.to('online-first#0/tick'))).toEqual([]);
  });
  it('is not for a master that has a backup', () => {
    const cluster = at(ONE, 'role/read');
    cluster.state = newCluster(true);
    expect([cluster.driver.run().status, cluster.driver.events.at(-1)?.data]).toEqual(['stopped', { path: 'cluster' }]);
  });
  it('has the only node of a region acknowledged, and no other one', () => {
    const regions = { 'eu-1:rs.node.region': 'EU', 'eu-2:rs.node.region': 'EU', 'us-1:rs.node.region': 'EU' };
    const alone = { ...regions, 'us-1:rs.node.half': 'second', 'us-2:rs.node.region': 'US' };
    const cluster = started(ONE, alone);
    cluster.driver.run(({ position }) => position.kind === 'step' && position.path.startsWith('online-second'));
    expect(new Set(cluster.waived)).toEqual(new Set(['I-RS-064 node#3']));
  });
});

everyBranchWalked(library, import.meta);
