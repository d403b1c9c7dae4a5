import { Reader } from '../bytes.ts';
import { decodeRmcp, encodeRmcp } from './rmcp.ts';

/** Payload types this program speaks (IPMI 2.0 Table 13-16). */
export const PAYLOAD = {
  ipmi: 0x00,
  sol: 0x01,
  openRequest: 0x10,
  openResponse: 0x11,
  rakp1: 0x12,
  rakp2: 0x13,
  rakp3: 0x14,
  rakp4: 0x15,
} as const;
export type PayloadType = (typeof PAYLOAD)[keyof typeof PAYLOAD];

/** The RMCP+ packet (IPMI 2.0 section 13.6, Table 13-8) before encryption and authentication are applied or checked. */
export interface Packet {
  payloadType: PayloadType;
  encrypted: boolean;
  authenticated: boolean;
  /** 0 outside a session; else the receiver's session id. Least significant byte first on the wire. */
  sessionId: number;
  /** 0 outside a session. */
  sequence: number;
  payload: Buffer;
}

/** What the integrity check needs: the bytes under the AuthCode and the AuthCode itself. */
export interface Seal {
  signed: Buffer;
  authCode: Buffer;
}

const AUTH_TYPE_RMCP_PLUS = 0x06;
/** Bytes before the payload: AuthType to payload length. */
const FRONT = 12;
const NEXT_HEADER = 0x07;
const ENCRYPTED = 0x80;
const AUTHENTICATED = 0x40;
const TYPES: ReadonlySet<number> = new Set(Object.values(PAYLOAD));

function head(p: Packet): Buffer {
  const flags = (p.encrypted ? ENCRYPTED : 0) | (p.authenticated ? AUTHENTICATED : 0);
  const bytes = Buffer.alloc(FRONT + p.payload.length);
  bytes[0] = AUTH_TYPE_RMCP_PLUS;
  bytes[1] = flags | p.payloadType;
  bytes.writeUInt32LE(p.sessionId, 2);
  bytes.writeUInt32LE(p.sequence, 6);
  bytes.writeUInt16LE(p.payload.length, 10);
  p.payload.copy(bytes, FRONT);
  return bytes;
}

/**
 * A whole datagram. With `sign`, the trailer is added: pad bytes FFh until the signed part (AuthType to Next Header) is a
 * multiple of four, then the AuthCode that `sign` returns for it.
 */
export function encodePacket(p: Packet, sign?: (signed: Buffer) => Buffer): Buffer {
  const front = head(p);
  if (!p.authenticated || !sign) return encodeRmcp('ipmi', front);
  const pad = (4 - ((front.length + 2) % 4)) % 4;
  const signed = Buffer.concat([front, Buffer.alloc(pad, 0xff), Buffer.from([pad, NEXT_HEADER])]);
  return encodeRmcp('ipmi', Buffer.concat([signed, sign(signed)]));
}

/**
 * Reads a datagram. `authCodeLength` (bytes) is what the session's integrity algorithm makes of an authenticated packet;
 * the seal is returned for checking and is null when the packet is not authenticated.
 * Throws DecodeError for anything else: IPMI 1.5 packets, OEM payloads, wrong lengths.
 */
export function decodePacket(datagram: Buffer, authCodeLength: number): { packet: Packet; seal: Seal | null } {
  const { kind, body } = decodeRmcp(datagram);
  const r = new Reader(body, 'RMCP+ packet');
  if (kind !== 'ipmi') r.fail('not of class IPMI');
  r.expect(AUTH_TYPE_RMCP_PLUS, 'authentication type');
  const typeByte = r.u8();
  const payloadType = typeByte & 0x3f;
  if (!isPayloadType(payloadType)) return r.fail(`payload type ${payloadType} is not supported`);
  const sessionId = r.u32le();
  const sequence = r.u32le();
  const payload = r.take(r.u16le());
  const authenticated = (typeByte & AUTHENTICATED) !== 0;
  const packet = { payloadType, encrypted: (typeByte & ENCRYPTED) !== 0, authenticated, sessionId, sequence, payload };
  // Bytes behind an unauthenticated packet are ignored: some BMCs pad, and nothing rests on them.
  if (!authenticated) return { packet, seal: null };
  const padAndLength = r.left - authCodeLength - 1;
  if (padAndLength < 1) r.fail('no room for the trailer');
  const pad = r.take(padAndLength);
  if (pad[padAndLength - 1] !== padAndLength - 1) r.fail('pad length does not fit');
  r.expect(NEXT_HEADER, 'next header');
  const signed = body.subarray(0, r.at);
  return { packet, seal: { signed, authCode: r.rest() } };
}

function isPayloadType(value: number): value is PayloadType {
  return TYPES.has(value);
}
