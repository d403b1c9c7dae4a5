import { Reader, u16le } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

/** `size` in bytes; when `words`, offsets and counts of Read FRU Data are in units of two bytes. */
export interface FruAreaInfo {
  size: number;
  words: boolean;
}

/** Get FRU Inventory Area Info (IPMI 2.0 section 34.1, Table 34-2). Request: FRU device id, 0 is the main one. */
export const getFruAreaInfo: Read<number, FruAreaInfo> = {
  name: 'Get FRU Inventory Area Info',
  netFn: NETFN.storage,
  cmd: 0x10,
  level: 'user',
  encodeRequest: (id) => Buffer.from([id]),
  decodeRequest: (data) => new Reader(data, 'Get FRU Inventory Area Info request').u8(),
  encodeResponse: (a) => Buffer.concat([u16le(a.size), Buffer.from([a.words ? 1 : 0])]),
  decodeResponse(data) {
    const r = new Reader(data, 'Get FRU Inventory Area Info response');
    return { size: r.u16le(), words: (r.u8() & 1) === 1 };
  },
};
