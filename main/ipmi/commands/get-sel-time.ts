import { Reader, u32le } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import { EMPTY, type Read } from './command.ts';

/** Get SEL Time (IPMI 2.0 section 31.10, Table 31-10): seconds since 1970, in whatever zone the BMC was set to. */
export const getSelTime: Read<void, number> = {
  name: 'Get SEL Time',
  netFn: NETFN.storage,
  cmd: 0x48,
  level: 'user',
  encodeRequest: () => EMPTY,
  decodeRequest: () => undefined,
  encodeResponse: u32le,
  decodeResponse: (data) => new Reader(data, 'Get SEL Time response').u32le(),
};
