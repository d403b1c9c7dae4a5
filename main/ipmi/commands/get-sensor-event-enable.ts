import { Reader, u16le } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

/** Which events a sensor sends. Bits as in the masks of its record (Table 42-2 and 42-3). */
export interface SensorEventEnable {
  eventsEnabled: boolean;
  scanning: boolean;
  assertions: number;
  deassertions: number;
}

/** Get Sensor Event Enable (IPMI 2.0 section 35.11, Table 35-12). Request: sensor number on LUN 0. */
export const getSensorEventEnable: Read<number, SensorEventEnable> = {
  name: 'Get Sensor Event Enable',
  netFn: NETFN.sensor,
  cmd: 0x29,
  level: 'user',
  encodeRequest: (number) => Buffer.from([number]),
  decodeRequest: (data) => new Reader(data, 'Get Sensor Event Enable request').u8(),
  encodeResponse: (e) =>
    Buffer.concat([
      Buffer.from([(e.eventsEnabled ? 0x80 : 0) | (e.scanning ? 0x40 : 0)]),
      u16le(e.assertions),
      u16le(e.deassertions),
    ]),
  decodeResponse(data) {
    const r = new Reader(data, 'Get Sensor Event Enable response');
    const flags = r.u8();
    // The masks may be left out, from the end on.
    const mask = () => (r.left >= 2 ? r.u16le() & 0x7fff : 0);
    return {
      eventsEnabled: (flags & 0x80) !== 0,
      scanning: (flags & 0x40) !== 0,
      assertions: mask(),
      deassertions: mask(),
    };
  },
};
