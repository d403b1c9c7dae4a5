import { scrypt } from 'node:crypto';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { type Identity, type Recipient, Stanza } from 'age-encryption';
import { VaultError } from './error.ts';

/** Cost of age's own passphrase files: N = 2^18, 256 MiB. */
export const LOG_N = 18;
/** What age itself accepts is 2^22, 4 GiB. More than this is not given to a file that somebody brought. */
const MAX_LOG_N = 20;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const R = 8;
/** Fixed by the format: each key seals one text only. */
const NONCE = new Uint8Array(12);
const LABEL = Buffer.from('age-encryption.org/v1/scrypt');

/**
 * The passphrase recipient of age (C2SP age.md, "The scrypt recipient type"). The library has one of its own, which
 * stretches on the main thread for more than a second and wants the passphrase as a string; this one leaves the work
 * to Node's threads, and takes a Buffer, which stays the caller's to wipe.
 */
export function passphraseRecipient(passphrase: Buffer, logN: number, salt: Buffer): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const key = await stretch(passphrase, salt, logN);
      const body = chacha20poly1305(key, NONCE).encrypt(fileKey);
      key.fill(0);
      return [new Stanza(['scrypt', base64(salt), String(logN)], body)];
    },
  };
}

/** Opens what a passphrase sealed. Throws VaultError `vault.export-passphrase`, `-damaged` or `-costly`. */
export function passphraseIdentity(passphrase: Buffer): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const [stanza] = stanzas;
      // A passphrase stands alone: next to it, another recipient could have been added by anybody.
      if (!stanza || stanzas.length !== 1) throw new VaultError('vault.export-damaged');
      const [type, saltText = '', logN = '', ...rest] = stanza.args;
      const salt = Buffer.from(saltText, 'base64');
      const sane = type === 'scrypt' && rest.length === 0 && /^[1-9]\d?$/.test(logN) && stanza.body.length === 32;
      if (!sane || salt.length !== SALT_BYTES || base64(salt) !== saltText)
        throw new VaultError('vault.export-damaged');
      if (Number(logN) > MAX_LOG_N) throw new VaultError('vault.export-costly');
      const key = await stretch(passphrase, salt, Number(logN));
      try {
        return chacha20poly1305(key, NONCE).decrypt(stanza.body);
      } catch {
        throw new VaultError('vault.export-passphrase');
      } finally {
        key.fill(0);
      }
    },
  };
}

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

function stretch(passphrase: Buffer, salt: Buffer, logN: number): Promise<Buffer> {
  const options = { N: 2 ** logN, r: R, p: 1, maxmem: 128 * R * 2 ** logN + 2 ** 20 };
  return new Promise((resolve, reject) => {
    scrypt(passphrase, Buffer.concat([LABEL, salt]), KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
