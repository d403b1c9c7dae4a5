import { Reader } from '../bytes.ts';
import { type Privilege, privilegeName, privilegeNumber } from '../privilege.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

export interface UserAccessRequest {
  channel: number;
  /** 1 to 63; 1 is the user without a name where the BMC has one. */
  userId: number;
}

export interface UserAccess {
  /** User ids the BMC has: 1 to this. */
  maxUsers: number;
  enabledUsers: number;
  /** Ids 1 to this have names that cannot be changed. */
  fixedNames: number;
  /** Null where the BMC does not say (older ones leave the bits 0). */
  enabled: boolean | null;
  callbackOnly: boolean;
  /** PPP/CHAP link authentication, of no meaning on a LAN. */
  linkAuthentication: boolean;
  /** May log in over IPMI on this channel. */
  messaging: boolean;
  /** Null: no access (Fh), or nothing set (0). */
  privilege: Privilege | null;
}

const NO_ACCESS = 0x0f;
const ENABLED = 1;
const DISABLED = 2;

/** Get User Access (IPMI 2.0 section 22.27, Table 22-32). */
export const getUserAccess: Read<UserAccessRequest, UserAccess> = {
  name: 'Get User Access',
  netFn: NETFN.app,
  cmd: 0x44,
  level: 'operator',
  encodeRequest: (q) => Buffer.from([q.channel, q.userId]),
  decodeRequest(data) {
    const r = new Reader(data, 'Get User Access request');
    return { channel: r.u8() & 0x0f, userId: r.u8() & 0x3f };
  },
  encodeResponse(a) {
    const status = a.enabled === null ? 0 : a.enabled ? ENABLED : DISABLED;
    const access =
      (a.callbackOnly ? 0x40 : 0) |
      (a.linkAuthentication ? 0x20 : 0) |
      (a.messaging ? 0x10 : 0) |
      (a.privilege === null ? NO_ACCESS : privilegeNumber(a.privilege));
    return Buffer.from([a.maxUsers & 0x3f, (status << 6) | (a.enabledUsers & 0x3f), a.fixedNames & 0x3f, access]);
  },
  decodeResponse(data) {
    const r = new Reader(data, 'Get User Access response');
    const maxUsers = r.u8() & 0x3f;
    const second = r.u8();
    const fixedNames = r.u8() & 0x3f;
    const access = r.u8();
    const status = second >> 6;
    return {
      maxUsers,
      enabledUsers: second & 0x3f,
      fixedNames,
      enabled: status === ENABLED ? true : status === DISABLED ? false : null,
      callbackOnly: (access & 0x40) !== 0,
      linkAuthentication: (access & 0x20) !== 0,
      messaging: (access & 0x10) !== 0,
      privilege: privilegeName(access & 0x0f),
    };
  },
};
