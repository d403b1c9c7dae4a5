import { DecodeError } from '../bytes.ts';
import { decryptPayload, encryptPayload } from '../crypto/confidentiality.ts';
import { packetCode, type SessionKeys, sameSecret } from '../crypto/keys.ts';
import type { Suite } from '../crypto/suites.ts';
import { type DecodedMessage, decodeMessage, encodeMessage, type Message } from '../wire/message.ts';
import { decodePacket, encodePacket, PAYLOAD, type PayloadType } from '../wire/packet.ts';
import { accept, freshWindow, type Window } from './window.ts';

/** What both ends of an open session hold. `ownId` is in packets to us, `peerId` in packets to the other side. */
export interface SecureSession {
  suite: Suite;
  keys: SessionKeys;
  ownId: number;
  peerId: number;
  /** Number of the last packet sent; the first one is 1. */
  sent: number;
  window: Window;
}

export function newSecureSession(suite: Suite, keys: SessionKeys, ownId: number, peerId: number): SecureSession {
  return { suite, keys, ownId, peerId, sent: 0, window: freshWindow };
}

/** A genuine new packet of a session: its payload in the clear. */
export interface Opened {
  session: SecureSession;
  payloadType: PayloadType;
  /** The sender's session sequence number: says which of two packets was sent later. */
  sequence: number;
  encrypted: boolean;
  payload: Buffer;
}

/**
 * An authenticated datagram for a payload, and the session after it. `iv`: 16 fresh random bytes, or null to leave the
 * payload in the clear, which only SOL may (IPMI 2.0 section 15.4).
 */
export function sealPayload(
  s: SecureSession,
  payloadType: PayloadType,
  plain: Buffer,
  iv: Buffer | null,
): { session: SecureSession; datagram: Buffer } {
  // Sequence number 0 marks packets outside a session; after 2^32 - 1 the count goes on at 1.
  const sequence = s.sent === 0xffffffff ? 1 : s.sent + 1;
  const payload = iv ? encryptPayload(s.keys.k2, iv, plain) : plain;
  const packet = {
    payloadType,
    encrypted: iv !== null,
    authenticated: true,
    sessionId: s.peerId,
    sequence,
    payload,
  };
  const datagram = encodePacket(packet, (signed) => packetCode(s.suite, s.keys.k1, signed));
  return { session: { ...s, sent: sequence }, datagram };
}

/**
 * Verifies and decrypts a datagram of this session: session id, AuthCode (constant time), receive window, pad, in this
 * order. DecodeError for everything that is not a genuine new packet of this session; the session is then unchanged.
 * A SOL packet in the clear is genuine too: whether it is welcome is for the console to say.
 */
export function open(s: SecureSession, datagram: Buffer): Opened {
  const { packet, seal: got } = decodePacket(datagram, s.suite.authCodeLength);
  const { payloadType, encrypted, sequence } = packet;
  if (packet.sessionId !== s.ownId) throw new DecodeError('packet of another session');
  if (!got || !(encrypted || payloadType === PAYLOAD.sol))
    throw new DecodeError('packet is not encrypted and authenticated');
  if (payloadType !== PAYLOAD.ipmi && payloadType !== PAYLOAD.sol) throw new DecodeError('not a payload of a session');
  if (!sameSecret(packetCode(s.suite, s.keys.k1, got.signed), got.authCode))
    throw new DecodeError('AuthCode does not fit');
  const window = accept(s.window, sequence);
  if (!window) throw new DecodeError('replayed or out of the receive window');
  const payload = encrypted ? decryptPayload(s.keys.k2, packet.payload) : packet.payload;
  return { session: { ...s, window }, payloadType, sequence, encrypted, payload };
}

/** `sealPayload` for an IPMI message. `spoilChecksum` is for the practice BMC: quirk `x9-checksum`. */
export function seal(
  s: SecureSession,
  message: Message,
  iv: Buffer,
  spoilChecksum = false,
): { session: SecureSession; datagram: Buffer } {
  const plain = encodeMessage(message);
  if (spoilChecksum) plain.writeUInt8(plain.readUInt8(2) ^ 0xff, 2);
  return sealPayload(s, PAYLOAD.ipmi, plain, iv);
}

/** `open` for a packet that must be an IPMI message. */
export function unseal(s: SecureSession, datagram: Buffer): { session: SecureSession; message: DecodedMessage } {
  const opened = open(s, datagram);
  if (opened.payloadType !== PAYLOAD.ipmi) throw new DecodeError('not an IPMI message');
  return { session: opened.session, message: decodeMessage(opened.payload) };
}
