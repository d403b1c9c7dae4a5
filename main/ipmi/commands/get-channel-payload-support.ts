import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

const TYPES = 64;

/**
 * Get Channel Payload Support (IPMI 2.0 section 24.8, Table 24-9). The request is the channel (Eh: the present one), the
 * answer the payload types that can be used on it, as numbers of Table 13-16.
 */
export const getChannelPayloadSupport: Read<number, number[]> = {
  name: 'Get Channel Payload Support',
  netFn: NETFN.app,
  cmd: 0x4e,
  level: 'user',
  encodeRequest: (channel) => Buffer.from([channel & 0x0f]),
  decodeRequest: (data) => new Reader(data, 'Get Channel Payload Support request').u8() & 0x0f,
  encodeResponse(types) {
    const bits = Buffer.alloc(TYPES / 8);
    for (const type of types) bits[type >> 3] = (bits[type >> 3] ?? 0) | (1 << (type & 7));
    return bits;
  },
  decodeResponse(data) {
    const bits = new Reader(data, 'Get Channel Payload Support response').take(TYPES / 8);
    return Array.from({ length: TYPES }, (_, type) => type).filter(
      (type) => ((bits[type >> 3] ?? 0) >> (type & 7)) & 1,
    );
  },
};
