/**
 * OpenSSH signatures (SSHSIG; openssh-portable, PROTOCOL.sshsig): of a hash, under a namespace, so that a signature for
 * one purpose is none for another. It holds the whole public key of its signer.
 */
import { createHash } from 'node:crypto';
import { BundleError } from '../errors.ts';
import { fromBase64 } from './base64.ts';
import { SIGNATURE_BYTES, signRaw, verifyRaw } from './ed25519.ts';
import { decodeKeyBlob, encodeKeyBlob, KEY_TYPE, SshReader, sshString } from './ssh.ts';

const MAGIC = Buffer.from('SSHSIG');
const VERSION = Buffer.from([0, 0, 0, 1]);
const BEGIN = '-----BEGIN SSH SIGNATURE-----';
const END = '-----END SSH SIGNATURE-----';
const COLUMNS = 70;
const HASHES = ['sha512', 'sha256'] as const;
type Hash = (typeof HASHES)[number];

export interface SshSignature {
  /** 32 bytes: the key that claims to have signed. */
  publicKey: Buffer;
  namespace: string;
  hash: Hash;
  signature: Buffer;
}

/** What is signed: magic, namespace, reserved, name of the hash, hash of the content (PROTOCOL.sshsig, 3). */
export function signedBlob(namespace: string, hash: Hash, content: Uint8Array): Buffer {
  const digest = createHash(hash).update(content).digest();
  return Buffer.concat([MAGIC, ...[namespace, '', hash, digest].map(sshString)]);
}

/** The armoured signature with SHA-512, as `ssh-keygen -Y sign` writes it. */
export function signSsh(
  key: { seed: Uint8Array; publicKey: Uint8Array },
  namespace: string,
  content: Uint8Array,
): string {
  const signature = signRaw(key.seed, signedBlob(namespace, 'sha512', content));
  return encodeSshSignature({ publicKey: Buffer.from(key.publicKey), namespace, hash: 'sha512', signature });
}

/** Magic, version, key, namespace, reserved, hash, signature (PROTOCOL.sshsig, 2), in lines of 70 characters of base64. */
export function encodeSshSignature({ publicKey, namespace, hash, signature }: SshSignature): string {
  const signed = Buffer.concat([sshString(KEY_TYPE), sshString(signature)]);
  const strings = [encodeKeyBlob(publicKey), namespace, '', hash, signed].map(sshString);
  const base64 = Buffer.concat([MAGIC, VERSION, ...strings]).toString('base64');
  const lines = base64.match(new RegExp(`.{1,${COLUMNS}}`, 'g')) ?? [];
  return `${[BEGIN, ...lines, END].join('\n')}\n`;
}

/** Reads an armoured signature of an Ed25519 key. Throws BundleError `bundle.format`. */
export function decodeSshSignature(text: string): SshSignature {
  const lines = text.trim().split(/\r?\n/);
  const framed = lines[0] === BEGIN && lines.at(-1) === END;
  const bytes = framed ? fromBase64(lines.slice(1, -1).join('')) : null;
  const decoded = bytes && decodeBlob(bytes);
  if (!decoded) throw new BundleError('bundle.format', 'This is not an OpenSSH signature of an Ed25519 key.');
  return decoded;
}

function decodeBlob(bytes: Buffer): SshSignature | null {
  const head = Buffer.concat([MAGIC, VERSION]);
  if (!bytes.subarray(0, head.length).equals(head)) return null;
  const reader = new SshReader(bytes.subarray(head.length));
  const [key, namespace, reserved, hash, signed] = [1, 2, 3, 4, 5].map(() => reader.next());
  if (!key || !namespace || !hash || !signed || reserved?.length !== 0 || !reader.ended) return null;
  const publicKey = decodeKeyBlob(key);
  const inner = new SshReader(signed);
  const type = inner.next();
  const signature = inner.next();
  const known = HASHES.find((name) => name === hash.toString('latin1'));
  if (!publicKey || !known || type?.toString('latin1') !== KEY_TYPE || !inner.ended) return null;
  if (signature?.length !== SIGNATURE_BYTES) return null;
  return { publicKey, namespace: namespace.toString('utf8'), hash: known, signature };
}

/** Whether the key it names signed this content under this namespace. Whether that key is trusted is another question. */
export function verifySsh(signed: SshSignature, namespace: string, content: Uint8Array): boolean {
  if (signed.namespace !== namespace) return false;
  return verifyRaw(signed.publicKey, signedBlob(namespace, signed.hash, content), signed.signature);
}
