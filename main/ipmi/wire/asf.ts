import { Reader } from '../bytes.ts';
import { decodeRmcp, encodeRmcp } from './rmcp.ts';

/** ASF Presence Ping and Pong (IPMI 2.0 section 13.2.3 and 13.2.4, Tables 13-5 and 13-6). */
export type AsfMessage =
  | { kind: 'ping'; tag: number }
  | { kind: 'pong'; tag: number; ipmi: boolean; enterprise: number };

const ASF_ENTERPRISE = 4542; // IANA number of the Alerting Standards Forum, big endian on the wire
const PING = 0x80;
const PONG = 0x40;
const IPMI_SUPPORTED = 0x80; // supported entities, bit 7
const ASF_VERSION_1 = 0x01; // supported entities, bits 3:0

/** A whole datagram. `tag` (0 to FEh) is echoed in the answer; FFh would mark a one-way message. */
export function encodeAsf(message: AsfMessage): Buffer {
  const pong = message.kind === 'pong';
  const head = Buffer.alloc(8);
  head.writeUInt32BE(ASF_ENTERPRISE, 0);
  head[4] = pong ? PONG : PING;
  head[5] = message.tag;
  if (!pong) return encodeRmcp('asf', head);
  const data = Buffer.alloc(16);
  head[7] = data.length;
  data.writeUInt32BE(message.enterprise, 0);
  data[8] = (message.ipmi ? IPMI_SUPPORTED : 0) | ASF_VERSION_1;
  return encodeRmcp('asf', Buffer.concat([head, data]));
}

/** Reads a whole datagram; other ASF messages are a DecodeError. */
export function decodeAsf(datagram: Buffer): AsfMessage {
  const { kind, body } = decodeRmcp(datagram);
  const r = new Reader(body, 'ASF message');
  if (kind !== 'asf') r.fail('not of class ASF');
  if (r.u32be() !== ASF_ENTERPRISE) r.fail('foreign enterprise number');
  const type = r.u8();
  const tag = r.u8();
  r.u8(); // reserved
  const data = new Reader(r.take(r.u8()), 'ASF message');
  if (type === PING) return { kind: 'ping', tag };
  if (type !== PONG) return r.fail(`message type ${type} is neither ping nor pong`);
  const enterprise = data.u32be();
  data.take(4); // OEM defined
  return { kind: 'pong', tag, enterprise, ipmi: (data.u8() & IPMI_SUPPORTED) !== 0 };
}
