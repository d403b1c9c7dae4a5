import { randomBytes } from 'node:crypto';
import type { Database } from '../store/database.ts';
import { VaultError } from './error.ts';
import type { KeyStore } from './ports.ts';
import { seal, unseal } from './seal.ts';
import { KEY_BYTES } from './stretch.ts';

interface Row {
  protected: Uint8Array;
  sealed_key: Uint8Array;
}
const CONTEXT = 'rackhand/key/key-store';

/**
 * The second way to the data key: sealed under a random wrap key, which the operating system's key store protects. So
 * neither the database nor the key store is enough alone, and the data key itself never goes through the key store,
 * whose interface may leave copies behind (Electron's safeStorage takes and gives strings, which cannot be wiped).
 */
export class KeyStoreWrap {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  exists(): boolean {
    return this.#row() !== null;
  }

  /** @param dataKey asked for once the store has answered, since the vault may be locked by then. */
  async store(store: KeyStore, dataKey: () => Buffer): Promise<void> {
    await assertUsable(store);
    const wrapKey = randomBytes(KEY_BYTES);
    try {
      const sealed = await store.protect(wrapKey).catch((cause: unknown) => {
        throw new VaultError('vault.key-store', null, cause);
      });
      const sealedKey = seal(wrapKey, dataKey(), CONTEXT);
      this.#db.run(
        'INSERT OR REPLACE INTO vault_key_store (id, protected, sealed_key) VALUES (1, ?, ?)',
        sealed,
        sealedKey,
      );
    } finally {
      wrapKey.fill(0);
    }
  }

  /** The data key, which the caller keeps. What does not open any more is removed: it never will again. */
  async open(store: KeyStore): Promise<Buffer> {
    const row = this.#row();
    if (!row) throw new VaultError('vault.not-enrolled');
    await assertUsable(store);
    let wrapKey: Buffer | null = null;
    try {
      wrapKey = await store.unprotect(Buffer.from(row.protected));
      const dataKey = wrapKey.length === KEY_BYTES ? unseal(wrapKey, row.sealed_key, CONTEXT) : null;
      if (dataKey) return dataKey;
      throw new VaultError('vault.key-store-lost');
    } catch (cause) {
      // Only what was tried: another process may have set it up anew meanwhile.
      this.#db.run('DELETE FROM vault_key_store WHERE protected = ?', row.protected);
      throw cause instanceof VaultError ? cause : new VaultError('vault.key-store-lost', null, cause);
    } finally {
      wrapKey?.fill(0);
    }
  }

  remove(): void {
    this.#db.run('DELETE FROM vault_key_store');
    // Nor may it stay behind in the write-ahead log.
    if (!this.#db.inTransaction) this.#db.all('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  #row(): Row | null {
    return this.#db.get<Row>('SELECT protected, sealed_key FROM vault_key_store') ?? null;
  }
}

async function assertUsable(store: KeyStore): Promise<void> {
  if ((await store.name()) === null) throw new VaultError('vault.key-store');
}
