/** Own keys: one Ed25519 key serves minisign, OpenSSH signatures and the requests. */
import { createHash, randomFillSync } from 'node:crypto';
import { secretBytes, secretCopy } from '../ports/secret-bytes.ts';
import { publicKeyOf, RAW_KEY_BYTES, signRaw, verifyRaw } from './codec/ed25519.ts';
import type { MinisignKey, MinisignSecretKey } from './codec/minisign.ts';
import { signedBlob } from './codec/sshsig.ts';
import { BundleError } from './errors.ts';

export { fingerprintOf } from './codec/ssh.ts';

/** A key of this computer. `seed` is the secret; `wipeKey` when it is not needed any more. */
export type SigningKey = MinisignSecretKey;

/** What a signature is for. One for a bundle is none for a request. */
export type Namespace = 'rackhand-bundle' | 'rackhand-request' | 'rackhand-rotation';

/** A new key from the system's random numbers. */
export function generateKey(): SigningKey {
  const seed = secretBytes(RAW_KEY_BYTES);
  randomFillSync(seed);
  return withSeed(seed);
}

/** The key of a seed of 32 bytes, as the vault keeps it; the bytes are copied. Throws BundleError `bundle.key`. */
export function keyFromSeed(seed: Uint8Array): SigningKey {
  if (seed.length !== RAW_KEY_BYTES) throw new BundleError('bundle.key', 'The seed of a key has 32 bytes.');
  return withSeed(secretCopy(seed));
}

function withSeed(seed: Buffer): SigningKey {
  const publicKey = publicKeyOf(seed);
  return { ...minisignKeyOf(publicKey), seed };
}

/**
 * The minisign form of a public key that has no key id of its own yet: the first 8 bytes of its SHA-256, so that the
 * OpenSSH form says all there is to say.
 */
export function minisignKeyOf(publicKey: Buffer): MinisignKey {
  return { id: createHash('sha256').update(publicKey).digest().subarray(0, 8), publicKey };
}

export function wipeKey(key: SigningKey): void {
  key.seed.fill(0);
}

/**
 * A detached signature of 64 bytes, over what SSHSIG signs (namespace and SHA-512 of the bytes): it can be wrapped into
 * an OpenSSH signature later, and never be taken for a signature of another purpose.
 */
export const sign = (key: SigningKey, namespace: Namespace, bytes: Uint8Array): Buffer =>
  signRaw(key.seed, signedBlob(namespace, 'sha512', bytes));

/** Whether `sign` of the owner of this public key (32 bytes) made the signature. */
export const verify = (
  publicKey: Uint8Array,
  namespace: Namespace,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean => verifyRaw(publicKey, signedBlob(namespace, 'sha512', bytes), signature);
