import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { KeyStoreName } from '../../preload/contract.ts';
import { scratchDatabase } from '../store/testing/scratch.ts';
import type { KeyStore } from './ports.ts';
import { seal, unseal } from './seal.ts';
import { Vault } from './vault.ts';

const CHEAP = { n: 16, r: 8, p: 1 };
const PHRASE = 'correct horse battery staple';
const ID = 'vienna/sps-a/bmc';
const code = (wanted: string) => expect.objectContaining({ code: wanted });

/** A key store that can be taken away, forget, or be another one. */
class Keyring implements KeyStore {
  present: KeyStoreName | null = 'libsecret';
  user = 'ada';
  given: Buffer[] = [];

  name = async () => this.present;
  async protect(bytes: Buffer): Promise<Buffer> {
    this.given.push(Buffer.from(bytes));
    return seal(this.#key(), bytes, '');
  }
  async unprotect(bytes: Buffer): Promise<Buffer> {
    const plain = unseal(this.#key(), bytes, '');
    if (!plain) throw new Error('Error while decrypting the ciphertext');
    return plain;
  }
  #key = () => createHash('sha256').update(this.user).digest();
}

async function enrolled() {
  const db = scratchDatabase();
  const vault = new Vault(db, CHEAP);
  const keyring = new Keyring();
  await vault.create(PHRASE);
  vault.put(ID, Buffer.from('secret'));
  await vault.enroll(keyring);
  return { db, vault, keyring };
}

test('a key store that was set up opens the vault, as the passphrase still does', async () => {
  const { db, vault, keyring } = await enrolled();
  expect(vault.enrolled()).toBe(true);
  vault.lock();
  await vault.openWithKeyStore(keyring);
  expect(vault.get(ID)?.toString()).toBe('secret');
  vault.lock();
  await vault.open(PHRASE);
  const elsewhere = new Vault(scratchDatabase(path.dirname(db.file)), CHEAP);
  await elsewhere.openWithKeyStore(keyring);
  expect(elsewhere.get(ID)?.toString()).toBe('secret');
});

test('a new passphrase leaves it as it is', async () => {
  const { vault, keyring } = await enrolled();
  await vault.changePassphrase(PHRASE, 'another passphrase');
  vault.lock();
  await vault.openWithKeyStore(keyring);
  expect(vault.get(ID)?.toString()).toBe('secret');
});

test('the key store never holds the data key, and every set-up gives it another key', async () => {
  const { db, vault, keyring } = await enrolled();
  await vault.enroll(keyring);
  const [first, second] = keyring.given;
  expect(first).toHaveLength(32);
  expect(second).not.toEqual(first);
  const sealed = db.get<{ sealed: Uint8Array }>('SELECT sealed FROM secrets')?.sealed ?? new Uint8Array();
  for (const key of keyring.given) expect(unseal(key, sealed, `rackhand/secret/${ID}`)).toBe(null);
  vault.lock();
  await vault.openWithKeyStore(keyring);
});

test('only an open vault is given to a key store, and only to one that protects', async () => {
  const { vault, keyring } = await enrolled();
  vault.unenroll();
  keyring.present = null;
  await expect(vault.enroll(keyring)).rejects.toThrow(code('vault.key-store'));
  keyring.present = 'keychain';
  keyring.protect = () => Promise.reject(new Error('User canceled'));
  await expect(vault.enroll(keyring)).rejects.toThrow(code('vault.key-store'));
  vault.lock();
  await expect(vault.enroll(keyring)).rejects.toThrow(code('vault.locked'));
  expect(vault.enrolled()).toBe(false);
  await expect(vault.openWithKeyStore(keyring)).rejects.toThrow(code('vault.not-enrolled'));
  await expect(new Vault(scratchDatabase(), CHEAP).enroll(keyring)).rejects.toThrow(code('vault.absent'));
  await expect(new Vault(scratchDatabase(), CHEAP).openWithKeyStore(keyring)).rejects.toThrow(code('vault.absent'));
});

test('a vault that is locked while the key store works is neither given away nor opened', async () => {
  const { vault, keyring } = await enrolled();
  const answer = keyring.unprotect.bind(keyring);
  keyring.unprotect = (bytes) => {
    vault.lock();
    return answer(bytes);
  };
  vault.lock();
  await expect(vault.openWithKeyStore(keyring)).rejects.toThrow(code('vault.locked'));
  expect(vault.state()).toBe('locked');
  keyring.unprotect = answer;
  await vault.openWithKeyStore(keyring);
  vault.unenroll();
  const protect = keyring.protect.bind(keyring);
  keyring.protect = (bytes) => {
    vault.lock();
    return protect(bytes);
  };
  await expect(vault.enroll(keyring)).rejects.toThrow(code('vault.locked'));
  expect(vault.enrolled()).toBe(false);
});

test('a key store that is not there now can be tried again later', async () => {
  const { vault, keyring } = await enrolled();
  vault.lock();
  keyring.present = null;
  await expect(vault.openWithKeyStore(keyring)).rejects.toThrow(code('vault.key-store'));
  expect(vault.enrolled()).toBe(true);
  keyring.present = 'libsecret';
  await vault.openWithKeyStore(keyring);
  expect(vault.state()).toBe('open');
});

test('what the key store does not open any more is removed; the passphrase still opens the vault', async () => {
  const { vault, keyring } = await enrolled();
  vault.lock();
  keyring.user = 'grace';
  await expect(vault.openWithKeyStore(keyring)).rejects.toThrow(code('vault.key-store-lost'));
  expect(vault.enrolled()).toBe(false);
  await vault.open(PHRASE);
  await vault.enroll(keyring);
  vault.lock();
  await vault.openWithKeyStore(keyring);
});

test('every altered byte of the row keeps the vault shut', async () => {
  const { db, vault, keyring } = await enrolled();
  vault.lock();
  const row = db.get<{ protected: Uint8Array; sealed_key: Uint8Array }>('SELECT * FROM vault_key_store');
  const restore = () =>
    db.run(
      'INSERT OR REPLACE INTO vault_key_store (id, protected, sealed_key) VALUES (1, ?, ?)',
      row?.protected ?? null,
      row?.sealed_key ?? null,
    );
  for (const column of ['protected', 'sealed_key'] as const) {
    const value = row?.[column] ?? new Uint8Array();
    expect(value.length).toBeGreaterThan(31);
    for (let at = 0; at < value.length; at += 1) {
      const altered = Buffer.from(value).fill((value[at] ?? 0) ^ 1, at, at + 1);
      restore();
      db.run(`UPDATE vault_key_store SET ${column} = ?`, altered);
      await expect(vault.openWithKeyStore(keyring)).rejects.toThrow(code('vault.key-store-lost'));
    }
  }
  restore();
  await vault.openWithKeyStore(keyring);
});

test('once taken back, nothing of it stays in the files', async () => {
  const { db, vault } = await enrolled();
  const sealed = db.get<{ bytes: Uint8Array }>('SELECT sealed_key AS bytes FROM vault_key_store')?.bytes ?? [];
  const held = () => {
    const home = path.dirname(db.file);
    return readdirSync(home).filter((file) => readFileSync(path.join(home, file)).includes(Buffer.from(sealed)));
  };
  expect(held()).not.toEqual([]);
  vault.unenroll();
  vault.unenroll();
  expect(held()).toEqual([]);
});
