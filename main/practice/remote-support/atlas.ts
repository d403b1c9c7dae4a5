/**
 * The practice Atlas cluster: two masters (or one, without failover) and two traffic nodes in each of two regions, and the
 * upgrade of all of them (seed 004 L469-605; procedures.md §A.4). Pure; times are simulated seconds. The guide names 15 to
 * 60 minutes for an installation and nothing else; the other durations are ours.
 */
import type { ManualAction } from '../../procedures/model.ts';

export const MASTERS = ['atlas-a', 'atlas-b'] as const;
export const NODES = ['eu-1', 'eu-2', 'us-1', 'us-2'] as const;
export type MasterId = (typeof MASTERS)[number];
export type NodeId = (typeof NODES)[number];
export type MemberId = MasterId | NodeId;
export const REGION_OF: Readonly<Record<NodeId, string>> = { 'eu-1': 'EU', 'eu-2': 'EU', 'us-1': 'US', 'us-2': 'US' };
export const OLD = { base: '6.2.1', product: '23.2.3' } as const;
export const NEW = { base: '7.0.0', product: '24.1.2' } as const;

const MIN = 60;
export const DURATION = {
  distribution: 15 * MIN,
  base: 20 * MIN,
  product: 25 * MIN,
  sync: 5 * MIN,
  /** After it one more client has left a node that turns new ones away. */
  leave: 5 * MIN,
} as const;
const CLIENTS = 6;

const ACTIONS = {
  'rs.atlas.download': true,
  'rs.atlas.distribute': true,
  'rs.atlas.untick': true,
  'rs.atlas.accept': true,
  'rs.atlas.sync': true,
  'rs.atlas.backupOperations': true,
  'rs.install.base': true,
  'rs.install.product': true,
  'rs.failover.forceBackup': true,
  'rs.failover.becomeBackup': true,
  'rs.failover.becomePrimary': true,
  'rs.settings.change': true,
} as const satisfies Partial<Record<ManualAction, true>>;
/** What a person does in the two consoles and this cluster can play. */
export type AtlasAction = keyof typeof ACTIONS;
export const isAtlasAction = (action: ManualAction): action is AtlasAction => action in ACTIONS;

export const FAULTS = [
  /** The base update of eu-1, of eu-2, of B, of A or the only master. */
  'node-fails',
  'late-node-fails',
  'b-fails',
  'master-fails',
  /** eu-2, the other node of its region, is down. */
  'node-down',
  /** us-2 does not receive its packages. */
  'distribution-fails',
  'sync-fails',
  /** B does not answer any more. */
  'peer-silent',
  /** B takes over by itself when A becomes backup (G-105). */
  'takes-over',
  'a-stays-primary',
  'b-stays-backup',
  /** B has lost the relationship when A becomes backup: nobody is primary. */
  'b-lets-go',
  /** B runs an older version than A. */
  'b-older',
  /** The upgrade of B takes the boxes on A, too (G-084). */
  'flags-lost',
] as const;
export type AtlasFault = (typeof FAULTS)[number];

export type AtlasJob = { name: 'idle' | 'finished' | 'failed' } | { name: 'running'; until: number };
export type Work = { name: 'idle' | 'failed' } | { name: 'base' | 'product'; until: number };
export interface Member {
  base: string;
  product: string;
  /** The packages have arrived. */
  holds: boolean;
  work: Work;
}
export type FailoverRole = 'none' | 'primary' | 'backup';
export interface AtlasDisaster {
  at: number;
  kind:
    | 'session-cut'
    | 'region-dark'
    | 'two-masters'
    | 'no-master'
    | 'swapped-back'
    | 'split'
    | 'left-behind'
    | 'out-of-order'
    | 'restarted'
    | 'overwritten';
  detail: string;
}
export interface AtlasState {
  /** Simulated second of the last event. */
  now: number;
  members: Record<MemberId, Member>;
  roles: Record<MasterId, FailoverRole>;
  /** The boxes "Accept New Client Connections" on the Cluster page of each master. */
  accepts: Record<MasterId, NodeId[]>;
  /** Since when a node turns new clients away; null while it takes them. */
  draining: Record<NodeId, number | null>;
  downloaded: boolean;
  distribution: AtlasJob;
  sync: AtlasJob;
  /** The box "Enable Backup Operations". */
  backupOperations: MasterId[];
  /** The box "Become backup even if the peer site cannot be contacted" on A. */
  forced: boolean;
  faults: AtlasFault[];
  disasters: AtlasDisaster[];
}
export type AtlasEvent =
  | { type: 'manual'; action: AtlasAction; on: MemberId }
  | { type: 'power'; on: MemberId }
  | { type: 'fault'; name: AtlasFault; active: boolean }
  /** Support mends everything and completes what had failed. */
  | { type: 'support' }
  | { type: 'time' };

/** A cluster in service on the old version; without failover atlas-b is not part of it. */
export function newCluster(failover: boolean): AtlasState {
  const member = (): Member => ({ ...OLD, holds: false, work: { name: 'idle' } });
  return {
    now: 0,
    members: Object.fromEntries([...MASTERS, ...NODES].map((id) => [id, member()])) as Record<MemberId, Member>,
    roles: failover ? { 'atlas-a': 'primary', 'atlas-b': 'backup' } : { 'atlas-a': 'none', 'atlas-b': 'none' },
    accepts: { 'atlas-a': [...NODES], 'atlas-b': [...NODES] },
    draining: { 'eu-1': null, 'eu-2': null, 'us-1': null, 'us-2': null },
    downloaded: false,
    ...{ distribution: { name: 'idle' }, sync: { name: 'idle' } },
    ...{ backupOperations: failover ? ['atlas-b'] : [], forced: false, faults: [], disasters: [] },
  };
}

/** The master that nodes obey and the site name leads to; null while there is none. */
export function servingMaster({ roles }: AtlasState): MasterId | null {
  if (roles['atlas-b'] === 'primary') return 'atlas-b';
  return roles['atlas-a'] === 'backup' ? null : 'atlas-a';
}
export const installing = (state: AtlasState, id: MemberId): boolean => 'until' in state.members[id].work;
/** Whether a node takes new clients: its box is ticked, it works, and it has the version of the master. */
export function serves(state: AtlasState, id: NodeId): boolean {
  const master = servingMaster(state);
  if (!master || !state.accepts[master].includes(id) || !isUp(state, id)) return false;
  return state.members[id].product === state.members[master].product;
}
const isUp = (state: AtlasState, id: NodeId): boolean =>
  state.members[id].work.name === 'idle' && !(id === 'eu-2' && state.faults.includes('node-down'));
/** What the Cluster page of the serving master shows of a node; of A while there is none. */
export function accepting(state: AtlasState, id: NodeId): boolean {
  return isUp(state, id) && state.accepts[servingMaster(state) ?? 'atlas-a'].includes(id);
}
/** Rows of the table Connected Clients. */
export function clientsOf({ draining, now }: AtlasState, id: NodeId): number {
  const since = draining[id];
  return since === null ? CLIENTS : Math.max(0, CLIENTS - Math.floor((now - since) / DURATION.leave));
}
/** Simulated second at which something changes by itself next, or null. */
export function nextDue({ distribution, sync, members }: AtlasState): number | null {
  const jobs = [distribution, sync, ...Object.values(members).map(({ work }) => work)];
  const all = jobs.flatMap((job) => ('until' in job ? job.until : []));
  return all.length === 0 ? null : Math.min(...all);
}

/** `at`: simulated seconds since the beginning; time never goes back. */
export function reduceAtlas(before: AtlasState, event: AtlasEvent, at: number): AtlasState {
  const now = Math.max(before.now, at);
  let state = before;
  for (let due = nextDue(state); due !== null && due <= now; due = nextDue(state)) {
    state = passDue({ ...state, now: due });
  }
  state = { ...state, now };
  switch (event.type) {
    case 'time':
      return state;
    case 'manual':
      return darkened(state, drained(play(state, event.action, event.on)));
    case 'power':
      return restart(state, event.on);
    case 'fault':
      return strike(state, event.name, event.active);
    case 'support':
      return support(state);
  }
}

function play(state: AtlasState, action: AtlasAction, on: MemberId): AtlasState {
  const running = (seconds: number): AtlasJob => ({ name: 'running', until: state.now + seconds });
  const serving = servingMaster(state);
  switch (action) {
    case 'rs.atlas.download':
      return { ...changed(state, on, { holds: true }), downloaded: true };
    case 'rs.atlas.distribute':
      return state.downloaded ? { ...state, distribution: running(DURATION.distribution) } : state;
    case 'rs.atlas.untick':
      return isNode(on) && serving ? ticked(state, serving, on, false) : state;
    case 'rs.atlas.accept': {
      if (!isNode(on) || !serving) return state;
      const other = state.members[on].product !== state.members[serving].product;
      const after = ticked(state, serving, on, true);
      return other ? record(after, 'split', `${on} serves with another version than ${serving}`) : after;
    }
    case 'rs.atlas.sync':
      return { ...state, sync: running(DURATION.sync) };
    case 'rs.atlas.backupOperations':
      return isNode(on) ? state : toggled(state, on);
    case 'rs.install.base':
    case 'rs.install.product':
      return install(state, action === 'rs.install.base' ? 'base' : 'product', on);
    case 'rs.failover.forceBackup':
      return { ...state, forced: true };
    case 'rs.failover.becomeBackup':
      return becomeBackup(state);
    case 'rs.failover.becomePrimary':
      return becomePrimary(state);
    case 'rs.settings.change':
      if (on !== 'atlas-a' || state.members['atlas-b'].product === OLD.product) return state;
      return record(state, 'overwritten', 'what was changed on A is lost at the first synchronisation (I-RS-025)');
  }
}

function install(before: AtlasState, part: 'base' | 'product', on: MemberId): AtlasState {
  let state = before;
  const holders = state.roles['atlas-a'] === 'none' ? ['atlas-a' as const, ...NODES] : [...MASTERS, ...NODES];
  const missing = holders.filter((id) => !state.members[id].holds);
  if (missing.length > 0) state = record(state, 'left-behind', `${missing.join(', ')} had no packages (I-RS-033)`);
  if (isNode(on) && clientsOf(state, on) > 0)
    state = record(state, 'session-cut', `clients of ${on} were cut off (I-RS-029)`);
  if (part === 'product' && state.members[on].base !== NEW.base)
    state = record(state, 'out-of-order', `${on} got its product before its base (I-RS-034)`);
  return changed(state, on, { work: { name: part, until: state.now + DURATION[part] } });
}

function becomeBackup(state: AtlasState): AtlasState {
  const { faults, roles } = state;
  if (roles['atlas-a'] !== 'primary' || faults.includes('a-stays-primary')) return state;
  const silent = faults.includes('peer-silent');
  if (silent && !state.forced) return state;
  const after: AtlasState = { ...state, roles: { ...roles, 'atlas-a': 'backup' } };
  if (silent) return record(after, 'no-master', 'A became backup while B was gone (I-RS-032)');
  const b = faults.includes('takes-over') ? 'primary' : faults.includes('b-lets-go') ? 'none' : roles['atlas-b'];
  return { ...after, roles: { 'atlas-a': 'backup', 'atlas-b': b } };
}

function becomePrimary(state: AtlasState): AtlasState {
  const { roles, faults } = state;
  if (roles['atlas-b'] === 'primary') {
    const back: AtlasState = { ...state, roles: { 'atlas-a': 'primary', 'atlas-b': 'backup' } };
    return record(back, 'swapped-back', 'a second click made A primary again (I-RS-055)');
  }
  if (faults.includes('b-stays-backup')) return state;
  const after: AtlasState = { ...state, roles: { ...roles, 'atlas-b': 'primary' } };
  return roles['atlas-a'] === 'primary' ? record(after, 'two-masters', 'A and B are both primary (I-RS-031)') : after;
}

/** Lets what is due end. */
function passDue(state: AtlasState): AtlasState {
  const { now, faults, distribution, sync } = state;
  const due = (job: AtlasJob | Work) => 'until' in job && job.until <= now;
  if (due(sync)) return { ...state, sync: { name: faults.includes('sync-fails') ? 'failed' : 'finished' } };
  if (due(distribution)) {
    const fails = faults.includes('distribution-fails');
    const reached = [...MASTERS, ...NODES].filter((id) => !(fails && id === 'us-2'));
    const after = reached.reduce((next, id) => changed(next, id, { holds: true }), state);
    return { ...after, distribution: { name: fails ? 'failed' : 'finished' } };
  }
  const id = [...MASTERS, ...NODES].find((one) => due(state.members[one].work));
  return id ? drained(installed(state, id)) : state;
}

/** The upgrade of a master takes the boxes of all nodes on its own page; that of B on both with `flags-lost`. */
function installed(state: AtlasState, id: MemberId): AtlasState {
  const { work } = state.members[id];
  if (work.name === 'base') {
    const after: Work = fails(state, id) ? { name: 'failed' } : { name: 'idle' };
    return changed(state, id, { work: after, ...(after.name === 'idle' ? { base: NEW.base } : {}) });
  }
  const after = changed(state, id, { work: { name: 'idle' }, product: NEW.product });
  if (isNode(id)) return after;
  const pages = id === 'atlas-b' && state.faults.includes('flags-lost') ? MASTERS : [id];
  return { ...after, accepts: { ...after.accepts, ...Object.fromEntries(pages.map((page) => [page, []])) } };
}

const FAILING: Partial<Record<MemberId, AtlasFault>> = {
  'eu-1': 'node-fails',
  'eu-2': 'late-node-fails',
  'atlas-a': 'master-fails',
  'atlas-b': 'b-fails',
};
function fails({ faults }: AtlasState, id: MemberId): boolean {
  const fault = FAILING[id];
  return fault !== undefined && faults.includes(fault);
}

/** A node begins to drain, or takes clients again, as the page of the serving master says. */
function drained(state: AtlasState): AtlasState {
  const of = (id: NodeId) => (accepting(state, id) ? null : (state.draining[id] ?? state.now));
  return { ...state, draining: Object.fromEntries(NODES.map((id) => [id, of(id)])) as AtlasState['draining'] };
}

/** Whether what a person did has left a region without a node, while a master serves it. */
function darkened(before: AtlasState, after: AtlasState): AtlasState {
  const lit = (state: AtlasState, region: string) => NODES.some((id) => REGION_OF[id] === region && serves(state, id));
  if (servingMaster(before) !== servingMaster(after)) return after;
  const dark = ['EU', 'US'].filter((region) => lit(before, region) && !lit(after, region));
  return dark.length === 0 ? after : record(after, 'region-dark', `${dark.join(', ')} has no node (I-RS-028)`);
}

function restart(state: AtlasState, on: MemberId): AtlasState {
  if (!installing(state, on)) return state;
  const after = changed(state, on, { work: { name: 'failed' } });
  return record(after, 'restarted', `${on} was restarted in the middle of its update (I-RS-008)`);
}

function strike(state: AtlasState, name: AtlasFault, active: boolean): AtlasState {
  const faults = [...state.faults.filter((one) => one !== name), ...(active ? [name] : [])];
  const after = drained({ ...state, faults });
  return name === 'b-older' ? changed(after, 'atlas-b', { product: active ? '22.4.1' : OLD.product }) : after;
}

function support(state: AtlasState): AtlasState {
  const stuck = (fault: AtlasFault, id: MasterId, role: FailoverRole) =>
    state.faults.includes(fault) ? { [id]: role } : {};
  const swapped = stuck('a-stays-primary', 'atlas-a', 'backup');
  const roles = {
    ...state.roles,
    ...swapped,
    ...stuck('b-stays-backup', 'atlas-b', 'primary'),
    ...stuck('b-lets-go', 'atlas-b', 'primary'),
  };
  const mended = drained({ ...state, roles, faults: [] });
  const failed = [...MASTERS, ...NODES].filter((id) => mended.members[id].work.name === 'failed');
  return failed.reduce((next, id) => changed(next, id, { work: { name: 'idle' }, base: NEW.base }), mended);
}

const isNode = (id: MemberId): id is NodeId => id in REGION_OF;
function ticked(state: AtlasState, master: MasterId, id: NodeId, on: boolean): AtlasState {
  const others = state.accepts[master].filter((one) => one !== id);
  return { ...state, accepts: { ...state.accepts, [master]: on ? [...others, id] : others } };
}
function toggled(state: AtlasState, id: MasterId): AtlasState {
  const others = state.backupOperations.filter((one) => one !== id);
  return { ...state, backupOperations: others.length < state.backupOperations.length ? others : [...others, id] };
}
function changed(state: AtlasState, id: MemberId, change: Partial<Member>): AtlasState {
  return { ...state, members: { ...state.members, [id]: { ...state.members[id], ...change } } };
}
function record(state: AtlasState, kind: AtlasDisaster['kind'], detail: string): AtlasState {
  return { ...state, disasters: [...state.disasters, { at: state.now, kind, detail }] };
}
