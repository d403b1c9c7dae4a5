import { NETFN } from '../wire/message.ts';
import { EMPTY, type Read } from './command.ts';
import { decodeRepositoryInfo, encodeRepositoryInfo } from './repository-info.ts';

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
  encodeResponse: ({ records: count, free, ...rest }) =>
    encodeRepositoryInfo({ ...rest, count, free: free ?? UNSPECIFIED }),
  decodeResponse(data) {
    const { count: records, free, ...rest } = decodeRepositoryInfo(data, 'Get SDR Repository Info response');
    return { ...rest, records, free: free === UNSPECIFIED ? null : free };
  },
};
