import { Reader } from '../bytes.ts';
import { NETFN } from '../wire/message.ts';
import type { Read } from './command.ts';

export interface LanConfigurationRequest {
  channel: number;
  /** Parameter selector of Table 23-4. */
  parameter: number;
  set: number;
  block: number;
}

/** The SNMP community string is a password in all but name, so nothing in this program can ask for it. */
const COMMUNITY_STRING = 16;
/** Revision 1.1, in the nibbles of the first byte. */
const REVISION = 0x11;

/**
 * Get LAN Configuration Parameters (IPMI 2.0 section 23.2, Table 23-3). The answer is the parameter's data as in Table
 * 23-4; completion code 80h: the BMC does not have it. RangeError for the community string.
 */
export const getLanConfiguration: Read<LanConfigurationRequest, Buffer> = {
  name: 'Get LAN Configuration Parameters',
  netFn: NETFN.transport,
  cmd: 0x02,
  level: 'operator',
  encodeRequest(q) {
    if (q.parameter === COMMUNITY_STRING) throw new RangeError('the SNMP community string is a secret');
    return Buffer.from([q.channel, q.parameter, q.set, q.block]);
  },
  decodeRequest(data) {
    const r = new Reader(data, 'Get LAN Configuration Parameters request');
    return { channel: r.u8() & 0x0f, parameter: r.u8(), set: r.u8(), block: r.u8() };
  },
  encodeResponse: (data) => Buffer.concat([Buffer.from([REVISION]), data]),
  decodeResponse(data) {
    const r = new Reader(data, 'Get LAN Configuration Parameters response');
    r.u8(); // revision
    return Buffer.from(r.rest());
  },
};
