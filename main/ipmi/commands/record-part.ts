import { Reader, u16le } from '../bytes.ts';
import type { Read } from './command.ts';

/** A part of a stored record. `count` FFh asks for all of it from `offset` on. */
export interface RecordPartRequest {
  /** Needed when `offset` is not 0; 0 otherwise. */
  reservation: number;
  /** 0000h is the first record, FFFFh the last one. */
  recordId: number;
  offset: number;
  count: number;
}

export interface RecordPart {
  /** Record id that follows in the list; FFFFh behind the last one. */
  next: number;
  bytes: Buffer;
}

export const FIRST_RECORD = 0x0000;
export const LAST_RECORD = 0xffff;
export const WHOLE_RECORD = 0xff;

/** Get SDR, Get Device SDR and Get SEL Entry have one layout (IPMI 2.0 Tables 33-6, 35-4 and 31-5). */
export function recordPart(name: string, netFn: number, cmd: number): Read<RecordPartRequest, RecordPart> {
  return {
    name,
    netFn,
    cmd,
    level: 'user',
    encodeRequest: (q) => Buffer.concat([u16le(q.reservation), u16le(q.recordId), Buffer.from([q.offset, q.count])]),
    decodeRequest(data) {
      const r = new Reader(data, `${name} request`);
      return { reservation: r.u16le(), recordId: r.u16le(), offset: r.u8(), count: r.u8() };
    },
    encodeResponse: (part) => Buffer.concat([u16le(part.next), part.bytes]),
    decodeResponse(data) {
      const r = new Reader(data, `${name} response`);
      return { next: r.u16le(), bytes: r.rest() };
    },
  };
}
