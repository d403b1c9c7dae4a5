import { Reader, u32le } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import { EMPTY, type Read } from './command.ts';

/** Close Session (IPMI 2.0 section 22.19, Table 22-24): the BMC's session id, least significant byte first. */
export const closeSession: Read<number, void> = {
  name: 'Close Session',
  netFn: NETFN.app,
  cmd: 0x3c,
  level: 'callback',
  encodeRequest: (bmcId) => u32le(bmcId),
  decodeRequest: (data) => new Reader(data, 'Close Session request').u32le(),
  encodeResponse: () => EMPTY,
  decodeResponse: () => undefined,
};
