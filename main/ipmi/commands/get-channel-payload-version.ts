import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

export interface PayloadVersionRequest {
  /** Eh: the present one. */
  channel: number;
  payloadType: number;
}

/** Get Channel Payload Version (IPMI 2.0 section 24.9, Table 24-10). The answer is text such as "1.0". */
export const getChannelPayloadVersion: Read<PayloadVersionRequest, string> = {
  name: 'Get Channel Payload Version',
  netFn: NETFN.app,
  cmd: 0x4f,
  level: 'user',
  encodeRequest: (q) => Buffer.from([q.channel & 0x0f, q.payloadType & 0x3f]),
  decodeRequest(data) {
    const r = new Reader(data, 'Get Channel Payload Version request');
    return { channel: r.u8() & 0x0f, payloadType: r.u8() & 0x3f };
  },
  encodeResponse(version) {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    return Buffer.from([(major << 4) | minor]);
  },
  decodeResponse(data) {
    const byte = new Reader(data, 'Get Channel Payload Version response').u8();
    return `${byte >> 4}.${byte & 0x0f}`;
  },
};
