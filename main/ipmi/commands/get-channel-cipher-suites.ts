import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

/** `index` counts blocks of 16 bytes of the list. */
export interface CipherSuitesRequest {
  channel: number;
  index: number;
}

/** Get Channel Cipher Suites (IPMI 2.0 section 22.15, Table 22-17). Answer: channel and up to 16 bytes of suite records. */
export const getChannelCipherSuites: Read<CipherSuitesRequest, { channel: number; records: Buffer }> = {
  name: 'Get Channel Cipher Suites',
  netFn: NETFN.app,
  cmd: 0x54,
  level: null,
  encodeRequest: (q) => Buffer.from([q.channel, 0, 0x80 | q.index]), // payload type IPMI, list by cipher suite
  decodeRequest(data) {
    const r = new Reader(data, 'Get Channel Cipher Suites request');
    const channel = r.u8() & 0x0f;
    r.u8();
    return { channel, index: r.u8() & 0x3f };
  },
  encodeResponse: (a) => Buffer.concat([Buffer.from([a.channel]), a.records]),
  decodeResponse(data) {
    const r = new Reader(data, 'Get Channel Cipher Suites response');
    return { channel: r.u8() & 0x0f, records: r.rest() };
  },
};

/** Suite ids in the joined record bytes (Table 22-18): C0h starts a standard record, C1h an OEM one, which is skipped. */
export function suiteIds(records: Buffer): number[] {
  const ids: number[] = [];
  for (let i = 0; i + 1 < records.length; i++) if (records[i] === 0xc0) ids.push(records[i + 1] ?? 0);
  return ids;
}
