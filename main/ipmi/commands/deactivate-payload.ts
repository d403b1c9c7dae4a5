import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import { type Change, EMPTY } from './command.ts';

export interface PayloadInstance {
  /** 1 is SOL. */
  payloadType: number;
  /** Counted from 1. */
  instance: number;
}

/** Deactivate Payload (IPMI 2.0 section 24.2, Table 24-3): ends the payload whichever session holds it. */
export const deactivatePayload: Change<PayloadInstance, void> = {
  name: 'Deactivate Payload',
  netFn: NETFN.app,
  cmd: 0x49,
  level: 'operator',
  changes: true,
  encodeRequest: (q) => Buffer.from([q.payloadType & 0x3f, q.instance & 0x0f, 0, 0, 0, 0]),
  decodeRequest(data) {
    const r = new Reader(data, 'Deactivate Payload request');
    return { payloadType: r.u8() & 0x3f, instance: r.u8() & 0x0f };
  },
  encodeResponse: () => EMPTY,
  decodeResponse: () => undefined,
};
