/**
 * The X25519 recipient of age (C2SP age.md, "The X25519 recipient type"). The library has one too, which keeps the secret as a
 * string; this one takes a Buffer, which stays the caller's to wipe.
 */
import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomFillSync,
} from 'node:crypto';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { bech32 } from '@scure/base';
import { type Identity, type Recipient, Stanza } from 'age-encryption';
import { secretBytes } from '../ports/secret-bytes.ts';

const KEY_BYTES = 32;
const INFO = 'age-encryption.org/v1/X25519';
/** RFC 8410 §7 and §4: what stands before the 32 bytes of a private and of a public key. */
const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const SPKI = Buffer.from('302a300506032b656e032100', 'hex');
/** Fixed by the format: each key seals one text only. */
const NONCE = new Uint8Array(12);

/** A new secret of a collector, 32 bytes that the caller wipes. */
export const newSecret = (): Buffer => randomFillSync(secretBytes(KEY_BYTES));

/** The recipient of a secret as age prints it: `age1…`. */
export const recipientOf = (secret: Buffer): string =>
  bech32.encodeFromBytes('age', rawOf(createPublicKey(privateKey(secret))));

/**
 * A secret as `age -d -i` takes it (`AGE-SECRET-KEY-1…`), for a person who opens a request without Rackhand. A string, which
 * nobody can wipe: only where it is shown or written on purpose.
 */
export const identityTextOf = (secret: Buffer): string =>
  bech32.encodeFromBytes('AGE-SECRET-KEY-', secret).toUpperCase();

/** The 32 bytes of an X25519 recipient (`age1…`); null when it is none. */
export function publicKeyOf(recipient: string): Buffer | null {
  try {
    const { prefix, bytes } = bech32.decodeToBytes(recipient);
    return prefix === 'age' && bytes.length === KEY_BYTES ? Buffer.from(bytes) : null;
  } catch {
    return null;
  }
}

/** Wraps a file key for the owner of `recipient`, 32 bytes. */
export function x25519Recipient(recipient: Buffer): Recipient {
  return {
    wrapFileKey(fileKey) {
      const ephemeral = generateKeyPairSync('x25519');
      const share = rawOf(ephemeral.publicKey);
      const key = wrapKey(ephemeral.privateKey, recipient, share, recipient);
      const body = chacha20poly1305(key, NONCE).encrypt(fileKey);
      key.fill(0);
      return [new Stanza(['X25519', base64(share)], body)];
    },
  };
}

/** Opens what was sealed for the recipient of `secret`; a file of somebody else gives null, which age reports as such. */
export function x25519Identity(secret: Buffer): Identity {
  return { unwrapFileKey: (stanzas) => stanzas.map((stanza) => unwrap(stanza, secret)).find((key) => key) ?? null };
}

function unwrap({ args: [type, text = '', ...rest], body }: Stanza, secret: Buffer): Uint8Array | null {
  const share = Buffer.from(text, 'base64');
  const sane = type === 'X25519' && rest.length === 0 && body.length === KEY_BYTES && base64(share) === text;
  if (!sane || share.length !== KEY_BYTES) return null;
  let key: Buffer | undefined;
  try {
    const own = privateKey(secret);
    key = wrapKey(own, share, share, rawOf(createPublicKey(own)));
    return chacha20poly1305(key, NONCE).decrypt(body);
  } catch {
    // Another collector's, or a share of low order, which no honest sender has.
    return null;
  } finally {
    key?.fill(0);
  }
}

function wrapKey(own: KeyObject, other: Buffer, share: Buffer, recipient: Buffer): Buffer {
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI, other]), format: 'der', type: 'spki' });
  const shared = diffieHellman({ privateKey: own, publicKey });
  const key = Buffer.from(hkdfSync('sha256', shared, Buffer.concat([share, recipient]), INFO, KEY_BYTES));
  shared.fill(0);
  return key;
}

function privateKey(secret: Buffer): KeyObject {
  const der = Buffer.concat([PKCS8, secret]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  der.fill(0);
  return key;
}

const rawOf = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES);

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
