import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

export interface ChannelInfo {
  /** The number behind Eh, "this channel". */
  channel: number;
  /** Table 6-3: 4 is 802.3 LAN, 5 serial, 12 the system interface. */
  medium: number;
  /** Table 6-2: 1 is IPMB-1.0. */
  protocol: number;
  sessions: 'none' | 'single' | 'multi' | 'by-use';
  activeSessions: number;
  /** IANA number of who defined the protocol; 7154 is the IPMI forum. */
  vendor: number;
}

const SESSIONS = ['none', 'single', 'multi', 'by-use'] as const;

/** Get Channel Info (IPMI 2.0 section 22.24, Table 22-30). Request: channel number, Eh for the one the request came over. */
export const getChannelInfo: Read<number, ChannelInfo> = {
  name: 'Get Channel Info',
  netFn: NETFN.app,
  cmd: 0x42,
  level: 'user',
  encodeRequest: (channel) => Buffer.from([channel]),
  decodeRequest: (data) => new Reader(data, 'Get Channel Info request').u8() & 0x0f,
  encodeResponse: (i) =>
    Buffer.from([
      ...[i.channel, i.medium, i.protocol, (SESSIONS.indexOf(i.sessions) << 6) | (i.activeSessions & 0x3f)],
      ...[i.vendor & 0xff, (i.vendor >> 8) & 0xff, (i.vendor >> 16) & 0xff, 0, 0],
    ]),
  decodeResponse(data) {
    const r = new Reader(data, 'Get Channel Info response');
    const channel = r.u8() & 0x0f;
    const medium = r.u8() & 0x7f;
    const protocol = r.u8() & 0x1f;
    const sessions = r.u8();
    const vendor = r.u16le() | (r.u8() << 16);
    r.take(2); // auxiliary information
    return {
      channel,
      medium,
      protocol,
      sessions: SESSIONS[sessions >> 6] ?? 'none',
      activeSessions: sessions & 0x3f,
      vendor,
    };
  },
};
