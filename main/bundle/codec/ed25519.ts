/** Raw Ed25519 keys (RFC 8032) in and out of node:crypto, which only knows them wrapped (RFC 8410). */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { secretBytes } from '../../ports/secret-bytes.ts';

export const RAW_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;

/** SubjectPublicKeyInfo and PKCS #8 of Ed25519 up to where the 32 bytes begin (RFC 8410, 4 and 7). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

const publicKeyObject = (raw: Uint8Array) =>
  createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' });

/** The secret key as OpenSSL holds it, which wipes it when it lets go of it; the wrapping is wiped here. */
function privateKeyObject(seed: Uint8Array) {
  const der = secretBytes(PKCS8.length + RAW_KEY_BYTES);
  try {
    der.set(PKCS8);
    der.set(seed, PKCS8.length);
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } finally {
    der.fill(0);
  }
}

/** The 32-byte public key of a 32-byte seed. */
export function publicKeyOf(seed: Uint8Array): Buffer {
  const spki = createPublicKey(privateKeyObject(seed)).export({ format: 'der', type: 'spki' });
  return Buffer.from(spki.subarray(-RAW_KEY_BYTES));
}

/** The 64-byte signature of the bytes themselves. */
export const signRaw = (seed: Uint8Array, bytes: Uint8Array): Buffer => sign(null, bytes, privateKeyObject(seed));

/** Whether the signature is this key's over these bytes; anything of another length is none. */
export function verifyRaw(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== RAW_KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  return verify(null, bytes, publicKeyObject(publicKey), signature);
}
