import { Reader, u16le, u32le } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import { EMPTY, type Read } from './command.ts';

/** State of the event log. Times are seconds of the BMC's SEL clock; FFFFFFFFh when it does not know. */
export interface SelInfo {
  version: string;
  entries: number;
  /** Bytes; an entry has 16. FFFFh means 64 KB or more. */
  free: number;
  lastAddition: number;
  lastErase: number;
  /** Events were dropped because the log was full. */
  overflow: boolean;
  reserves: boolean;
}

/** Get SEL Info (IPMI 2.0 section 31.2, Table 31-2). */
export const getSelInfo: Read<void, SelInfo> = {
  name: 'Get SEL Info',
  netFn: NETFN.storage,
  cmd: 0x40,
  level: 'user',
  encodeRequest: () => EMPTY,
  decodeRequest: () => undefined,
  encodeResponse(i) {
    const [major = 0, minor = 0] = i.version.split('.').map(Number);
    return Buffer.concat([
      Buffer.from([(minor << 4) | major]),
      u16le(i.entries),
      u16le(i.free),
      u32le(i.lastAddition),
      u32le(i.lastErase),
      Buffer.from([(i.overflow ? 0x80 : 0) | (i.reserves ? 2 : 0)]),
    ]);
  },
  decodeResponse(data) {
    const r = new Reader(data, 'Get SEL Info response');
    const version = r.u8();
    const entries = r.u16le();
    const free = r.u16le();
    const lastAddition = r.u32le();
    const lastErase = r.u32le();
    const support = r.u8();
    return {
      version: `${version & 0x0f}.${version >> 4}`,
      entries,
      free,
      lastAddition,
      lastErase,
      overflow: (support & 0x80) !== 0,
      reserves: (support & 2) !== 0,
    };
  },
};
