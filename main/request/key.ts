/** The appliance download key inside a request: sealed for the collector where that one is known (ADR 12). */
import { createHash } from 'node:crypto';
import { secretCopy } from '../ports/secret-bytes.ts';
import { packAge, unpackAge } from './age-pack.ts';
import type { CarriedKey } from './document.ts';
import { RequestError } from './errors.ts';

// Loaded when something is sealed or opened: age brings its own cryptography along.
const age = () => import('age-encryption');
const file = () => import('../vault/age-file.ts');
const x25519 = () => import('./age-x25519.ts');

/**
 * The key as it goes into a request; the caller wipes `key`. Without a recipient it goes in clear, and whoever shows the
 * request has to say so. @param recipient `age1…` of the collector. Throws RequestError `request.collector`.
 */
export async function carryKey(key: Buffer, recipient: string | null): Promise<CarriedKey> {
  if (recipient === null) return { how: 'clear', bytes: secretCopy(key) };
  const [{ sealAge }, { publicKeyOf, x25519Recipient }] = await Promise.all([file(), x25519()]);
  const publicKey = publicKeyOf(recipient);
  const packed = publicKey && packAge(await sealAge(key, x25519Recipient(publicKey)));
  if (!packed)
    throw new RequestError('request.collector', 'This is no age recipient that a request can be sealed for.');
  return { how: 'sealed', bytes: packed };
}

/**
 * The download key, which the caller wipes. @param secret of this collector, 32 bytes; null when it has none, or its vault is
 * locked. Throws RequestError `request.sealed` or `request.unreadable`.
 */
export async function openKey(carried: CarriedKey, secret: Buffer | null): Promise<Buffer> {
  if (carried.how === 'clear') return secretCopy(carried.bytes);
  const sealed = ageFileOf(carried);
  const foreign = 'The download key in this request is sealed for another computer.';
  if (!secret) throw new RequestError('request.sealed', foreign);
  const [{ Decrypter }, { x25519Identity }] = await Promise.all([age(), x25519()]);
  const decrypter = new Decrypter();
  decrypter.addIdentity(x25519Identity(secret));
  try {
    const plain = await decrypter.decrypt(sealed);
    return Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength);
  } catch (cause) {
    throw new RequestError('request.sealed', foreign, {}, cause);
  }
}

/** The age file of a sealed key, for `age -d` on the collector. Throws RequestError `request.unreadable`. */
export function ageFileOf(carried: CarriedKey): Buffer {
  const sealed = carried.how === 'sealed' ? unpackAge(carried.bytes) : null;
  if (!sealed) throw new RequestError('request.unreadable', 'This request holds no sealed download key.');
  return sealed;
}

/** What identifies a key without telling it: SHA-256 in hexadecimal digits, and its ends if it is long enough to spare them. */
export function traceOf(key: Buffer): { sha256: string; masked: string } {
  const spare = key.length >= 16;
  const ends = spare ? [key.toString('latin1', 0, 2), key.toString('latin1', key.length - 2)] : ['', ''];
  const [head, tail] = ends.map((end) => end.replace(/[^ -~]/g, '·'));
  return { sha256: createHash('sha256').update(key).digest('hex'), masked: `${head}••••••${tail}` };
}
