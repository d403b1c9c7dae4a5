import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

/** The six thresholds in the order of their bits in masks, comparison states and this command. */
export const THRESHOLDS = ['lnc', 'lc', 'lnr', 'unc', 'uc', 'unr'] as const;

/** Lower or upper; non-critical, critical, non-recoverable. */
export type ThresholdName = (typeof THRESHOLDS)[number];

/** Raw values of those thresholds that can be read. */
export type RawThresholds = Partial<Record<ThresholdName, number>>;

/** Get Sensor Thresholds (IPMI 2.0 section 35.9, Table 35-10). Request: sensor number on LUN 0. */
export const getSensorThresholds: Read<number, RawThresholds> = {
  name: 'Get Sensor Thresholds',
  netFn: NETFN.sensor,
  cmd: 0x27,
  level: 'user',
  encodeRequest: (number) => Buffer.from([number]),
  decodeRequest: (data) => new Reader(data, 'Get Sensor Thresholds request').u8(),
  encodeResponse(t) {
    const mask = THRESHOLDS.reduce((byte, name, bit) => byte | (t[name] === undefined ? 0 : 1 << bit), 0);
    return Buffer.from([mask, ...THRESHOLDS.map((name) => t[name] ?? 0)]);
  },
  decodeResponse(data) {
    const r = new Reader(data, 'Get Sensor Thresholds response');
    const mask = r.u8();
    const found: RawThresholds = {};
    THRESHOLDS.forEach((name, bit) => {
      // Some BMCs end the answer behind the last readable one.
      const value = r.left > 0 ? r.u8() : null;
      if ((mask & (1 << bit)) === 0) return;
      found[name] = value ?? r.fail(`${name} is said to be readable and is missing`);
    });
    return found;
  },
};
