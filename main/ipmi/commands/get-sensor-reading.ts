import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

/** A sensor's answer as on the wire. */
export interface SensorReading {
  /** Analog value before conversion; no meaning for discrete sensors. */
  raw: number;
  eventsEnabled: boolean;
  scanning: boolean;
  /** The sensor has no value at this moment: just re-armed, or its device is absent. */
  unavailable: boolean;
  /**
   * Bit n: state n is asserted (discrete), or comparison n holds (threshold: 0 to 5 as in Get Sensor Thresholds). Null
   * when the BMC left it out.
   */
  states: number | null;
}

/** Get Sensor Reading (IPMI 2.0 section 35.14, Table 35-15). Request: sensor number on LUN 0. */
export const getSensorReading: Read<number, SensorReading> = {
  name: 'Get Sensor Reading',
  netFn: NETFN.sensor,
  cmd: 0x2d,
  level: 'user',
  encodeRequest: (number) => Buffer.from([number]),
  decodeRequest: (data) => new Reader(data, 'Get Sensor Reading request').u8(),
  encodeResponse(a) {
    const flags = (a.eventsEnabled ? 0x80 : 0) | (a.scanning ? 0x40 : 0) | (a.unavailable ? 0x20 : 0);
    const states = a.states === null ? [] : [a.states & 0xff, 0x80 | ((a.states >> 8) & 0x7f)];
    return Buffer.from([a.raw, flags, ...states]);
  },
  decodeResponse(data) {
    const r = new Reader(data, 'Get Sensor Reading response');
    const raw = r.u8();
    const flags = r.u8();
    const low = r.left > 0 ? r.u8() : null;
    const high = r.left > 0 ? r.u8() & 0x7f : 0; // bit 7 is reserved and returned as 1
    return {
      raw,
      eventsEnabled: (flags & 0x80) !== 0,
      scanning: (flags & 0x40) !== 0,
      unavailable: (flags & 0x20) !== 0,
      states: low === null ? null : (high << 8) | low,
    };
  },
};
