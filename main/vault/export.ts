import { hkdfSync, randomBytes } from 'node:crypto';
import { secretCopy } from '../ports/secret-bytes.ts';
import { VaultError } from './error.ts';

const MIN_PASSPHRASE = 8;
const CHUNK_BYTES = 64 * 1024;
const NONCE_BYTES = 16;
const TAG_BYTES = 16;
// Loaded when something is exported: age brings its own cryptography along.
const age = () => import('age-encryption');
const stanza = () => import('./age-passphrase.ts');

/**
 * An armored age v1 file (age-encryption.org/v1) under a passphrase: `age -d` opens it without Rackhand. The caller
 * wipes `plain`, and the passphrase if it is a Buffer. A passphrase is taken as typed: age does not normalise either.
 * Throws VaultError `vault.weak`. `logN` is the cost of scrypt, for tests.
 */
export async function sealForExport(plain: Buffer, passphrase: string | Buffer, logN?: number): Promise<string> {
  if (passphrase.length < MIN_PASSPHRASE) throw new VaultError('vault.weak');
  const [{ armor, Encrypter }, { LOG_N, passphraseRecipient, sealChunk }] = await Promise.all([age(), stanza()]);
  return withBytes(passphrase, async (bytes) => {
    const recipient = passphraseRecipient(bytes, logN ?? LOG_N, randomBytes(16));
    let fileKey: Buffer = Buffer.alloc(0);
    const encrypter = new Encrypter();
    encrypter.addRecipient({
      wrapFileKey(key) {
        fileKey = secretCopy(key);
        return recipient.wrapFileKey(key);
      },
    });
    // The library's own stream keeps what passes through it in a buffer that nobody can wipe, so it seals nothing but its
    // header here, and the text is sealed beside it.
    const empty = await encrypter.encrypt(new Uint8Array(0));
    const head = Buffer.from(empty.subarray(0, empty.length - TAG_BYTES));
    const streamKey = Buffer.from(hkdfSync('sha256', fileKey, head.subarray(-NONCE_BYTES), 'payload', 32));
    fileKey.fill(0);
    try {
      const chunks = chunksOf(plain).map((chunk, n, all) => sealChunk(streamKey, chunk, n, n === all.length - 1));
      return armor.encode(Buffer.concat([head, ...chunks]));
    } finally {
      streamKey.fill(0);
    }
  });
}

/** What one chunk of the payload holds (C2SP age.md, "Payload"): 64 KiB, the last one less; an empty text has one. */
function chunksOf(plain: Buffer): Buffer[] {
  const chunks = [plain.subarray(0, CHUNK_BYTES)];
  for (let at = CHUNK_BYTES; at < plain.length; at += CHUNK_BYTES) chunks.push(plain.subarray(at, at + CHUNK_BYTES));
  return chunks;
}

/**
 * What an armored age file with a passphrase holds, in a Buffer that the caller wipes.
 * Throws VaultError `vault.export-passphrase`, `vault.export-damaged` or `vault.export-costly`.
 */
export async function openExport(armored: string, passphrase: string | Buffer): Promise<Buffer> {
  const [{ armor, Decrypter }, { passphraseIdentity }] = await Promise.all([age(), stanza()]);
  return withBytes(passphrase, async (bytes) => {
    try {
      const decrypter = new Decrypter();
      decrypter.addIdentity(passphraseIdentity(bytes));
      const plain = await decrypter.decrypt(armor.decode(armored));
      return Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength);
    } catch (cause) {
      throw cause instanceof VaultError ? cause : new VaultError('vault.export-damaged', null, cause);
    }
  });
}

/** A string becomes bytes that are wiped afterwards; the string itself stays, as strings do. */
async function withBytes<T>(passphrase: string | Buffer, work: (bytes: Buffer) => Promise<T>): Promise<T> {
  if (typeof passphrase !== 'string') return work(passphrase);
  const bytes = Buffer.from(passphrase);
  try {
    return await work(bytes);
  } finally {
    bytes.fill(0);
  }
}
