import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

/** How far a value must go back behind a threshold before its event ends, raw steps; 0 is "none" or "not told". */
export interface RawHysteresis {
  positive: number;
  negative: number;
}

const RESERVED_MASK = 0xff;

/** Get Sensor Hysteresis (IPMI 2.0 section 35.7, Table 35-8). Request: sensor number on LUN 0. */
export const getSensorHysteresis: Read<number, RawHysteresis> = {
  name: 'Get Sensor Hysteresis',
  netFn: NETFN.sensor,
  cmd: 0x25,
  level: 'user',
  encodeRequest: (number) => Buffer.from([number, RESERVED_MASK]),
  decodeRequest: (data) => new Reader(data, 'Get Sensor Hysteresis request').u8(),
  encodeResponse: (h) => Buffer.from([h.positive, h.negative]),
  decodeResponse(data) {
    const r = new Reader(data, 'Get Sensor Hysteresis response');
    return { positive: r.u8(), negative: r.u8() };
  },
};
