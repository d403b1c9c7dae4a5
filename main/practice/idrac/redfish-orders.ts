/** What can be changed over the practice Redfish service. Changes the state; knows no network. */
import {
  type DellPowerVerb,
  type DellTimes,
  orderPower,
  orderUpdate,
  record,
  removeJob,
  restartManager,
} from './physics.ts';
import {
  DELETE_JOB,
  FORCED_ATTRIBUTES,
  INVENTORY,
  LC_STATUS,
  MANAGER_RESET,
  NETWORK,
  RESET,
  type RedfishProfile,
  SIMPLE_UPDATE,
  TASKS,
} from './redfish-profile.ts';
import { notFound, type RedfishReply, refuse, success } from './redfish-reply.ts';
import type { DellJob, DellState } from './state.ts';

export interface Order {
  method: string;
  path: string;
  json: unknown;
}

const VERBS: Readonly<Record<string, DellPowerVerb>> = {
  On: 'on',
  ForceOff: 'off',
  ForceRestart: 'reset',
  GracefulShutdown: 'graceful-shutdown',
  PowerCycle: 'cycle',
  Nmi: 'nmi',
};

/** Null when nothing of the kind can be changed. */
export function carryOut(
  state: DellState,
  profile: RedfishProfile,
  { method, path, json }: Order,
  now: number,
  times: DellTimes,
): RedfishReply | null {
  const text = (key: string) => String(field(json, key) ?? '');
  const cut = path.lastIndexOf('/');
  const parent = path.slice(0, cut);
  const id = path.slice(cut + 1);
  if (method === 'POST') {
    if (path === RESET) return power(state, profile, text('ResetType'), now, times);
    if (path === MANAGER_RESET) return { status: 204, after: () => restartManager(state, now, times) };
    if (path === SIMPLE_UPDATE) return installUploaded(state, profile, text('ImageURI'), now, times);
    if (path === LC_STATUS && profile.services) return readiness(state, now);
    if (path === DELETE_JOB && profile.services) return deleteJob(state, profile, text('JobID'));
  }
  if (method === 'PATCH') {
    if (path === NETWORK) return ipmi(state, field(json, 'IPMI'));
    if (path === profile.attributes || path === FORCED_ATTRIBUTES) {
      return attributes(state, field(json, 'Attributes'), now);
    }
    if (parent === profile.accounts) return password(state, profile, Number(id), text('Password'), now);
  }
  if (method === 'DELETE') {
    if (parent === profile.jobs) return deleteJob(state, profile, id);
    if (parent === INVENTORY) return discard(state, profile, id);
  }
  return null;
}

/** A package has been uploaded whole: what it is, is told by its name, as Dell names its packages. */
export function packageIn(filename: string): { componentId: number; version: string } | null {
  const version = /_(\d+(?:\.\d+)+)(?:_[AX]\d+)?(?:_\d+)?\.(?:exe|d7|d9|pm)$/i.exec(filename)?.[1];
  if (version === undefined) return null;
  const kinds: [RegExp, number][] = [
    [/^BIOS/i, 159],
    [/^iDRAC/i, 25227],
    [/^Diag/i, 25806],
    [/^CPLD/i, 28125],
  ];
  return { componentId: kinds.find(([name]) => name.test(filename))?.[1] ?? 0, version };
}

/** 202 with the task that installs or stages it. */
export function install(
  state: DellState,
  componentId: number,
  version: string,
  now: number,
  times: DellTimes,
): RedfishReply {
  const job: DellJob = orderUpdate(state, componentId, version, now, times);
  return { status: 202, headers: { location: `${TASKS}/${job.id}` } };
}

function power(state: DellState, profile: RedfishProfile, type: string, now: number, times: DellTimes): RedfishReply {
  const pressed: DellPowerVerb = state.power === 'on' ? 'graceful-shutdown' : 'on';
  const verb = type === 'PushPowerButton' ? pressed : VERBS[type];
  if (verb === undefined) return refuse(profile, 400, 'Base.1.8.ActionParameterNotSupported', 'No such reset type.');
  if (orderPower(state, verb, now, times)) return { status: 204 };
  return refuse(profile, 409, 'PSU501', 'The server is in that power state already.');
}

function installUploaded(state: DellState, profile: RedfishProfile, uri: string, now: number, times: DellTimes) {
  const match = /\/Available-(\d+)-([\w.]+)$/.exec(uri);
  const component = state.components.find((one) => String(one.componentId) === match?.[1]);
  if (match?.[2] === undefined || component?.available !== match[2]) {
    return refuse(profile, 400, 'RED006', 'The package could not be fetched.');
  }
  return install(state, component.componentId, match[2], now, times);
}

function readiness(state: DellState, now: number): RedfishReply {
  const busy = now < state.postUntil || state.jobs.some((job) => job.state === 'Running');
  const json = {
    Status: busy ? 'NotReady' : 'Ready',
    LCStatus: busy ? 'InUse' : 'Ready',
    RTStatus: 'Ready',
    ServerStatus: state.power === 'off' ? 'PoweredOff' : now < state.postUntil ? 'InPOST' : 'OutOfPOST',
  };
  return { status: 200, json };
}

function deleteJob(state: DellState, profile: RedfishProfile, id: string): RedfishReply {
  const removed = removeJob(state, id);
  if (removed === 'running') return refuse(profile, 400, 'JCP015', 'A running job cannot be deleted.');
  return removed ? success : notFound(profile);
}

function discard(state: DellState, profile: RedfishProfile, id: string): RedfishReply {
  const component = state.components.find((one) => id === `Available-${one.componentId}-${one.available}`);
  if (!component) return notFound(profile);
  component.available = null;
  return success;
}

function ipmi(state: DellState, json: unknown): RedfishReply {
  const on = field(json, 'ProtocolEnabled');
  if (typeof on === 'boolean') state.ipmiOverLan = on;
  return success;
}

function attributes(state: DellState, json: unknown, now: number): RedfishReply {
  const { nic } = state;
  for (const [name, value] of Object.entries(typeof json === 'object' && json !== null ? json : {})) {
    const text = String(value);
    if (name === 'IPv4.1.DHCPEnable') nic.dhcp = text === 'Enabled';
    if (name === 'IPv4.1.Address') nic.address = text;
    if (name === 'IPv4.1.Netmask') nic.netmask = text;
    if (name === 'IPv4.1.Gateway') nic.gateway = text;
    if (name === 'IPMILan.1.Enable') state.ipmiOverLan = text === 'Enabled';
    const index = /^Users\.(\d+)\.Password$/.exec(name)?.[1];
    if (index !== undefined) changePassword(state, Number(index), text, now);
  }
  return success;
}

function password(state: DellState, profile: RedfishProfile, index: number, text: string, now: number): RedfishReply {
  if (text === '' || text.length > 20) {
    // Real services repeat the value that they do not like, so that what shows it is caught.
    return refuse(profile, 400, 'Base.1.8.PropertyValueFormatError', `The value ${text} is not accepted for Password.`);
  }
  return changePassword(state, index, text, now) ? success : notFound(profile);
}

/** Every session of that user ends with it. */
function changePassword(state: DellState, index: number, text: string, now: number): boolean {
  const user = state.users.find((one) => one.index === index);
  if (!user) return false;
  user.password = text;
  if (index === 2) state.faults.delete('default-password');
  state.sessions = state.sessions.filter((one) => one.type !== 'Redfish' || one.user !== user.name);
  record(state, {
    messageId: 'USR0191',
    category: 'Audit',
    message: `The password of ${user.name} was changed.`,
    at: now,
  });
  return true;
}

const field = (json: unknown, key: string): unknown =>
  typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[key] : undefined;
