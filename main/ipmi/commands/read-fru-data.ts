import { Reader, u16le } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

/** `offset` and `count` in bytes, or in words when the area info says so. */
export interface ReadFruRequest {
  fruId: number;
  offset: number;
  count: number;
}

/** Read FRU Data (IPMI 2.0 section 34.2, Table 34-3). */
export const readFruData: Read<ReadFruRequest, Buffer> = {
  name: 'Read FRU Data',
  netFn: NETFN.storage,
  cmd: 0x11,
  level: 'user',
  encodeRequest: (q) => Buffer.concat([Buffer.from([q.fruId]), u16le(q.offset), Buffer.from([q.count])]),
  decodeRequest(data) {
    const r = new Reader(data, 'Read FRU Data request');
    return { fruId: r.u8(), offset: r.u16le(), count: r.u8() };
  },
  encodeResponse: (bytes) => Buffer.concat([Buffer.from([bytes.length]), bytes]),
  decodeResponse(data) {
    const r = new Reader(data, 'Read FRU Data response');
    r.u8(); // the count is in words on word-addressed devices and wrong on some BMCs: the bytes that came are what counts
    return r.rest();
  },
};
