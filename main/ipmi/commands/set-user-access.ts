import { Reader } from '../bytes.ts';
import { type Privilege, privilegeName, privilegeNumber } from '../privilege.ts';
import { NETFN } from '../wire/message.ts';
import { type Change, EMPTY } from './command.ts';

export interface SetUserAccessRequest {
  channel: number;
  userId: number;
  /** What the user may on this channel; null leaves it and changes the limit only. */
  access: { callbackOnly: boolean; linkAuthentication: boolean; messaging: boolean } | null;
  /** Null: no access. */
  privilege: Privilege | null;
}

const NO_ACCESS = 0x0f;

/** Set User Access (IPMI 2.0 section 22.26, Table 22-31); the optional session limit is left as it is. */
export const setUserAccess: Change<SetUserAccessRequest, void> = {
  name: 'Set User Access',
  netFn: NETFN.app,
  cmd: 0x43,
  level: 'administrator',
  changes: true,
  encodeRequest({ channel, userId, access, privilege }) {
    const bits =
      access === null
        ? 0
        : 0x80 |
          (access.callbackOnly ? 0x40 : 0) |
          (access.linkAuthentication ? 0x20 : 0) |
          (access.messaging ? 0x10 : 0);
    return Buffer.from([bits | channel, userId, privilege === null ? NO_ACCESS : privilegeNumber(privilege)]);
  },
  decodeRequest(data) {
    const r = new Reader(data, 'Set User Access request');
    const first = r.u8();
    const userId = r.u8() & 0x3f;
    const access = {
      callbackOnly: (first & 0x40) !== 0,
      linkAuthentication: (first & 0x20) !== 0,
      messaging: (first & 0x10) !== 0,
    };
    return {
      channel: first & 0x0f,
      userId,
      access: (first & 0x80) !== 0 ? access : null,
      privilege: privilegeName(r.u8() & 0x0f),
    };
  },
  encodeResponse: () => EMPTY,
  decodeResponse: () => undefined,
};
