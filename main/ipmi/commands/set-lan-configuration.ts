import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import { type Change, EMPTY } from './command.ts';

export interface SetLanConfigurationRequest {
  channel: number;
  /** Parameter selector of Table 23-4, and its data as there. */
  parameter: number;
  data: Buffer;
}

/**
 * Set LAN Configuration Parameters (IPMI 2.0 section 23.1, Table 23-2). It may move the BMC away from the address at which
 * its answer is awaited.
 */
export const setLanConfiguration: Change<SetLanConfigurationRequest, void> = {
  name: 'Set LAN Configuration Parameters',
  netFn: NETFN.transport,
  cmd: 0x01,
  level: 'administrator',
  changes: true,
  encodeRequest: (q) => Buffer.concat([Buffer.from([q.channel, q.parameter]), q.data]),
  decodeRequest(data) {
    const r = new Reader(data, 'Set LAN Configuration Parameters request');
    return { channel: r.u8() & 0x0f, parameter: r.u8(), data: Buffer.from(r.rest()) };
  },
  encodeResponse: () => EMPTY,
  decodeResponse: () => undefined,
};
