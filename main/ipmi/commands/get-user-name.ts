import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

const LENGTH = 16;

/** Get User Name (IPMI 2.0 section 22.29, Table 22-34). Request: user id, 1 to 63. The name without its padding. */
export const getUserName: Read<number, string> = {
  name: 'Get User Name',
  netFn: NETFN.app,
  cmd: 0x46,
  level: 'operator',
  encodeRequest: (userId) => Buffer.from([userId]),
  decodeRequest: (data) => new Reader(data, 'Get User Name request').u8() & 0x3f,
  encodeResponse(name) {
    const padded = Buffer.alloc(LENGTH);
    padded.write(name, 'utf8');
    return padded;
  },
  decodeResponse(data) {
    // Zero-padded; a few BMCs answer with fewer bytes than 16, which tells the same.
    const end = data.subarray(0, LENGTH).indexOf(0);
    return data.subarray(0, end < 0 ? LENGTH : end).toString('utf8');
  },
};
