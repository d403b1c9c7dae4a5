import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import { type Change, EMPTY } from './command.ts';
import type { SolParameterRequest } from './get-sol-configuration.ts';

/** Set SOL Configuration Parameters (IPMI 2.0 section 26.2, Table 26-3). `data` as in Table 26-5. */
export const setSolConfiguration: Change<SolParameterRequest & { data: Buffer }, void> = {
  name: 'Set SOL Configuration Parameters',
  netFn: NETFN.transport,
  cmd: 0x21,
  level: 'administrator',
  changes: true,
  encodeRequest: (q) => Buffer.concat([Buffer.from([q.channel & 0x0f, q.parameter]), q.data]),
  decodeRequest(data) {
    const r = new Reader(data, 'Set SOL Configuration Parameters request');
    return { channel: r.u8() & 0x0f, parameter: r.u8(), data: r.rest() };
  },
  encodeResponse: () => EMPTY,
  decodeResponse: () => undefined,
};
