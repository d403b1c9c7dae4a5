import { Reader, u16le } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

export interface PayloadActivation {
  /** How many instances the BMC can run. */
  capacity: number;
  /** Numbers, from 1, of the instances that are active. */
  active: number[];
}

/** Get Payload Activation Status (IPMI 2.0 section 24.4, Table 24-5). The request is the payload type. */
export const getPayloadActivationStatus: Read<number, PayloadActivation> = {
  name: 'Get Payload Activation Status',
  netFn: NETFN.app,
  cmd: 0x4a,
  level: 'user',
  encodeRequest: (payloadType) => Buffer.from([payloadType & 0x3f]),
  decodeRequest: (data) => new Reader(data, 'Get Payload Activation Status request').u8() & 0x3f,
  encodeResponse: (a) =>
    Buffer.concat([Buffer.from([a.capacity & 0x0f]), u16le(a.active.reduce((bits, n) => bits | (1 << (n - 1)), 0))]),
  decodeResponse(data) {
    const r = new Reader(data, 'Get Payload Activation Status response');
    const capacity = r.u8() & 0x0f;
    const bits = r.u16le();
    return {
      capacity,
      active: Array.from({ length: 16 }, (_, i) => i + 1).filter((n) => (bits & (1 << (n - 1))) !== 0),
    };
  },
};
