import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import { EMPTY, type Read } from './command.ts';

/** What the chassis does when mains power comes back. `unknown` is only ever read. */
export type RestorePolicy = 'always-off' | 'previous' | 'always-on';

export type PowerFault =
  | 'power-control'
  | 'power'
  | 'interlock'
  | 'overload'
  | 'cooling'
  | 'drive'
  | 'front-panel-lockout'
  | 'intrusion';
export type PowerEvent = 'on-by-ipmi' | 'fault' | 'interlock' | 'overload' | 'ac-failed';

export interface ChassisStatus {
  power: 'on' | 'off';
  restorePolicy: RestorePolicy | 'unknown';
  /** Conditions that are present now, from the power state and the miscellaneous byte. */
  faults: PowerFault[];
  /** Why the power last changed, as far as the BMC noted it. */
  lastPowerEvent: PowerEvent[];
  /** State of the identify light; null when the BMC does not tell. */
  identify: 'off' | 'timed' | 'on' | null;
}

const POLICIES = ['always-off', 'previous', 'always-on', 'unknown'] as const;
const STATE_FAULTS: readonly (readonly [number, PowerFault])[] = [
  [0x10, 'power-control'],
  [0x08, 'power'],
  [0x04, 'interlock'],
  [0x02, 'overload'],
];
const MISC_FAULTS: readonly (readonly [number, PowerFault])[] = [
  [0x08, 'cooling'],
  [0x04, 'drive'],
  [0x02, 'front-panel-lockout'],
  [0x01, 'intrusion'],
];
const EVENTS: readonly (readonly [number, PowerEvent])[] = [
  [0x10, 'on-by-ipmi'],
  [0x08, 'fault'],
  [0x04, 'interlock'],
  [0x02, 'overload'],
  [0x01, 'ac-failed'],
];
const IDENTIFY = ['off', 'timed', 'on'] as const;

const names = <T>(byte: number, table: readonly (readonly [number, T])[]): T[] =>
  table.filter(([bit]) => (byte & bit) !== 0).map(([, name]) => name);
const bits = <T>(set: readonly T[], table: readonly (readonly [number, T])[]): number =>
  table.reduce((byte, [bit, name]) => (set.includes(name) ? byte | bit : byte), 0);

/** Get Chassis Status (IPMI 2.0 section 28.2, Table 28-3). */
export const getChassisStatus: Read<void, ChassisStatus> = {
  name: 'Get Chassis Status',
  netFn: NETFN.chassis,
  cmd: 0x01,
  level: 'user',
  encodeRequest: () => EMPTY,
  decodeRequest: () => undefined,
  encodeResponse(s) {
    const state = (POLICIES.indexOf(s.restorePolicy) << 5) | bits(s.faults, STATE_FAULTS) | (s.power === 'on' ? 1 : 0);
    const identify = s.identify === null ? 0 : 0x40 | (IDENTIFY.indexOf(s.identify) << 4);
    return Buffer.from([state, bits(s.lastPowerEvent, EVENTS), identify | bits(s.faults, MISC_FAULTS)]);
  },
  decodeResponse(data) {
    const r = new Reader(data, 'Get Chassis Status response');
    const state = r.u8();
    const events = r.u8();
    const misc = r.u8(); // a fourth byte (front panel buttons) is optional and not used
    return {
      power: (state & 1) === 1 ? 'on' : 'off',
      restorePolicy: POLICIES[(state >> 5) & 3] ?? 'unknown',
      faults: [...names(state, STATE_FAULTS), ...names(misc, MISC_FAULTS)],
      lastPowerEvent: names(events, EVENTS),
      identify: (misc & 0x40) !== 0 ? (IDENTIFY[(misc >> 4) & 3] ?? null) : null,
    };
  },
};
