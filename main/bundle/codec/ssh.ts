/** Ed25519 public keys as OpenSSH writes them: strings with a length of 4 bytes, big-endian (RFC 4251, 5; RFC 8709, 4). */
import { createHash } from 'node:crypto';
import { BundleError } from '../errors.ts';
import { fromBase64 } from './base64.ts';
import { RAW_KEY_BYTES } from './ed25519.ts';

export const KEY_TYPE = 'ssh-ed25519';

/** A string of RFC 4251: its length, then its bytes. */
export function sshString(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Takes strings of RFC 4251 off bytes, in order; null from then on where there is none. */
export class SshReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  next(): Buffer | null {
    if (this.#at + 4 > this.#bytes.length) return null;
    const from = this.#at + 4;
    const to = from + this.#bytes.readUInt32BE(this.#at);
    if (to > this.#bytes.length) return null;
    this.#at = to;
    return this.#bytes.subarray(from, to);
  }

  get ended(): boolean {
    return this.#at === this.#bytes.length;
  }
}

/** The key blob: what is hashed for the fingerprint. */
export const encodeKeyBlob = (publicKey: Uint8Array): Buffer =>
  Buffer.concat([sshString(KEY_TYPE), sshString(publicKey)]);

/** The 32 bytes of a key blob; null when it is another kind of key. */
export function decodeKeyBlob(blob: Buffer): Buffer | null {
  const reader = new SshReader(blob);
  const type = reader.next();
  const key = reader.next();
  return type?.toString('latin1') === KEY_TYPE && key?.length === RAW_KEY_BYTES && reader.ended ? key : null;
}

/** The line of a `.pub` file or of `authorized_keys`. */
export const encodeSshPublicKey = (publicKey: Uint8Array, comment: string): string =>
  `${KEY_TYPE} ${encodeKeyBlob(publicKey).toString('base64')} ${comment}`.trimEnd();

/** The 32 bytes of the key in such a line. Throws BundleError `bundle.key`. */
export function decodeSshPublicKey(text: string): Buffer {
  const [type, encoded = ''] = text.trim().split(/[ \t]+/);
  const blob = type === KEY_TYPE && !/[\r\n]/.test(text.trim()) ? fromBase64(encoded) : null;
  const key = blob && decodeKeyBlob(blob);
  if (!key) throw new BundleError('bundle.key', 'This is not an OpenSSH Ed25519 public key.');
  return key;
}

/** The fingerprint as `ssh-keygen -l` prints it: `SHA256:` and 43 characters of base64. */
export const fingerprintOf = (publicKey: Uint8Array): string =>
  `SHA256:${createHash('sha256').update(encodeKeyBlob(publicKey)).digest('base64').replace(/=+$/, '')}`;
