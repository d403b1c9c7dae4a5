import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

export interface AuthCapabilitiesRequest {
  /** Eh is "this channel". */
  channel: number;
  privilege: number;
  /** Asks for the IPMI 2.0 fields. */
  extended: boolean;
}

export interface AuthCapabilities {
  channel: number;
  /** IPMI 1.5 authentication types offered: worth a finding in the report (none, straight), never used. */
  types15: ('none' | 'md2' | 'md5' | 'straight' | 'oem')[];
  /** K_g is set: logins need the BMC key as well. */
  kgSet: boolean;
  nonNullUsers: boolean;
  nullUsers: boolean;
  anonymous: boolean;
  ipmi15: boolean;
  ipmi20: boolean;
}

const TYPES = [
  [0x01, 'none'],
  [0x02, 'md2'],
  [0x04, 'md5'],
  [0x10, 'straight'],
  [0x20, 'oem'],
] as const;

/** Get Channel Authentication Capabilities (IPMI 2.0 section 22.13, Table 22-15). The one command sent without a session. */
export const getChannelAuthCapabilities: Read<AuthCapabilitiesRequest, AuthCapabilities> = {
  name: 'Get Channel Authentication Capabilities',
  netFn: NETFN.app,
  cmd: 0x38,
  level: null,
  encodeRequest: (q) => Buffer.from([(q.extended ? 0x80 : 0) | q.channel, q.privilege]),
  decodeRequest(data) {
    const r = new Reader(data, 'Get Channel Authentication Capabilities request');
    const first = r.u8();
    return { extended: (first & 0x80) !== 0, channel: first & 0x0f, privilege: r.u8() & 0x0f };
  },
  encodeResponse(a) {
    const types = TYPES.reduce((b, [bit, name]) => (a.types15.includes(name) ? b | bit : b), a.ipmi20 ? 0x80 : 0);
    const status = (a.kgSet ? 0x20 : 0) | (a.nonNullUsers ? 4 : 0) | (a.nullUsers ? 2 : 0) | (a.anonymous ? 1 : 0);
    return Buffer.from([a.channel, types, status, (a.ipmi20 ? 2 : 0) | (a.ipmi15 ? 1 : 0), 0, 0, 0, 0]);
  },
  decodeResponse(data) {
    const r = new Reader(data, 'Get Channel Authentication Capabilities response');
    const channel = r.u8() & 0x0f;
    const types = r.u8();
    const status = r.u8();
    const extended = r.u8();
    r.take(4); // OEM id and data
    return {
      channel,
      types15: TYPES.filter(([bit]) => (types & bit) !== 0).map(([, name]) => name),
      kgSet: (status & 0x20) !== 0,
      nonNullUsers: (status & 4) !== 0,
      nullUsers: (status & 2) !== 0,
      anonymous: (status & 1) !== 0,
      // Without the 2.0 bit the extended byte is reserved and the BMC speaks 1.5 only.
      ipmi15: (types & 0x80) === 0 || (extended & 1) !== 0,
      ipmi20: (types & 0x80) !== 0 && (extended & 2) !== 0,
    };
  },
};
