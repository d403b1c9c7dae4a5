import { Reader, u16le, u32le } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import { EMPTY, type Read } from './command.ts';

/** State of the repository. Times are seconds as the BMC keeps them; FFFFFFFFh when it does not know. */
export interface SdrRepositoryInfo {
  /** "1.5" or "2.0": version of the SDR command set. */
  version: string;
  records: number;
  /** Bytes; null when not told. */
  free: number | null;
  lastAddition: number;
  lastErase: number;
  reserves: boolean;
  overflow: boolean;
}

const UNSPECIFIED = 0xffff;

/** Get SDR Repository Info (IPMI 2.0 section 33.9, Table 33-3). */
export const getSdrRepositoryInfo: Read<void, SdrRepositoryInfo> = {
  name: 'Get SDR Repository Info',
  netFn: NETFN.storage,
  cmd: 0x20,
  level: 'user',
  encodeRequest: () => EMPTY,
  decodeRequest: () => undefined,
  encodeResponse(i) {
    const [major = 0, minor = 0] = i.version.split('.').map(Number);
    return Buffer.concat([
      Buffer.from([(minor << 4) | major]),
      u16le(i.records),
      u16le(i.free ?? UNSPECIFIED),
      u32le(i.lastAddition),
      u32le(i.lastErase),
      Buffer.from([(i.overflow ? 0x80 : 0) | (i.reserves ? 2 : 0)]),
    ]);
  },
  decodeResponse(data) {
    const r = new Reader(data, 'Get SDR Repository Info response');
    const version = r.u8();
    const records = r.u16le();
    const free = r.u16le();
    const lastAddition = r.u32le();
    const lastErase = r.u32le();
    const support = r.u8();
    return {
      version: `${version & 0x0f}.${version >> 4}`,
      records,
      free: free === UNSPECIFIED ? null : free,
      lastAddition,
      lastErase,
      reserves: (support & 2) !== 0,
      overflow: (support & 0x80) !== 0,
    };
  },
};
