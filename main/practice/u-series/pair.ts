/**
 * The practice pair of U-Series appliances: who serves, how the mirror stands, what is installed, and the disasters that
 * the interlocks exist to prevent. Pure; times are simulated seconds. Mirror states: procedures.md D-094 to D-102; the
 * guide gives no durations but those of the settings, the others are plausible.
 */
import type { ManualAction } from '../../procedures/model.ts';

const ACTIONS = {
  'us.ha.on': true,
  'us.ha.off': true,
  'us.ha.set': true,
  'us.ha.autoResync': true,
  'us.ha.settings': true,
  'us.ha.suspend': true,
  'us.ha.resume': true,
  'us.ha.abandon': true,
  'us.ha.switchRoles': true,
  'us.ha.failoverHere': true,
  'us.ha.shutDown': true,
  'us.ha.pullPower': true,
  'us.ha.plugIn': true,
  'us.ha.repair': true,
  'us.updates.schedule': true,
  'us.updater.install': true,
  'us.appliance.restart': true,
} as const satisfies Partial<Record<ManualAction, true>>;
/** What a person does to a pair and the model can play. */
export type PairAction = keyof typeof ACTIONS;
export const PAIR_ACTIONS = Object.keys(ACTIONS) as PairAction[];
export const isPairAction = (action: ManualAction): action is PairAction => action in ACTIONS;

export type Side = 'a' | 'b';
export const SIDES: readonly Side[] = ['a', 'b'];
export const otherSide = (side: Side): Side => (side === 'a' ? 'b' : 'a');

export const DURATION = { boot: 8 * 60, updates: 20 * 60, sync: 17 * 60, attempts: 5 * 60 } as const;

export type MirrorState =
  | 'SYNCHRONIZED'
  | 'SYNCHRONIZING'
  | 'SUSPENDED'
  | 'DISCONNECTED'
  | 'EXPOSED'
  | 'EXPOSED: MAX SYNC ATTEMPTS REACHED'
  | 'none';

export interface Appliance {
  power: 'on' | 'off' | 'booting';
  /** When it went down, or came up last. */
  since: number;
  /** End of its start; null unless it is starting. */
  until: number | null;
  /** Went down by its own page, so that the partner waits for the blackout window. */
  orderly: boolean;
  serves: boolean;
  /** The partner has taken over from it, and it has not come back since. */
  replaced: boolean;
  version: string;
  /** An installer waits for a reboot. */
  asksForReboot: boolean;
  /** Simulated second until which its database has everything. */
  dataUntil: number;
}
export type PairDisaster =
  | 'split-brain'
  | 'outage'
  | 'data-loss'
  | 'good-side-overwritten'
  | 'mirror-across-versions'
  | 'half-installed'
  | 'wrong-order'
  | 'pair-broken-in-upgrade';
export interface UsPairState {
  now: number;
  sides: Record<Side, Appliance>;
  /** High availability is on. */
  on: boolean;
  mirror: MirrorState;
  mirrorSince: number;
  /** Version that the packages bring. */
  target: string;
  settings: { failoverTimeout: number; blackout: number; autoResync: boolean; medium: boolean };
  /** No database is mirrored: both serve, and neither takes over. */
  servicesOnly: boolean;
  /** The port between the two is closed. */
  portClosed: boolean;
  disasters: { at: number; kind: PairDisaster }[];
}
export type UsPairEvent =
  | { type: 'manual'; action: PairAction; side: Side }
  | { type: 'power'; side: Side; to: 'on' | 'off' | 'reset' }
  /** What nobody ordered: the port closes or opens, the partner takes over, a setting is another. */
  | { type: 'port'; closed: boolean }
  | { type: 'takeover'; side: Side }
  | { type: 'settings'; settings: Partial<UsPairState['settings']> }
  | { type: 'mirror'; state: MirrorState }
  | { type: 'time' };

/** A pair in service since yesterday, synchronised; side a is active. */
export function newUsPair(version = '24.1', target = '24.2', servicesOnly = false): UsPairState {
  const appliance = (serves: boolean): Appliance => ({
    power: 'on',
    since: -86_400,
    until: null,
    orderly: false,
    serves,
    replaced: false,
    version,
    asksForReboot: false,
    dataUntil: 0,
  });
  return {
    now: 0,
    sides: { a: appliance(true), b: appliance(servicesOnly) },
    on: true,
    servicesOnly,
    mirror: servicesOnly ? 'none' : 'SYNCHRONIZED',
    mirrorSince: -86_400,
    target,
    settings: { failoverTimeout: 6 * 60, blackout: 14 * 60, autoResync: false, medium: false },
    portClosed: false,
    disasters: [],
  };
}

/** What the role endpoint answers; null while the appliance does not. */
export function roleOf(pair: UsPairState, side: Side): 'off' | 'active' | 'passive' | null {
  const { power, serves } = pair.sides[side];
  if (power !== 'on') return null;
  if (!pair.on) return 'off';
  return serves ? 'active' : 'passive';
}

/** The side that serves and can be reached, or null. */
export function serving(pair: UsPairState): Side | null {
  return SIDES.find((side) => pair.sides[side].serves && pair.sides[side].power === 'on') ?? null;
}

/** Why a person could not do it now, or null. */
export function obstacleToPair(pair: UsPairState, action: PairAction, side: Side): string | null {
  const { power } = pair.sides[side];
  const atTheRack: readonly PairAction[] = ['us.ha.pullPower', 'us.ha.plugIn', 'us.ha.repair'];
  if (power !== 'on' && !atTheRack.includes(action)) return 'its web site does not answer';
  if (action === 'us.ha.suspend' && pair.mirror !== 'SYNCHRONIZED') return `the mirror is ${pair.mirror}`;
  if (action === 'us.ha.switchRoles' && serving(pair) !== side) return 'the button is on the active appliance';
  const together: readonly PairAction[] = ['us.ha.on', 'us.ha.set', 'us.ha.resume', 'us.ha.switchRoles'];
  if (together.includes(action) && pair.sides[otherSide(side)].power !== 'on') return 'the partner does not answer';
  const clicks: readonly PairAction[] = ['us.ha.suspend', 'us.ha.resume', 'us.ha.switchRoles'];
  return clicks.includes(action) && !pair.on ? 'high availability is off' : null;
}

/** Simulated second at which the pair changes by itself next, or null. */
export function nextDueOfPair(pair: UsPairState): number | null {
  const times = [syncDue(pair), takeoverDue(pair)?.at, ...SIDES.map((side) => pair.sides[side].until)];
  return times.reduce<number | null>((first, at) => (at != null && (first === null || at < first) ? at : first), null);
}

/** The pair after everything that is due until `now`, and then `event`. An action that is not possible changes nothing. */
export function reduceUsPair(before: UsPairState, event: UsPairEvent, now: number): UsPairState {
  let pair = before;
  for (let due = nextDueOfPair(pair); due !== null && due <= now; due = nextDueOfPair(pair)) pair = pass(pair, due);
  pair = works({ ...pair, now: Math.max(now, pair.now) });
  switch (event.type) {
    case 'manual':
      return obstacleToPair(pair, event.action, event.side) === null ? PLAY[event.action](pair, event.side) : pair;
    case 'power':
      if (event.to === 'off') return goDown(pair, event.side, false);
      return event.to === 'on' ? goUp(pair, event.side) : goUp(goDown(pair, event.side, false), event.side);
    case 'port':
      return { ...pair, portClosed: event.closed };
    case 'takeover':
      return takeOver(pair, event.side);
    case 'settings':
      return { ...pair, settings: { ...pair.settings, ...event.settings } };
    case 'mirror':
      return mirror(pair, event.state);
    case 'time':
      return pair;
  }
}

const PLAY: Record<PairAction, (pair: UsPairState, side: Side) => UsPairState> = {
  'us.ha.on': (pair, side) => startMirror({ ...pair, on: true }, side),
  'us.ha.set': (pair, side) => startMirror({ ...pair, on: true }, side),
  'us.ha.off': (pair) => mirror({ ...broken(pair), on: false }, 'none'),
  'us.ha.abandon': (pair) => mirror({ ...broken(pair), on: false }, 'none'),
  'us.ha.autoResync': (pair) => ({ ...pair, settings: { ...pair.settings, autoResync: true } }),
  'us.ha.settings': (pair) => ({ ...pair, settings: { ...pair.settings, autoResync: false } }),
  'us.ha.suspend': (pair) => mirror(pair, 'SUSPENDED'),
  'us.ha.resume': (pair, side) => (pair.mirror === 'SYNCHRONIZED' ? pair : startMirror(pair, serving(pair) ?? side)),
  'us.ha.switchRoles': (pair, side) => takeOver(pair, otherSide(side)),
  'us.ha.failoverHere': (pair, side) => {
    const other = otherSide(side);
    // Where only the network is cut, the other one goes on serving.
    if (pair.sides[other].power === 'on' && pair.sides[other].serves) {
      return disaster(change(pair, side, { serves: true }), 'split-brain');
    }
    return takeOver(pair, side);
  },
  'us.ha.shutDown': (pair, side) => goDown(pair, side, true),
  'us.ha.pullPower': (pair, side) => goDown(pair, side, false),
  'us.ha.plugIn': (pair, side) => goUp(pair, side),
  'us.ha.repair': (pair, side) => goUp(pair, side),
  'us.updates.schedule': (pair, side) => {
    const first = pair.sides[otherSide(side)].version === pair.target || pair.sides[side].serves;
    const ordered = first ? pair : disaster(pair, 'wrong-order');
    // The packages restart the appliance by themselves, and then ask for one more reboot.
    return change(goUp(goDown(ordered, side, true), side, DURATION.updates), side, { asksForReboot: true });
  },
  'us.updater.install': (pair, side) => {
    const whole = pair.sides[side].asksForReboot ? disaster(pair, 'half-installed') : pair;
    return change(whole, side, { version: pair.target });
  },
  'us.appliance.restart': (pair, side) => change(goUp(goDown(pair, side, true), side), side, { asksForReboot: false }),
};

function syncDue({ mirror: state, mirrorSince, portClosed }: UsPairState): number | null {
  if (state !== 'SYNCHRONIZING') return null;
  return mirrorSince + (portClosed ? DURATION.attempts : DURATION.sync);
}

/** When the side that waits takes over from one that is down. */
function takeoverDue(pair: UsPairState): { at: number; side: Side } | null {
  const down = SIDES.find((side) => pair.sides[side].serves && pair.sides[side].power !== 'on');
  if (!down || !pair.on || pair.servicesOnly || pair.settings.medium || pair.mirror === 'SUSPENDED') return null;
  const waiting = pair.sides[otherSide(down)];
  if (waiting.power !== 'on' || waiting.serves) return null;
  const { orderly, since } = pair.sides[down];
  return { at: since + (orderly ? pair.settings.blackout : pair.settings.failoverTimeout), side: otherSide(down) };
}

/** What happens by itself at `due`. */
function pass(before: UsPairState, due: number): UsPairState {
  let pair = works({ ...before, now: Math.max(due, before.now) });
  for (const side of SIDES) {
    if (pair.sides[side].until === due) {
      pair = returned(change(pair, side, { power: 'on', since: due, until: null }), side);
    }
  }
  if (takeoverDue(pair)?.at === due) pair = takeOver(pair, takeoverDue(pair)?.side ?? 'b');
  if (syncDue(pair) !== due) return pair;
  if (pair.portClosed) return mirror(pair, 'EXPOSED: MAX SYNC ATTEMPTS REACHED');
  const source = serving(pair);
  return source === null ? mirror(pair, 'DISCONNECTED') : works(mirror(pair, 'SYNCHRONIZED'));
}

/** Somebody has used the side that serves until now; a mirror carries it over. */
function works(pair: UsPairState): UsPairState {
  const side = serving(pair);
  if (side === null) return pair;
  const used = change(pair, side, { dataUntil: pair.now });
  const other = otherSide(side);
  const follows = pair.mirror === 'SYNCHRONIZED' && pair.sides[other].power === 'on';
  return follows ? change(used, other, { dataUntil: pair.now }) : used;
}

function goDown(pair: UsPairState, side: Side, orderly: boolean): UsPairState {
  const { power, serves } = pair.sides[side];
  if (power === 'off') return pair;
  // While the mirror is suspended nobody takes over. A restart that somebody ordered is over in minutes.
  const alone = pair.servicesOnly && pair.sides[otherSide(side)].power !== 'on';
  const lost = alone || (serves && !orderly && pair.on && pair.mirror === 'SUSPENDED');
  const down = change(lost ? disaster(pair, 'outage') : pair, side, {
    power: 'off',
    since: pair.now,
    until: null,
    orderly,
  });
  return down.on && down.mirror === 'SYNCHRONIZED' ? mirror(down, 'DISCONNECTED') : down;
}

function goUp(pair: UsPairState, side: Side, busy = 0): UsPairState {
  if (pair.sides[side].power !== 'off') return pair;
  return change(pair, side, { power: 'booting', until: pair.now + DURATION.boot + busy });
}

/** One that comes back finds its partner in its place, or catches up with what it has missed. */
function returned(before: UsPairState, side: Side): UsPairState {
  const { replaced } = before.sides[side];
  const pair = change(before, side, { replaced: false });
  if (!pair.on || pair.mirror !== 'DISCONNECTED') return pair;
  if (!replaced) return works(mirror(pair, 'SYNCHRONIZED'));
  return pair.settings.autoResync ? startMirror(pair, otherSide(side)) : mirror(pair, 'EXPOSED');
}

function takeOver(pair: UsPairState, side: Side): UsPairState {
  const other = otherSide(side);
  const stale = pair.sides[side].dataUntil < pair.sides[other].dataUntil;
  const lost = stale ? disaster(pair, 'data-loss') : pair;
  const replaced = pair.sides[other].power !== 'on';
  return change(change(lost, other, { serves: false, replaced }), side, { serves: true });
}

/** The database of `source` goes over that of the other side. */
function startMirror(pair: UsPairState, source: Side): UsPairState {
  const { a, b } = pair.sides;
  const newer = a.dataUntil === b.dataUntil ? source : a.dataUntil > b.dataUntil ? 'a' : 'b';
  let begun = newer === source ? pair : disaster(pair, 'good-side-overwritten');
  if (a.version !== b.version) begun = disaster(begun, 'mirror-across-versions');
  const serves = change(change(begun, otherSide(source), { serves: false }), source, { serves: true });
  return mirror(serves, 'SYNCHRONIZING');
}

/** Switched off between two versions, the pair cannot find together again. */
function broken(pair: UsPairState): UsPairState {
  return pair.sides.a.version === pair.sides.b.version ? pair : disaster(pair, 'pair-broken-in-upgrade');
}

function mirror(pair: UsPairState, state: MirrorState): UsPairState {
  return { ...pair, mirror: state, mirrorSince: pair.now };
}

function change(pair: UsPairState, side: Side, to: Partial<Appliance>): UsPairState {
  return { ...pair, sides: { ...pair.sides, [side]: { ...pair.sides[side], ...to } } };
}

function disaster(pair: UsPairState, kind: PairDisaster): UsPairState {
  return { ...pair, disasters: [...pair.disasters, { at: pair.now, kind }] };
}
