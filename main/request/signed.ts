/**
 * A signed request: a CBOR array of what it says, the Ed25519 key of its signer and the signature. The key comes along so that
 * the signature can be checked, and the fingerprint shown, before anybody trusts it. What is signed is the blob of OpenSSH's
 * SSHSIG under a namespace of its own: wrapped as such a file, `ssh-keygen -Y verify` takes it.
 */
import { sign, verify } from '../bundle/keys.ts';
import { bytesOf, fromCbor, toCbor } from './cbor.ts';
import { RequestError } from './errors.ts';

const NAMESPACE = 'rackhand-request';
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

export interface Signed {
  payload: Buffer;
  /** Ed25519, 32 bytes (RFC 8032 §5.1.5). */
  publicKey: Buffer;
}

/** @param key of this computer, as `main/bundle/keys.ts` makes them */
export const signPayload = (key: Parameters<typeof sign>[0], payload: Buffer): Buffer =>
  toCbor([payload, key.publicKey, sign(key, NAMESPACE, payload)]);

/**
 * What was signed, and by whom; whether that key is trusted is decided elsewhere.
 * Throws RequestError `request.unreadable` or `request.signature`.
 */
export function openSigned(document: Uint8Array): Signed {
  const parts = fromCbor(document);
  const [payload, publicKey, signature, more] = Array.isArray(parts) ? parts.map(bytesOf) : [];
  const whole = payload && publicKey?.length === KEY_BYTES && signature?.length === SIGNATURE_BYTES;
  if (!whole || more !== undefined)
    throw new RequestError('request.unreadable', 'This is no signed request of Rackhand.');
  if (!verify(publicKey, NAMESPACE, payload, signature))
    throw new RequestError('request.signature', 'The signature of this request does not fit: something is altered.');
  return { payload, publicKey };
}
