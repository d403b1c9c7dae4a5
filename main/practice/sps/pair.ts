/**
 * The simulated high-availability pair: two nodes, who is master, firmware on its way to the slave, and the disasters
 * that the interlocks exist to prevent. Pure; times are simulated seconds. Vocabulary of HA states: appliances.md §1.5.
 */
import type { ManualAction } from '../../procedures/model.ts';
import {
  dueAt,
  type NodeEvent,
  type NodeState,
  off,
  reduceNode,
  running,
  type Surroundings,
  upgradePending,
} from './node.ts';

const ACTIONS = {
  'sps.firmware.upload': true,
  'sps.firmware.activate': true,
  'sps.thisNode.reboot': true,
  'sps.otherNode.shutdown': true,
  'sps.cluster.reboot': true,
  'sps.config.export': true,
  'sps.debugBundle.create': true,
  'sps.ha.commit': true,
  'sps.ha.direction': true,
} as const satisfies Partial<Record<ManualAction, true>>;
/** What a person does in the web interface of a pair. Other `sps.*` clicks are made on the connected side. */
export type SpsAction = keyof typeof ACTIONS;
export const SPS_ACTIONS = Object.keys(ACTIONS) as SpsAction[];
export const isSpsAction = (action: ManualAction): action is SpsAction => action in ACTIONS;

export type NodeId = 'a' | 'b';
export const NODES: readonly NodeId[] = ['a', 'b'];
export const otherNode = (node: NodeId): NodeId => (node === 'a' ? 'b' : 'a');

/** Usually within a minute, says the guide. */
export const FIRMWARE_SYNC = 55;
/** Data that the slave missed while it was off. */
export const DATA_SYNC = 8 * 60;

export interface Slot {
  key: string;
  version: string | null;
}
export interface Disaster {
  at: number;
  kind: 'split-brain' | 'phase-1-interrupted';
  node: NodeId;
  detail: string;
}
export interface PairState {
  /** Simulated second of the last event. */
  now: number;
  nodes: Record<NodeId, NodeState>;
  master: NodeId;
  /** Firmware that a pass through the upload page would bring. */
  target: string;
  slots: Slot[];
  /** Since when chosen firmware has been waiting to reach the slave. */
  sending: number | null;
  upgradeFails: boolean;
  slowBoot: boolean;
  /** Hand-modified files on the core firmware; more than none fails the firmware test. */
  tainted: number;
  /** Links between the nodes; with both lost the slave becomes active beside the master. */
  links: { main: boolean; redundant: boolean };
  /** Both nodes were active: HA does not work until somebody has chosen whose data survives. */
  split: boolean;
  /** A change of heartbeat or next hop was committed and waits for a restart of both nodes. */
  restartPending: boolean;
  /** The one support bundle that the master keeps, for a day. */
  bundle: { key: string; at: number } | null;
  disasters: Disaster[];
}
export type HaStatus = 'ha' | 'degraded' | 'degraded-sync' | 'split-brain';

export type PairEvent =
  | { type: 'power'; node: NodeId; to: 'on' | 'off' | 'reset' | 'soft' }
  | { type: 'manual'; action: SpsAction }
  | { type: 'firmware.uploaded'; version: string }
  /** The REST call that does two clicks at once: the firmware is chosen and the node restarts. */
  | { type: 'firmware.upgrade'; version: string }
  | { type: 'bundle.created' | 'bundle.deleted'; key: string }
  | { type: 'faults'; upgradeFails: boolean; slowBoot: boolean }
  /** A cable was pulled or plugged. */
  | { type: 'links'; main: boolean; redundant: boolean }
  | { type: 'time' };

/** A pair that has run since yesterday, in sync. */
export function newPair(options: { version: string; target: string; tainted?: number }): PairState {
  const node: NodeState = {
    phase: { name: 'running', since: -86_400 },
    version: options.version,
    afterReboot: options.version,
  };
  return {
    now: 0,
    nodes: { a: node, b: node },
    master: 'a',
    target: options.target,
    slots: [
      { key: '1', version: options.version },
      { key: '2', version: null },
      { key: '3', version: null },
    ],
    sending: null,
    upgradeFails: false,
    slowBoot: false,
    tainted: options.tainted ?? 0,
    links: { main: true, redundant: true },
    split: false,
    restartPending: false,
    bundle: null,
    disasters: [],
  };
}

export const masterOf = (pair: PairState): NodeState => pair.nodes[pair.master];
export const slaveOf = (pair: PairState): NodeState => pair.nodes[otherNode(pair.master)];

/** What the HA page of the vendor's interface would show. */
export function haStatus(pair: PairState): HaStatus {
  if (pair.split || pair.disasters.some((disaster) => disaster.kind === 'split-brain')) return 'split-brain';
  const slave = slaveOf(pair);
  if (!running(masterOf(pair)) || !running(slave) || !pair.links.main) return 'degraded';
  return pair.now < slave.phase.since + DATA_SYNC ? 'degraded-sync' : 'ha';
}

/** Whether chosen firmware has not reached the slave yet. */
export const firmwareOnItsWay = (pair: PairState): boolean => sendingDue(pair) !== null;

/** Simulated second at which the pair changes by itself next, or null. */
export function nextDue(pair: PairState): number | null {
  const times = [...NODES.map((id) => dueAt(pair.nodes[id], around(pair, id))), sendingDue(pair)];
  return times.reduce((first, time) => (time !== null && (first === null || time < first) ? time : first), null);
}

export interface Obstacle {
  /** `already`: what the action would bring about is there or under way. */
  outcome: 'already' | 'impossible';
  reason: string;
}

/** Why a person could not do `action` in the vendor's interface now, or null. */
export function obstacleTo(pair: PairState, action: SpsAction): Obstacle | null {
  const already = (reason: string): Obstacle => ({ outcome: 'already', reason });
  const impossible = (reason: string): Obstacle => ({ outcome: 'impossible', reason });
  const slave = slaveOf(pair).phase;
  if (!running(masterOf(pair))) {
    const reboots = action === 'sps.thisNode.reboot' || action === 'sps.cluster.reboot';
    const down = 'the web interface of the pair does not answer';
    return reboots && !off(masterOf(pair)) ? already('the node is rebooting') : impossible(down);
  }
  switch (action) {
    case 'sps.firmware.upload':
      return hasFirmware(pair, pair.target) ? already(`firmware ${pair.target} is in a slot`) : null;
    case 'sps.firmware.activate':
      if (!hasFirmware(pair, pair.target)) return impossible(`firmware ${pair.target} has not been uploaded`);
      return masterOf(pair).afterReboot === pair.target ? already(`firmware ${pair.target} is active`) : null;
    case 'sps.otherNode.shutdown':
      if (slave.name === 'running') return null;
      return slave.name === 'off' || slave.name === 'stopping'
        ? already('the other node is down or going down')
        : impossible('the other node is booting');
    default:
      return null;
  }
}

/** The pair after everything that was due until `at`, and then `event`. */
export function reducePair(pair: PairState, event: PairEvent, at: number): PairState {
  let state = pair;
  for (let due = nextDue(state); due !== null && due <= at; due = nextDue(state)) state = passDue(state, due);
  state = { ...state, now: Math.max(state.now, at) };
  switch (event.type) {
    case 'time':
      return state;
    case 'faults':
      return { ...state, upgradeFails: event.upgradeFails, slowBoot: event.slowBoot };
    case 'links':
      return linked(state, event);
    case 'firmware.uploaded':
      return upload(state, event.version);
    case 'firmware.upgrade': {
      const chosen = toNode(state, state.master, { type: 'firmware.chosen', version: event.version });
      return toNode(chosen, state.master, { type: 'os.reboot' });
    }
    case 'bundle.created':
      return { ...state, bundle: { key: event.key, at: state.now } };
    case 'bundle.deleted':
      return state.bundle?.key === event.key ? { ...state, bundle: null } : state;
    case 'power':
      return toNode(state, event.node, { type: event.to === 'soft' ? 'os.shutdown' : `power.${event.to}` });
    case 'manual':
      return obstacleTo(state, event.action) === null ? play(state, event.action) : state;
  }
}

function play(pair: PairState, action: SpsAction): PairState {
  const slave = otherNode(pair.master);
  switch (action) {
    case 'sps.firmware.upload':
      return upload(pair, pair.target);
    case 'sps.firmware.activate': {
      const chosen = toNode(pair, pair.master, { type: 'firmware.chosen', version: pair.target });
      return { ...chosen, sending: pair.now };
    }
    case 'sps.otherNode.shutdown':
      return toNode(pair, slave, { type: 'os.shutdown' });
    case 'sps.thisNode.reboot':
      return toNode(pair, pair.master, { type: 'os.reboot' });
    case 'sps.cluster.reboot': {
      const state = { ...pair, restartPending: false };
      return toNode(toNode(state, slave, { type: 'os.reboot' }), pair.master, { type: 'os.reboot' });
    }
    case 'sps.ha.commit':
      return { ...pair, restartPending: true };
    case 'sps.ha.direction':
      return resynchronised({ ...pair, split: false });
    case 'sps.config.export':
    case 'sps.debugBundle.create':
      return pair;
  }
}

/** The slave copies everything anew from now on. */
function resynchronised(pair: PairState): PairState {
  const slave = otherNode(pair.master);
  const node = pair.nodes[slave];
  if (!running(node)) return pair;
  return { ...pair, nodes: { ...pair.nodes, [slave]: { ...node, phase: { name: 'running', since: pair.now } } } };
}

function linked(pair: PairState, { main, redundant }: PairState['links']): PairState {
  const split = pair.split || (!main && !redundant && NODES.every((id) => running(pair.nodes[id])));
  const state = { ...pair, links: { main, redundant }, split };
  return main && !pair.links.main && !split ? resynchronised(state) : state;
}

const hasFirmware = (pair: PairState, version: string): boolean => pair.slots.some((slot) => slot.version === version);

function upload(pair: PairState, version: string): PairState {
  if (hasFirmware(pair, version)) return pair;
  const empty = pair.slots.find((slot) => slot.version === null);
  return empty ? { ...pair, slots: pair.slots.map((slot) => (slot === empty ? { ...slot, version } : slot)) } : pair;
}

function around(pair: PairState, id: NodeId): Surroundings {
  return { role: id === pair.master ? 'master' : 'slave', upgradeFails: pair.upgradeFails, slowBoot: pair.slowBoot };
}

function sendingDue(pair: PairState): number | null {
  const slave = slaveOf(pair);
  if (pair.sending === null || !running(slave) || !running(masterOf(pair))) return null;
  return Math.max(pair.sending, slave.phase.since) + FIRMWARE_SYNC;
}

/** Lets exactly that happen which is due at `due`. */
function passDue(pair: PairState, due: number): PairState {
  let state: PairState = { ...pair, now: Math.max(pair.now, due) };
  if (sendingDue(state) === due) {
    const version = masterOf(state).afterReboot;
    return { ...toNode(state, otherNode(state.master), { type: 'firmware.chosen', version }), sending: null };
  }
  for (const id of NODES) {
    if (dueAt(state.nodes[id], around(state, id)) === due) state = toNode(state, id, { type: 'due' });
  }
  return state;
}

function toNode(pair: PairState, id: NodeId, event: NodeEvent): PairState {
  const before = pair.nodes[id];
  const after = reduceNode(before, event, pair.now, around(pair, id));
  const disasters = [...pair.disasters];
  const record = (kind: Disaster['kind'], detail: string) => disasters.push({ at: pair.now, kind, node: id, detail });

  const interrupted = before.phase.name === 'converting' && event.type !== 'due' && after.phase !== before.phase;
  if (interrupted) record('phase-1-interrupted', `power was cut while the session database was being converted`);
  const boots = after.phase.name === 'booting' && after.phase !== before.phase;
  const conflict = boots ? conflictOfBoot(pair, id, after) : null;
  if (conflict !== null) record('split-brain', conflict);

  return takeOver({ ...pair, nodes: { ...pair.nodes, [id]: after }, disasters });
}

/** Why this boot leaves two masters or two firmware versions behind, or null. */
function conflictOfBoot(pair: PairState, id: NodeId, node: NodeState): string | null {
  const other = pair.nodes[otherNode(id)];
  const asSlave = id !== pair.master;
  if (!asSlave && off(other)) return null;
  if (node.afterReboot !== other.version) {
    return `node ${id} boots firmware ${node.afterReboot} beside a node on ${other.version}`;
  }
  const otherUpgrades = !running(other) && !off(other) && upgradePending(other);
  return asSlave && otherUpgrades ? `node ${id} boots while the other node is being upgraded` : null;
}

/** A slave that runs takes over from a master that does not. */
function takeOver(pair: PairState): PairState {
  const takes = !running(masterOf(pair)) && running(slaveOf(pair));
  return takes ? { ...pair, master: otherNode(pair.master) } : pair;
}
