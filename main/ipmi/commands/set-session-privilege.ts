import { Reader } from '../bytes.ts';
import { type Privilege, privilegeName, privilegeNumber } from '../privilege.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

/** Set Session Privilege Level (IPMI 2.0 section 22.18, Table 22-23). Request null asks for the present level. */
export const setSessionPrivilege: Read<Privilege | null, Privilege | null> = {
  name: 'Set Session Privilege Level',
  netFn: NETFN.app,
  cmd: 0x3b,
  level: 'callback',
  encodeRequest: (level) => Buffer.from([level === null ? 0 : privilegeNumber(level)]),
  decodeRequest: (data) => privilegeName(new Reader(data, 'Set Session Privilege Level request').u8() & 0x0f),
  encodeResponse: (level) => Buffer.from([level === null ? 0 : privilegeNumber(level)]),
  decodeResponse: (data) => privilegeName(new Reader(data, 'Set Session Privilege Level response').u8() & 0x0f),
};
