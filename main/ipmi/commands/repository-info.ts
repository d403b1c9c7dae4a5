import { Reader, u16le, u32le } from '../bytes.ts';

/** What the SDR repository and the event log say of themselves, in the same 14 bytes (IPMI 2.0 Tables 31-2 and 33-3). */
export interface RepositoryInfo {
  /** "1.5" or "2.0": version of the command set. */
  version: string;
  /** Records or entries. */
  count: number;
  /** Bytes, as sent; FFFFh has a meaning of its own in each. */
  free: number;
  lastAddition: number;
  lastErase: number;
  overflow: boolean;
  reserves: boolean;
}

export function encodeRepositoryInfo(i: RepositoryInfo): Buffer {
  const [major = 0, minor = 0] = i.version.split('.').map(Number);
  return Buffer.concat([
    Buffer.from([(minor << 4) | major]),
    u16le(i.count),
    u16le(i.free),
    u32le(i.lastAddition),
    u32le(i.lastErase),
    Buffer.from([(i.overflow ? 0x80 : 0) | (i.reserves ? 2 : 0)]),
  ]);
}

/** @param what names the response in the error. @throws DecodeError when it is cut off */
export function decodeRepositoryInfo(data: Buffer, what: string): RepositoryInfo {
  const r = new Reader(data, what);
  const version = r.u8();
  const count = r.u16le();
  const free = r.u16le();
  const lastAddition = r.u32le();
  const lastErase = r.u32le();
  const support = r.u8();
  return {
    version: `${version & 0x0f}.${version >> 4}`,
    count,
    free,
    lastAddition,
    lastErase,
    overflow: (support & 0x80) !== 0,
    reserves: (support & 2) !== 0,
  };
}
