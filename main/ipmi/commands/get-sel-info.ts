import { NETFN } from '../wire/message.ts';
import { EMPTY, type Read } from './command.ts';
import { decodeRepositoryInfo, encodeRepositoryInfo } from './repository-info.ts';

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
  encodeResponse: ({ entries: count, ...rest }) => encodeRepositoryInfo({ ...rest, count }),
  decodeResponse(data) {
    const { count: entries, ...rest } = decodeRepositoryInfo(data, 'Get SEL Info response');
    return { ...rest, entries };
  },
};
