import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import { type Change, EMPTY } from './command.ts';

/** `off` is at once, `soft` asks the operating system, `cycle` is off and on, `diag` sends a diagnostic interrupt (NMI). */
export type ChassisVerb = 'off' | 'on' | 'cycle' | 'reset' | 'diag' | 'soft';

export const CHASSIS_VERBS: readonly ChassisVerb[] = ['off', 'on', 'cycle', 'reset', 'diag', 'soft'];

/** Chassis Control (IPMI 2.0 section 28.3, Table 28-4). Changes the world: goes on the wire once. */
export const chassisControl: Change<ChassisVerb, void> = {
  name: 'Chassis Control',
  netFn: NETFN.chassis,
  cmd: 0x02,
  level: 'operator',
  changes: true,
  encodeRequest: (verb) => Buffer.from([CHASSIS_VERBS.indexOf(verb)]),
  decodeRequest(data) {
    const r = new Reader(data, 'Chassis Control request');
    const value = r.u8() & 0x0f;
    return CHASSIS_VERBS[value] ?? r.fail(`control value ${value} is reserved`);
  },
  encodeResponse: () => EMPTY,
  decodeResponse: () => undefined,
};
