import { Reader, u16le } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import { EMPTY, type Read } from './command.ts';

export type WatchdogUse = 'bios-frb2' | 'bios-post' | 'os-load' | 'sms-os' | 'oem';
export type WatchdogAction = 'none' | 'hard-reset' | 'power-down' | 'power-cycle';
export type PreTimeoutInterrupt = 'none' | 'smi' | 'nmi' | 'messaging';

export interface Watchdog {
  /** Null for reserved values, such as 0 on BMCs whose timer was never set. */
  use: WatchdogUse | null;
  running: boolean;
  /** Its expiry goes to the event log. */
  logs: boolean;
  action: WatchdogAction | null;
  preTimeoutInterrupt: PreTimeoutInterrupt | null;
  preTimeoutSeconds: number;
  /** Uses whose timer has run out since the flags were cleared. */
  expired: WatchdogUse[];
  /** Seconds; the wire counts tenths. */
  initialSeconds: number;
  /** Null where the BMC leaves it out, as ipmi_sim does. */
  presentSeconds: number | null;
}

const USES: readonly WatchdogUse[] = ['bios-frb2', 'bios-post', 'os-load', 'sms-os', 'oem']; // 1 to 5
const ACTIONS: readonly WatchdogAction[] = ['none', 'hard-reset', 'power-down', 'power-cycle'];
const INTERRUPTS: readonly PreTimeoutInterrupt[] = ['none', 'smi', 'nmi', 'messaging'];
/** What goes out for null: a reserved value. */
const RESERVED = 7;

const numberOf = <T>(value: T | null, table: readonly T[]): number =>
  value === null ? RESERVED : table.indexOf(value);

/** Get Watchdog Timer (IPMI 2.0 section 27.7). */
export const getWatchdogTimer: Read<void, Watchdog> = {
  name: 'Get Watchdog Timer',
  netFn: NETFN.app,
  cmd: 0x25,
  level: 'user',
  encodeRequest: () => EMPTY,
  decodeRequest: () => undefined,
  encodeResponse(w) {
    const use = w.use === null ? 0 : USES.indexOf(w.use) + 1;
    const flags = USES.reduce((byte, name, i) => (w.expired.includes(name) ? byte | (1 << (i + 1)) : byte), 0);
    return Buffer.concat([
      Buffer.from([
        (w.logs ? 0 : 0x80) | (w.running ? 0x40 : 0) | use,
        (numberOf(w.preTimeoutInterrupt, INTERRUPTS) << 4) | numberOf(w.action, ACTIONS),
        w.preTimeoutSeconds,
        flags,
      ]),
      u16le(Math.round(w.initialSeconds * 10)),
      w.presentSeconds === null ? EMPTY : u16le(Math.round(w.presentSeconds * 10)),
    ]);
  },
  decodeResponse(data) {
    const r = new Reader(data, 'Get Watchdog Timer response');
    const use = r.u8();
    const actions = r.u8();
    const preTimeoutSeconds = r.u8();
    const flags = r.u8();
    return {
      use: USES[(use & 7) - 1] ?? null,
      running: (use & 0x40) !== 0,
      logs: (use & 0x80) === 0,
      action: ACTIONS[actions & 7] ?? null,
      preTimeoutInterrupt: INTERRUPTS[(actions >> 4) & 7] ?? null,
      preTimeoutSeconds,
      expired: USES.filter((_, i) => (flags & (1 << (i + 1))) !== 0),
      initialSeconds: r.u16le() / 10,
      presentSeconds: r.left > 0 ? r.u16le() / 10 : null,
    };
  },
};
