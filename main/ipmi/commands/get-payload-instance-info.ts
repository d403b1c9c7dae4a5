import { Reader, u32le } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';
import type { PayloadInstance } from './deactivate-payload.ts';

export interface PayloadInstanceInfo {
  /** The BMC's id of the session that holds the instance; null when it is not active. */
  sessionId: number | null;
  /** SOL: number of the system's serial port, from 1; null when not told. */
  serialPort: number | null;
}

/** Get Payload Instance Info (IPMI 2.0 section 24.5, Table 24-6). */
export const getPayloadInstanceInfo: Read<PayloadInstance, PayloadInstanceInfo> = {
  name: 'Get Payload Instance Info',
  netFn: NETFN.app,
  cmd: 0x4b,
  level: 'user',
  encodeRequest: (q) => Buffer.from([q.payloadType & 0x3f, q.instance & 0x0f]),
  decodeRequest(data) {
    const r = new Reader(data, 'Get Payload Instance Info request');
    return { payloadType: r.u8() & 0x3f, instance: r.u8() & 0x0f };
  },
  encodeResponse: (i) =>
    Buffer.concat([u32le(i.sessionId ?? 0), Buffer.from([i.serialPort ?? 0]), Buffer.alloc(7, 0xff)]),
  decodeResponse(data) {
    const r = new Reader(data, 'Get Payload Instance Info response');
    const sessionId = r.u32le();
    const serialPort = r.left > 0 ? r.u8() : 0;
    return { sessionId: sessionId === 0 ? null : sessionId, serialPort: serialPort === 0 ? null : serialPort };
  },
};
