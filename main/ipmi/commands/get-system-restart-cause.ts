import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import { EMPTY, type Read } from './command.ts';

const CAUSES = [
  'unknown',
  'chassis-control',
  'reset-button',
  'power-button',
  'watchdog',
  'oem',
  'restore-always-on',
  'restore-previous',
  'pef-reset',
  'pef-cycle',
  'soft-reset',
  'rtc-wakeup',
] as const;

export interface RestartCause {
  cause: (typeof CAUSES)[number];
  /** Channel over which a chassis-control command came. */
  channel: number;
}

/** Get System Restart Cause (IPMI 2.0 section 28.11, Table 28-11). */
export const getSystemRestartCause: Read<void, RestartCause> = {
  name: 'Get System Restart Cause',
  netFn: NETFN.chassis,
  cmd: 0x07,
  level: 'user',
  encodeRequest: () => EMPTY,
  decodeRequest: () => undefined,
  encodeResponse: (a) => Buffer.from([CAUSES.indexOf(a.cause), a.channel]),
  decodeResponse(data) {
    const r = new Reader(data, 'Get System Restart Cause response');
    const cause = CAUSES[r.u8() & 0x0f] ?? 'unknown';
    // Some BMCs leave the channel out although the table demands it.
    return { cause, channel: r.left > 0 ? r.u8() : 0 };
  },
};
