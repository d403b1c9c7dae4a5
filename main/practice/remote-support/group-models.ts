/** The practice groups of Remote Support appliances as one shape: who is in them, what a click does, what they show. */
import type { ManualAction } from '../../procedures/model.ts';
import type { ApiMember } from './api.ts';
import { inService, newAppliance } from './appliance.ts';
import {
  FAULTS as ATLAS_FAULTS,
  type AtlasFault,
  accepting,
  clientsOf,
  DURATION,
  installing,
  isAtlasAction,
  MASTERS,
  type MemberId,
  NODES,
  type NodeId,
  newCluster,
  nextDue,
  reduceAtlas,
  servingMaster,
} from './atlas.ts';
import {
  FAILOVER_FAULTS,
  type FailoverFault,
  newPair,
  otherSide,
  pairDue,
  reducePair,
  type Side,
  serving,
  works,
} from './failover-pair.ts';
import { newReplacement, type ReplacementEvent, reduceReplacement } from './replacement.ts';

/** Whatever the group is; times are simulated seconds since the start of the rack. */
export interface GroupModel {
  /** Device id and name of each appliance, from the top of the rack down. */
  readonly members: readonly { id: string; name: string }[];
  readonly faults: readonly string[];
  pass(at: number): void;
  click(id: string, action: ManualAction): void;
  /** What is to go wrong; `repaired`: support has mended everything. */
  strike(fault: string): void;
  /** When what is under way ends: nobody who follows the procedure clicks on before. */
  due(): number | null;
  listens(id: string): boolean;
  /** What the page of an appliance shows. */
  page(id: string): Record<string, string>;
  /** What its API tells. */
  api(id: string): GroupApi;
  /** Where a name leads that is its site's; null for every other name. */
  leadsTo(name: string): string | null;
  view(): { disasters: readonly { kind: string; detail: string }[] } & Record<string, unknown>;
}

/** An appliance of a group as its API tells of it; the time of a data-sync is a simulated one. */
export interface GroupApi extends Pick<ApiMember, 'product' | 'role' | 'sharedIps'> {
  lastSync: number | null;
}

/** The name under which users find a group's site, by its first appliance. */
export const siteName = (first: string): string => `site-${first}.practice.invalid`;

/** Every group of the rack, as new. */
export const newGroups = (): GroupModel[] => [
  failoverGroup('rs-1', 'rs-2', 'name'),
  failoverGroup('rs-3', 'rs-4', 'sharedIp'),
  replacementGroup(),
  atlasGroup(true, 'atlas-'),
  atlasGroup(false, 'solo-'),
];
/** The devices of all groups. */
export const GROUP_IDS: readonly string[] = newGroups().flatMap(({ members }) => members.map(({ id }) => id));
/** Whether a device of the practice site belongs to one of the groups: they know what every click there means. */
export const isInGroup = (deviceId: string | null): boolean => deviceId !== null && GROUP_IDS.includes(deviceId);

/** Two appliances with a failover relationship; `by` is how the site finds the one that serves. */
export function failoverGroup(a: string, b: string, by: 'name' | 'sharedIp'): GroupModel {
  let pair = newPair(by);
  const sideOf = (id: string): Side => (id === b ? 'b' : 'a');
  const does = (event: Parameters<typeof reducePair>[1]) => {
    pair = reducePair(pair, event, pair.now);
  };
  return {
    members: [
      { id: a, name: a.toUpperCase() },
      { id: b, name: b.toUpperCase() },
    ],
    faults: FAILOVER_FAULTS,
    pass(at) {
      pair = reducePair(pair, { type: 'time' }, at);
    },
    click(id, action) {
      const side = sideOf(id);
      // The sessions of testers leave no click: whoever follows the procedure has tested before users are led there.
      if (LEADS.includes(action)) for (const one of [side, otherSide(side)]) does({ type: 'tested', side: one });
      does({ type: 'manual', side, action });
    },
    strike(fault) {
      const name = FAILOVER_FAULTS.find((one): one is FailoverFault => one === fault);
      does(name ? { type: 'fault', name } : { type: 'repaired' });
    },
    due: () => pairDue(pair),
    listens: (id) =>
      inService(pair.appliances[sideOf(id)]) && !(sideOf(id) === 'b' && pair.faults.includes('b-silent')),
    page(id) {
      const side = sideOf(id);
      const { base, product } = pair.appliances[side];
      return {
        ...{ Role: pair.roles[side], 'Base software': base, Product: product },
        'Shared IP': pair.sharedIp[side] ? 'enabled' : 'disabled',
        ...{
          'The site leads to': serving(pair) ?? 'nobody',
          Synchronisation: pair.syncUntil === null ? 'idle' : 'runs',
        },
        Sessions: works(pair, side) ? 'work' : 'fail',
      };
    },
    api(id) {
      const side = sideOf(id);
      const { product } = pair.appliances[side];
      const sharedIps = pair.by === 'name' ? null : pair.sharedIp[side] ? [SHARED_IP] : [];
      return { product, role: pair.roles[side], sharedIps, lastSync: pair.lastSync };
    },
    leadsTo(name) {
      if (name !== siteName(a)) return null;
      return by === 'sharedIp' ? SHARED_IP : ADDRESSES[pair.name];
    },
    view: () => ({
      roles: pair.roles,
      products: { a: pair.appliances.a.product, b: pair.appliances.b.product },
      serving: serving(pair),
      disasters: pair.disasters,
    }),
  };
}
/** Of documentation (RFC 5737): nothing answers there. */
const SHARED_IP = '192.0.2.50';
export const ADDRESSES = {
  ...{ a: '192.0.2.11', b: '192.0.2.12', old: '192.0.2.21', new: '192.0.2.22' },
  ...{ 'atlas-a': '192.0.2.31', 'atlas-b': '192.0.2.32' },
} as const;
const LEADS: readonly ManualAction[] = ['rs.dns.point', 'rs.nat.point', 'rs.sharedIp.enable', 'rs.sharedIp.disable'];

/** An appliance and its successor. */
export function replacementGroup(): GroupModel {
  let state = newReplacement();
  const does = (event: ReplacementEvent) => {
    state = reduceReplacement(state, event, state.now);
  };
  const faults = ['warning-open', 'restore-fails', 'new-fails', 'reset-hangs'] as const;
  return {
    members: [
      { id: 'rs-old', name: 'RS old' },
      { id: 'rs-new', name: 'RS new' },
    ],
    faults,
    pass(at) {
      state = reduceReplacement(state, { type: 'time' }, at);
    },
    click(id, action) {
      // What leaves no click, whoever follows the procedure has done before: the password, the chain, the recordings.
      if (action === 'rs.dns.point') {
        does({ type: 'cleared' });
        does({ type: 'password' });
      }
      if (action === 'rs.factoryReset' || action === 'rs.vm.delete') does({ type: 'recordings' });
      does({ type: 'manual', at: id === 'rs-new' ? 'new' : 'old', action });
    },
    strike(fault) {
      const name = faults.find((one) => one === fault);
      if (name) state = { ...state, faults: [...state.faults, name] };
      else does({ type: 'repaired' });
    },
    due: () => state.resetUntil,
    listens: (id) => id === 'rs-new' || state.old === 'whole',
    page: (id) => ({
      'The site leads to': state.site,
      ...(id === 'rs-new' ? { Settings: state.restored ? 'restored' : 'none' } : { State: state.old }),
    }),
    api: () => ({ product: newAppliance().product, role: 'none', sharedIps: null, lastSync: null }),
    leadsTo: (name) => (name === siteName('rs-old') ? ADDRESSES[state.site] : null),
    view: () => ({ site: state.site, restored: state.restored, old: state.old, disasters: state.disasters }),
  };
}

/** An Atlas cluster; without failover it has one master. `prefix` begins the ids of its devices. */
export function atlasGroup(failover: boolean, prefix: string): GroupModel {
  let cluster = newCluster(failover);
  const ids: MemberId[] = [...(failover ? MASTERS : (['atlas-a'] as const)), ...NODES];
  const idOf = (member: MemberId) => prefix + member.replace('atlas-', '');
  const memberOf = (id: string) => ids.find((one) => idOf(one) === id) ?? 'atlas-a';
  const isNode = (id: MemberId): id is NodeId => NODES.some((one) => one === id);
  const does = (event: Parameters<typeof reduceAtlas>[1]) => {
    cluster = reduceAtlas(cluster, event, cluster.now);
  };
  return {
    members: ids.map((id) => ({ id: idOf(id), name: idOf(id).toUpperCase() })),
    faults: ATLAS_FAULTS,
    pass(at) {
      cluster = reduceAtlas(cluster, { type: 'time' }, at);
    },
    click(id, action) {
      if (isAtlasAction(action)) does({ type: 'manual', action, on: memberOf(id) });
    },
    strike(fault) {
      const name = ATLAS_FAULTS.find((one): one is AtlasFault => one === fault);
      does(name ? { type: 'fault', name, active: true } : { type: 'support' });
    },
    due() {
      const leaving = NODES.flatMap((id) => {
        const since = cluster.draining[id];
        return since === null || clientsOf(cluster, id) === 0 ? [] : since + 6 * DURATION.leave;
      });
      const all = [nextDue(cluster), ...leaving].filter((one) => one !== null);
      return all.length === 0 ? null : Math.max(...all);
    },
    listens: (id) => !installing(cluster, memberOf(id)),
    page(id) {
      const member = memberOf(id);
      const { base, product, holds } = cluster.members[member];
      const node = isNode(member)
        ? {
            'Accept New Client Connections': accepting(cluster, member) ? 'yes' : 'no',
            'Connected Clients': String(clientsOf(cluster, member)),
          }
        : { Role: cluster.roles[member] };
      return { 'Base software': base, Product: product, Packages: holds ? 'received' : 'none', ...node };
    },
    api(id) {
      const member = memberOf(id);
      const role = isNode(member) ? 'none' : cluster.roles[member];
      return { product: cluster.members[member].product, role, sharedIps: null, lastSync: null };
    },
    leadsTo(name) {
      const master = name === siteName(idOf('atlas-a')) ? servingMaster(cluster) : null;
      return master && ADDRESSES[master];
    },
    view: () => ({
      roles: cluster.roles,
      products: Object.fromEntries(ids.map((id) => [idOf(id), cluster.members[id].product])),
      disasters: cluster.disasters,
    }),
  };
}
