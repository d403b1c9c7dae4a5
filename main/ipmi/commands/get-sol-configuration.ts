import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

export interface SolParameterRequest {
  /** Eh: the present one. */
  channel: number;
  /** Selector of Table 26-5. */
  parameter: number;
}

/**
 * Get SOL Configuration Parameters (IPMI 2.0 section 26.3, Table 26-4). The answer is the parameter's data as in Table 26-5;
 * completion code 80h: not supported. None of the standard parameters has sets or blocks.
 */
export const getSolConfiguration: Read<SolParameterRequest, Buffer> = {
  name: 'Get SOL Configuration Parameters',
  netFn: NETFN.transport,
  cmd: 0x22,
  level: 'user',
  encodeRequest: (q) => Buffer.from([q.channel & 0x0f, q.parameter, 0, 0]),
  decodeRequest(data) {
    const r = new Reader(data, 'Get SOL Configuration Parameters request');
    const channel = r.u8() & 0x0f;
    const parameter = r.u8();
    r.take(2);
    return { channel, parameter };
  },
  encodeResponse: (data) => Buffer.concat([Buffer.from([0x11]), data]),
  decodeResponse(data) {
    const r = new Reader(data, 'Get SOL Configuration Parameters response');
    r.u8(); // parameter revision
    return r.rest();
  },
};
