import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import { type Change, EMPTY } from './command.ts';

/** Light on for `seconds` (0 to 255; 0 switches it off), or until switched off when `forever`. */
export interface IdentifyRequest {
  seconds: number;
  forever: boolean;
}

/** What an absent first byte means by the specification. */
const DEFAULT_SECONDS = 15;

/** Chassis Identify (IPMI 2.0 section 28.5, Table 28-5). */
export const chassisIdentify: Change<IdentifyRequest, void> = {
  name: 'Chassis Identify',
  netFn: NETFN.chassis,
  cmd: 0x04,
  level: 'operator',
  changes: true,
  // The second byte is optional and older BMCs refuse it, so it is only sent when needed.
  encodeRequest: (q) => Buffer.from(q.forever ? [q.seconds, 1] : [q.seconds]),
  decodeRequest(data) {
    const r = new Reader(data, 'Chassis Identify request');
    const seconds = r.left > 0 ? r.u8() : DEFAULT_SECONDS;
    return { seconds, forever: r.left > 0 && (r.u8() & 1) === 1 };
  },
  encodeResponse: () => EMPTY,
  decodeResponse: () => undefined,
};
