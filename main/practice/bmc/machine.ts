import { DecodeError } from '../../ipmi/bytes.ts';
import { type ChassisVerb, chassisControl } from '../../ipmi/commands/chassis-control.ts';
import { chassisIdentify } from '../../ipmi/commands/chassis-identify.ts';
import { getChassisStatus } from '../../ipmi/commands/get-chassis-status.ts';
import { type DeviceId, getDeviceId } from '../../ipmi/commands/get-device-id.ts';
import { getFruAreaInfo } from '../../ipmi/commands/get-fru-area-info.ts';
import { getSystemGuid } from '../../ipmi/commands/get-system-guid.ts';
import { getSystemRestartCause } from '../../ipmi/commands/get-system-restart-cause.ts';
import { readFruData } from '../../ipmi/commands/read-fru-data.ts';
import type { CommandKey } from '../../ipmi/commands/registry.ts';
import { setPowerRestorePolicy } from '../../ipmi/commands/set-power-restore-policy.ts';
import type { SuiteId } from '../../ipmi/crypto/suites.ts';
import type { Board } from './board.ts';
import type { Chassis } from './chassis.ts';
import type { Configuration } from './configuration.ts';
import { CONFIGURATION_HANDLERS } from './configuration-handlers.ts';
import type { PracticeQuirks } from './options.ts';
import { SENSOR_HANDLERS } from './sensors.ts';

/** What a practice BMC knows about its machine; the commands below read and change it. */
export interface Machine {
  chassis: Chassis;
  device: DeviceId;
  guid: Buffer;
  /** FRU 0 as stored; empty when there is none. */
  fru: Buffer;
  /** Inventories of the power supplies, by FRU id. */
  moreFrus: ReadonlyMap<number, Buffer>;
  board: Board;
  sdrReservation: number;
  suites: readonly SuiteId[];
  kg: Buffer | null;
  quirks: PracticeQuirks;
  configuration: Configuration;
  /** What Cold and Warm Reset do. */
  restart(): void;
  /** Every change that was carried out, in order: proof of "at most once". */
  executed: string[];
}

/** Completion code and data of an answer. */
export interface Answer {
  cc: number;
  data: Buffer;
}

const NO_DATA = Buffer.alloc(0);
const INVALID_LENGTH = 0xc7;
const BAD_COUNT = 0xca;
const NOT_PRESENT = 0xcb;
const INVALID_FIELD = 0xcc;
const NOT_IN_THIS_STATE = 0xd5;

export const ok = (data: Buffer = NO_DATA): Answer => ({ cc: 0, data });
export const refuse = (cc: number): Answer => ({ cc, data: NO_DATA });

/** Carries out one command on the machine. A request that does not decode is answered with C7h or CCh. */
export function execute(m: Machine, key: CommandKey, data: Buffer): Answer | null {
  try {
    return HANDLERS[key]?.(m, data) ?? null;
  } catch (e) {
    if (e instanceof DecodeError) return refuse(data.length === 0 ? INVALID_LENGTH : INVALID_FIELD);
    throw e;
  }
}

/** Carries out one command; requests that do not decode may throw DecodeError. */
export type Handler = (m: Machine, data: Buffer) => Answer;
export type Handlers = Partial<Record<CommandKey, Handler>>;

const HANDLERS: Handlers = {
  'device-id': (m) => ok(getDeviceId.encodeResponse(m.device)),
  'system-guid': (m) => ok(getSystemGuid.encodeResponse(m.guid)),
  'chassis-status': ({ chassis: c }) =>
    ok(
      getChassisStatus.encodeResponse({
        power: c.power ? 'on' : 'off',
        restorePolicy: c.policy,
        faults: c.faults,
        lastPowerEvent: c.lastPowerEvent,
        identify: c.identifyState,
      }),
    ),
  'restart-cause': (m) => ok(getSystemRestartCause.encodeResponse({ cause: m.chassis.restartCause, channel: 1 })),
  'chassis-control': (m, data) => {
    const verb = chassisControl.decodeRequest(data);
    if (!m.chassis.power && NEEDS_POWER.has(verb)) return refuse(NOT_IN_THIS_STATE);
    m.executed.push(verb);
    m.chassis[verb]();
    return ok();
  },
  identify: (m, data) => {
    const { seconds, forever } = chassisIdentify.decodeRequest(data);
    m.executed.push('identify');
    m.chassis.identify(seconds, forever);
    return ok();
  },
  'restore-policy': (m, data) => {
    const policy = setPowerRestorePolicy.decodeRequest(data);
    if (policy) {
      m.executed.push(`policy ${policy}`);
      m.chassis.setPolicy(policy);
    }
    return ok(setPowerRestorePolicy.encodeResponse(['always-off', 'previous', 'always-on']));
  },
  'fru-info': (m, data) => {
    const fru = fruOf(m, getFruAreaInfo.decodeRequest(data));
    return fru ? ok(getFruAreaInfo.encodeResponse({ size: fru.length, words: false })) : refuse(NOT_PRESENT);
  },
  'fru-read': (m, data) => {
    const q = readFruData.decodeRequest(data);
    const fru = fruOf(m, q.fruId);
    if (!fru) return refuse(NOT_PRESENT);
    if (q.count > (m.quirks.longestFruRead ?? 255)) return refuse(BAD_COUNT);
    return ok(readFruData.encodeResponse(fru.subarray(q.offset, q.offset + q.count)));
  },
  ...CONFIGURATION_HANDLERS,
  ...SENSOR_HANDLERS,
};

function fruOf(m: Machine, id: number): Buffer | null {
  const fru = id === 0 ? m.fru : m.moreFrus.get(id);
  return fru && fru.length > 0 ? fru : null;
}

const NEEDS_POWER: ReadonlySet<ChassisVerb> = new Set(['cycle', 'reset', 'diag', 'soft']);
