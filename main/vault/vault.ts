import { randomBytes } from 'node:crypto';
import type { Database } from '../store/database.ts';
import { VaultError } from './error.ts';
import { KeyStoreWrap } from './key-store.ts';
import type { KeyStore } from './ports.ts';
import { seal, unseal } from './seal.ts';
import { type Cost, isReasonable, KEY_BYTES, SALT_BYTES, STRONG, stretch } from './stretch.ts';

export type VaultCondition = 'absent' | 'locked' | 'open';

interface Header extends Cost {
  salt: Uint8Array;
  sealed_key: Uint8Array;
}

const MIN_PASSPHRASE = 8;
/** `site/device/endpoint`: slugs and slashes. */
const ID = /^[a-z0-9-]+(\/[a-z0-9-]+)*$/;

/**
 * Passwords of devices, at rest. A passphrase is stretched with scrypt into a key that opens one thing only: the random
 * data key. Each secret is sealed under the data key together with its own id, so one cannot be passed off as another.
 * So a new passphrase re-seals one key, and other processes that have the vault open stay so. A key store of the operating
 * system may hold the data key as well (see key-store.ts).
 *
 * Secrets go in and out as Buffers that the CALLER wipes; the vault wipes its own copies. What it cannot notice is a
 * sealed secret put back to an earlier state of the same secret.
 */
export class Vault {
  readonly #db: Database;
  readonly #cost: Cost;
  readonly #wrap: KeyStoreWrap;
  #dataKey: Buffer | null = null;
  /** How often it was locked: whoever opens it meanwhile comes too late. */
  #locked = 0;

  /** `cost` is for new passphrases; an existing vault says its own. */
  constructor(db: Database, cost: Cost = STRONG) {
    this.#db = db;
    this.#cost = cost;
    this.#wrap = new KeyStoreWrap(db);
  }

  state(): VaultCondition {
    if (this.#header() === null) return 'absent';
    return this.#dataKey ? 'open' : 'locked';
  }

  /** Makes the vault and leaves it open. Throws `vault.exists` or `vault.weak`. */
  async create(passphrase: string | Buffer): Promise<void> {
    if (this.#header()) throw new VaultError('vault.exists');
    const dataKey = randomBytes(KEY_BYTES);
    const turn = this.#locked;
    try {
      const header = await this.#sealedUnder(passphrase, dataKey);
      this.#db.transaction(() => {
        // Another process may have been faster while the passphrase was stretched.
        if (this.#header()) throw new VaultError('vault.exists');
        this.#store(header);
        this.#wrap.remove();
      });
    } catch (error) {
      dataKey.fill(0);
      throw error;
    }
    this.#keep(dataKey, turn);
  }

  /**
   * Throws `vault.passphrase`, `vault.absent` or `vault.damaged`; the vault then is as open as it was before.
   * Throws `vault.locked` if it was locked in the meantime: a screen that was locked while scrypt ran stays locked.
   */
  async open(passphrase: string | Buffer): Promise<void> {
    const turn = this.#locked;
    this.#keep(await this.#dataKeyFor(passphrase), turn);
  }

  /** Forgets the keys. */
  lock(): void {
    this.#locked += 1;
    this.#forget();
  }

  /** Whether a key store was set up to open this vault. */
  enrolled(): boolean {
    return this.#wrap.exists();
  }

  /** Lets a key store open the vault from now on. Throws `vault.locked`, `vault.absent` or `vault.key-store`. */
  async enroll(store: KeyStore): Promise<void> {
    this.#key();
    await this.#wrap.store(store, () => this.#key());
  }

  /** Also while locked. No error if there is none. */
  unenroll(): void {
    this.#wrap.remove();
  }

  /**
   * Opens the vault by the key store. Throws `vault.absent`, `vault.not-enrolled`, `vault.key-store` (not usable now: try
   * again), `vault.key-store-lost` (removed) or `vault.locked` (see open).
   */
  async openWithKeyStore(store: KeyStore): Promise<void> {
    if (!this.#header()) throw new VaultError('vault.absent');
    const turn = this.#locked;
    this.#keep(await this.#wrap.open(store), turn);
  }

  /** Throws `vault.passphrase` if `former` is not the present one, or `vault.weak`; then nothing has changed. */
  async changePassphrase(former: string | Buffer, next: string | Buffer): Promise<void> {
    const before = this.#header();
    const turn = this.#locked;
    const dataKey = await this.#dataKeyFor(former);
    try {
      const header = await this.#sealedUnder(next, dataKey);
      this.#db.transaction(() => {
        // Two changes at the same time: the slower one must not undo the faster one.
        if (!before || !sameBytes(this.#header()?.sealed_key, before.sealed_key))
          throw new VaultError('vault.passphrase');
        this.#store(header);
      });
    } catch (error) {
      dataKey.fill(0);
      throw error;
    }
    // The old sealed key must not stay behind in the write-ahead log, where the old passphrase would still open it.
    this.#db.all('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#keep(dataKey, turn);
  }

  /** Stores or replaces a secret. The caller wipes `secret`. Throws `vault.locked`, `vault.id`. */
  put(id: string, secret: Uint8Array): void {
    if (!ID.test(id)) throw new VaultError('vault.id');
    const sealed = seal(this.#key(), secret, contextOf(id));
    this.#db.run(
      'INSERT INTO secrets (id, sealed) VALUES (?, ?) ON CONFLICT DO UPDATE SET sealed = excluded.sealed',
      ...[id, sealed],
    );
  }

  /** The secret, which the caller wipes; null if there is none. Throws `vault.locked`, `vault.damaged`. */
  get(id: string): Buffer | null {
    const key = this.#key();
    const row = this.#db.get<{ sealed: Uint8Array }>('SELECT sealed FROM secrets WHERE id = ?', id);
    if (!row) return null;
    const secret = unseal(key, row.sealed, contextOf(id));
    if (!secret) throw new VaultError('vault.damaged', id);
    return secret;
  }

  /** Also while locked. No error if there is none. */
  remove(id: string): void {
    this.#db.run('DELETE FROM secrets WHERE id = ?', id);
  }

  /** Names of the stored secrets that begin with `prefix`, also while locked. */
  ids(prefix = ''): string[] {
    return this.#db
      .all<{ id: string }>('SELECT id FROM secrets WHERE substr(id, 1, ?) = ? ORDER BY id', prefix.length, prefix)
      .map(({ id }) => id);
  }

  #key(): Buffer {
    if (!this.#dataKey) throw new VaultError(this.#header() ? 'vault.locked' : 'vault.absent');
    return this.#dataKey;
  }

  #keep(dataKey: Buffer, turn: number): void {
    if (turn !== this.#locked) {
      dataKey.fill(0);
      throw new VaultError('vault.locked');
    }
    this.#forget();
    this.#dataKey = dataKey;
  }

  #forget(): void {
    this.#dataKey?.fill(0);
    this.#dataKey = null;
  }

  async #dataKeyFor(passphrase: string | Buffer): Promise<Buffer> {
    const header = this.#header();
    if (!header) throw new VaultError('vault.absent');
    if (!isReasonable(header)) throw new VaultError('vault.damaged');
    const key = await stretch(passphrase, header.salt, header);
    const dataKey = unseal(key, header.sealed_key, contextOfKey(header));
    key.fill(0);
    if (!dataKey) throw new VaultError('vault.passphrase');
    return dataKey;
  }

  async #sealedUnder(passphrase: string | Buffer, dataKey: Buffer): Promise<Header> {
    if (passphrase.length < MIN_PASSPHRASE) throw new VaultError('vault.weak');
    const salt = randomBytes(SALT_BYTES);
    const key = await stretch(passphrase, salt, this.#cost);
    const header = { ...this.#cost, salt };
    const sealed_key = seal(key, dataKey, contextOfKey(header));
    key.fill(0);
    return { ...header, sealed_key };
  }

  #header(): Header | null {
    return this.#db.get<Header>('SELECT n, r, p, salt, sealed_key FROM vault') ?? null;
  }

  #store({ n, r, p, salt, sealed_key }: Header): void {
    this.#db.run('DELETE FROM vault');
    this.#db.run(
      'INSERT INTO vault (id, n, r, p, salt, sealed_key) VALUES (1, ?, ?, ?, ?, ?)',
      n,
      r,
      p,
      salt,
      sealed_key,
    );
  }
}

const contextOf = (id: string): string => `rackhand/secret/${id}`;
const contextOfKey = ({ n, r, p, salt }: Omit<Header, 'sealed_key'>): string =>
  `rackhand/key/scrypt/${n}/${r}/${p}/${Buffer.from(salt).toString('hex')}`;

function sameBytes(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0;
}
