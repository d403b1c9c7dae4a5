import { randomBytes } from 'node:crypto';
import { VaultError } from './error.ts';

const MIN_PASSPHRASE = 8;
// Loaded when something is exported: age brings its own cryptography along.
const age = () => import('age-encryption');
const stanza = () => import('./age-passphrase.ts');
const file = () => import('./age-file.ts');

/**
 * An armored age v1 file (age-encryption.org/v1) under a passphrase: `age -d` opens it without Rackhand. The caller
 * wipes `plain`, and the passphrase if it is a Buffer. A passphrase is taken as typed: age does not normalise either.
 * Throws VaultError `vault.weak`. `logN` is the cost of scrypt, for tests.
 */
export async function sealForExport(plain: Buffer, passphrase: string | Buffer, logN?: number): Promise<string> {
  if (passphrase.length < MIN_PASSPHRASE) throw new VaultError('vault.weak');
  const [{ armor }, { LOG_N, passphraseRecipient }, { sealAge }] = await Promise.all([age(), stanza(), file()]);
  return withBytes(passphrase, async (bytes) => {
    const recipient = passphraseRecipient(bytes, logN ?? LOG_N, randomBytes(16));
    return armor.encode(await sealAge(plain, recipient));
  });
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
