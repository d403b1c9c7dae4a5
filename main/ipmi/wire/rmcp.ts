import { Reader } from '../bytes.ts';

/** Message classes of the RMCP header (IPMI 2.0 section 13.1.3, Table 13-1). */
export type RmcpClass = 'asf' | 'ipmi';

const VERSION = 0x06; // RMCP version 1.0
const NO_ACK = 0xff; // sequence number FFh: no RMCP acknowledge wanted, as IPMI demands
const CLASS: Record<RmcpClass, number> = { asf: 0x06, ipmi: 0x07 };

/** Puts the four-byte RMCP header before a body. */
export function encodeRmcp(kind: RmcpClass, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([VERSION, 0, NO_ACK, CLASS[kind]]), body]);
}

/** Splits a datagram into class and body. Refuses acknowledges and foreign classes with a DecodeError. */
export function decodeRmcp(datagram: Buffer): { kind: RmcpClass; body: Buffer } {
  const r = new Reader(datagram, 'RMCP header');
  r.expect(VERSION, 'version');
  r.u8(); // reserved: ignored on reading, as the specification asks for reserved fields
  r.u8(); // sequence number: FFh for IPMI, anything for ASF
  const kind = r.u8();
  if (kind === CLASS.ipmi) return { kind: 'ipmi', body: r.rest() };
  if (kind === CLASS.asf) return { kind: 'asf', body: r.rest() };
  return r.fail(`message class ${kind} is neither ASF nor IPMI`);
}
