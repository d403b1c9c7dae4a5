/**
 * The practice failover pair: two practice appliances, what each believes of their relationship, whose data are newer, and who
 * answers for the site (procedures.md §A.4, 004 L159-467). Pure; times are simulated seconds. Users work all the time, so the
 * data of whoever serves them are as new as now.
 */
import type { ManualAction } from '../../procedures/model.ts';
import {
  inService,
  isRsAction,
  newAppliance,
  nextDue,
  offeredOnline,
  type RsAction,
  type RsState,
  reduceRs,
} from './appliance.ts';
import type { PackageName } from './packages.ts';

export type Side = 'a' | 'b';
export type FailoverRole = 'none' | 'primary' | 'backup';
export const otherSide = (side: Side): Side => (side === 'a' ? 'b' : 'a');

/** `sync-old`: it ends, but the backup keeps what it had. `a-fails`, `b-fails`: the new product does not work there. */
export const FAILOVER_FAULTS = [
  'sync-broken',
  'sync-old',
  'half-broken',
  'a-fails',
  'b-fails',
  /** After its first synchronisation. */
  'both-primary',
  'key-differs',
  'auto-fails',
  'b-silent',
] as const;
export type FailoverFault = (typeof FAILOVER_FAULTS)[number];

export interface FailoverDisaster {
  at: number;
  kind:
    | 'broken-unsynced'
    | 'newer-overwritten'
    | 'two-addresses'
    | 'version-split'
    | 'no-way-back'
    | 'untested-primary';
  detail: string;
}
export interface FailoverState {
  now: number;
  appliances: Record<Side, RsState>;
  roles: Record<Side, FailoverRole>;
  /** Age of the newest data of each that serves nobody. */
  data: Record<Side, number>;
  /** How the site finds its appliance; with `sharedIp` whoever has the address enabled, otherwise where the name leads. */
  by: 'sharedIp' | 'name';
  sharedIp: Record<Side, boolean>;
  name: Side;
  /** It was established anew. */
  established: boolean;
  /** End of the synchronisation that runs, and when the last one ended. */
  syncUntil: number | null;
  lastSync: number | null;
  lastBackup: number | null;
  /** Which side the sessions of testers have shown to work. */
  tested: Record<Side, boolean>;
  faults: FailoverFault[];
  disasters: FailoverDisaster[];
}
export type FailoverEvent =
  | { type: 'manual'; side: Side; action: ManualAction }
  | { type: 'tested'; side: Side }
  | { type: 'fault'; name: FailoverFault }
  /** Support has mended what was set. */
  | { type: 'repaired' }
  | { type: 'time' };

/** How long a synchronisation takes, simulated seconds. */
export const SYNC_S = 10 * 60;

/** A healthy pair, A primary; synchronised an hour ago. */
export function newPair(by: FailoverState['by'] = 'name', faults: readonly FailoverFault[] = []): FailoverState {
  return {
    now: 0,
    appliances: { a: newAppliance(), b: newAppliance() },
    roles: { a: 'primary', b: 'backup' },
    data: { a: 0, b: -3600 },
    ...{ by, sharedIp: { a: true, b: false }, name: 'a' },
    ...{ established: false, syncUntil: null, lastSync: -3600, lastBackup: null, tested: { a: false, b: false } },
    ...{ faults: [...faults], disasters: [] },
  };
}

/** Who answers for the site; null while nobody or both do. */
export function serving({ by, sharedIp, name, faults }: FailoverState): Side | null {
  const side = by === 'name' ? name : sharedIp.a === sharedIp.b ? null : sharedIp.a ? 'a' : 'b';
  return side === 'b' && faults.includes('b-silent') ? null : side;
}

/** How new the data of a side are. */
export const newest = (state: FailoverState, side: Side): number =>
  serving(state) === side ? state.now : state.data[side];

/** Whether sessions work on this side: the new product may not. */
export function works({ appliances, faults }: FailoverState, side: Side): boolean {
  const updated = appliances[side].installed.some((name) => name.startsWith('product'));
  return inService(appliances[side]) && !(updated && faults.includes(`${side}-fails`));
}

/** The pair after everything that was due until `at`, and then `event`. */
export function reducePair(pair: FailoverState, event: FailoverEvent, at: number): FailoverState {
  const state = pass(pair, at);
  switch (event.type) {
    case 'time':
      return state;
    case 'tested':
      return works(state, event.side) ? { ...state, tested: { ...state.tested, [event.side]: true } } : state;
    case 'fault':
      return { ...state, faults: [...new Set([...state.faults, event.name])] };
    case 'repaired':
      return mended(state);
    case 'manual':
      return manual(state, event.side, event.action);
  }
}

function pass(pair: FailoverState, at: number): FailoverState {
  const now = Math.max(pair.now, at);
  const { a, b } = pair.appliances;
  const appliances = { a: reduceRs(a, { type: 'time' }, now), b: reduceRs(b, { type: 'time' }, now) };
  const state: FailoverState = { ...pair, now, appliances };
  return pair.syncUntil !== null && pair.syncUntil <= now
    ? synced({ ...state, syncUntil: null }, pair.syncUntil)
    : state;
}

function synced(state: FailoverState, at: number): FailoverState {
  const backup = (['a', 'b'] as const).find((side) => state.roles[side] === 'backup');
  if (!backup || state.faults.includes('sync-old') || state.faults.includes('sync-broken')) return state;
  const split = state.established && state.faults.includes('both-primary');
  const roles: FailoverState['roles'] = split ? { a: 'primary', b: 'primary' } : state.roles;
  return { ...state, roles, lastSync: at, data: { ...state.data, [backup]: at } };
}

function mended(state: FailoverState): FailoverState {
  const split = state.faults.includes('both-primary') && state.roles.a === 'primary' && state.roles.b === 'primary';
  const primary = serving(state) ?? 'a';
  const roles = { [primary]: 'primary', [otherSide(primary)]: 'backup' } as Record<Side, FailoverRole>;
  return { ...state, faults: [], ...(split ? { roles, syncUntil: state.now + SYNC_S } : {}) };
}

function manual(state: FailoverState, side: Side, action: ManualAction): FailoverState {
  switch (action) {
    case 'rs.failover.sync':
      return paired(state) && state.syncUntil === null ? { ...state, syncUntil: state.now + SYNC_S } : state;
    case 'rs.failover.break':
      return broken(state);
    case 'rs.failover.establish':
      return established(state, side);
    case 'rs.failover.becomePrimary':
      return { ...state, roles: { ...state.roles, [side]: 'primary', [otherSide(side)]: 'backup' } };
    case 'rs.sharedIp.disable':
    case 'rs.sharedIp.enable':
      return moved(state, { sharedIp: { ...state.sharedIp, [side]: action === 'rs.sharedIp.enable' } });
    case 'rs.dns.point':
    case 'rs.nat.point':
      return moved(state, { name: side });
    case 'rs.updates.check':
      return state.faults.includes('auto-fails') ? state : on(state, side, offer);
    default:
      return isRsAction(action) ? installed(state, side, action) : state;
  }
}

const paired = ({ roles }: FailoverState): boolean => roles.a !== 'none' && roles.b !== 'none';
const on = (state: FailoverState, side: Side, change: (appliance: RsState) => RsState): FailoverState => ({
  ...state,
  appliances: { ...state.appliances, [side]: change(state.appliances[side]) },
});
function record(state: FailoverState, kind: FailoverDisaster['kind'], detail: string): FailoverState {
  return { ...state, disasters: [...state.disasters, { at: state.now, kind, detail }] };
}

function broken(before: FailoverState): FailoverState {
  if (!paired(before) && before.roles.a === before.roles.b) return before;
  const late = before.lastBackup !== null && (before.lastSync === null || before.lastSync < before.lastBackup);
  const unsynced = paired(before) && (late || before.syncUntil !== null);
  const state = unsynced
    ? record(before, 'broken-unsynced', 'the relationship was broken before the backup held what the primary held')
    : before;
  const half = paired(before) && state.faults.includes('half-broken');
  return { ...state, syncUntil: null, roles: { a: 'none', b: half ? 'backup' : 'none' } };
}

function established(before: FailoverState, side: Side): FailoverState {
  const peer = otherSide(side);
  const { [side]: own, [peer]: theirs } = before.appliances;
  const refused = before.faults.includes('key-differs') || own.product !== theirs.product;
  if (refused || before.roles[side] !== 'none' || before.roles[peer] !== 'none') return before;
  const state =
    newest(before, peer) > newest(before, side)
      ? record(before, 'newer-overwritten', `${peer.toUpperCase()} held newer data and is overwritten now`)
      : before;
  const roles = { [side]: 'primary', [peer]: 'backup' } as Record<Side, FailoverRole>;
  return { ...state, roles, established: true, syncUntil: state.now + SYNC_S };
}

function moved(before: FailoverState, change: Partial<Pick<FailoverState, 'sharedIp' | 'name'>>): FailoverState {
  const from = serving(before);
  const data = from === null ? before.data : { ...before.data, [from]: before.now };
  const state: FailoverState = { ...before, ...change, data };
  if (state.by === 'sharedIp' && state.sharedIp.a && state.sharedIp.b)
    return record(state, 'two-addresses', 'both appliances have the shared IP: nobody reaches the site');
  const to = serving(state);
  if (to === null || to === from || state.tested[to] || (from === null && to === 'a')) return state;
  return record(state, 'untested-primary', `${to.toUpperCase()} serves all users and nobody has tested it`);
}

/** The appliance has fetched what the vendor offers it: nobody carries anything. */
function offer(appliance: RsState): RsState {
  const downloaded = (state: RsState, name: PackageName) => reduceRs(state, { type: 'downloaded', name }, state.now);
  return offeredOnline(appliance).reduce(downloaded, appliance);
}

function installed(before: FailoverState, side: Side, action: RsAction): FailoverState {
  let state = before;
  if (action === 'rs.backup' && state.roles[side] === 'primary') state = { ...state, lastBackup: state.now };
  const product = action === 'rs.install.product' || action === 'rs.install.base';
  if (product && state.roles[side] !== 'none')
    state = record(state, 'version-split', `${side.toUpperCase()} was updated inside a relationship`);
  const peer = otherSide(side);
  const peerUpdated = state.appliances[peer].installed.some((name) => name.startsWith('product'));
  if (product && peerUpdated && !works(state, peer))
    state = record(state, 'no-way-back', `${side.toUpperCase()} held the last working version and was updated`);
  const next = on(state, side, (appliance) => reduceRs(appliance, { type: 'manual', action }, state.now));
  return product ? { ...next, tested: { ...next.tested, [side]: false } } : next;
}

/** Simulated second at which the pair changes by itself next, or null. */
export function pairDue({ appliances, syncUntil }: FailoverState): number | null {
  const due = [nextDue(appliances.a), nextDue(appliances.b), syncUntil].filter((one) => one !== null);
  return due.length === 0 ? null : Math.min(...due);
}
