import { DecodeError } from '../bytes.ts';
import { decryptPayload, encryptPayload } from '../crypto/confidentiality.ts';
import { packetCode, type SessionKeys, sameSecret } from '../crypto/keys.ts';
import type { Suite } from '../crypto/suites.ts';
import { type DecodedMessage, decodeMessage, encodeMessage, type Message } from '../wire/message.ts';
import { decodePacket, encodePacket, PAYLOAD } from '../wire/packet.ts';
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

/**
 * An encrypted and authenticated datagram for a message, and the session after it. `iv`: 16 fresh random bytes.
 * `spoilChecksum` is for the practice BMC: quirk `x9-checksum`.
 */
export function seal(
  s: SecureSession,
  message: Message,
  iv: Buffer,
  spoilChecksum = false,
): { session: SecureSession; datagram: Buffer } {
  // Sequence number 0 marks packets outside a session; after 2^32 - 1 the count goes on at 1.
  const sequence = s.sent === 0xffffffff ? 1 : s.sent + 1;
  const plain = encodeMessage(message);
  if (spoilChecksum) plain.writeUInt8(plain.readUInt8(2) ^ 0xff, 2);
  const payload = encryptPayload(s.keys.k2, iv, plain);
  const packet = {
    payloadType: PAYLOAD.ipmi,
    encrypted: true,
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
 */
export function unseal(s: SecureSession, datagram: Buffer): { session: SecureSession; message: DecodedMessage } {
  const { packet, seal: got } = decodePacket(datagram, s.suite.authCodeLength);
  if (packet.sessionId !== s.ownId) throw new DecodeError('packet of another session');
  if (!got || !packet.encrypted) throw new DecodeError('packet is not encrypted and authenticated');
  if (packet.payloadType !== PAYLOAD.ipmi) throw new DecodeError('not an IPMI message');
  if (!sameSecret(packetCode(s.suite, s.keys.k1, got.signed), got.authCode))
    throw new DecodeError('AuthCode does not fit');
  const window = accept(s.window, packet.sequence);
  if (!window) throw new DecodeError('replayed or out of the receive window');
  const message = decodeMessage(decryptPayload(s.keys.k2, packet.payload));
  return { session: { ...s, window }, message };
}
