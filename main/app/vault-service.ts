import type { KeyStoreView, VaultChange } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';
import { AutoLock } from '../vault/auto-lock.ts';
import { VaultError } from '../vault/error.ts';
import type { KeyStore, SecretClipboard } from '../vault/ports.ts';
import type { Vault } from '../vault/vault.ts';

export interface VaultParts {
  vault: Vault;
  clock: Clock;
  keyStore: KeyStore | null;
  clipboard: SecretClipboard | null;
  /** Minutes without use after which it locks; null where nobody sits at a screen (command line). */
  idleMinutes: (() => number) | null;
  changed: (change: VaultChange) => void;
  failed: (error: unknown) => void;
}

/**
 * The vault with its guards: it locks on idle, sleep, screen lock and quit, and says so. Who has a password in use (a
 * session, a run) keeps it; who needs another one later hears that the vault is locked.
 */
export class VaultService {
  readonly #parts: VaultParts;
  readonly #autoLock: AutoLock | null;

  constructor(parts: VaultParts) {
    this.#parts = parts;
    const { clock, idleMinutes } = parts;
    this.#autoLock = idleMinutes && new AutoLock(clock, idleMinutes, () => void this.lock('idle'));
  }

  /** Opens the vault, or creates it with this passphrase where there is none yet. */
  async open(passphrase: string): Promise<void> {
    const { vault } = this.#parts;
    await (vault.state() === 'absent' ? vault.create(passphrase) : vault.open(passphrase));
    this.#opened();
  }

  async openWithKeyStore(): Promise<void> {
    const was = this.#parts.vault.enrolled();
    try {
      await this.#parts.vault.openWithKeyStore(this.#keyStore());
    } catch (error) {
      if (was !== this.#parts.vault.enrolled()) this.#tell('change');
      throw error;
    }
    this.#opened();
  }

  async enroll(): Promise<void> {
    await this.#parts.vault.enroll(this.#keyStore());
    this.#tell('change');
  }

  unenroll(): void {
    this.#parts.vault.unenroll();
    this.#tell('change');
  }

  /** Resolves once the clipboard is clear as well; the vault is locked before that, at once. */
  async lock(why: Exclude<VaultChange['why'], 'change'>): Promise<void> {
    const { vault, clipboard, failed } = this.#parts;
    const wasOpen = vault.state() === 'open';
    this.#autoLock?.stop();
    vault.lock();
    if (wasOpen) this.#tell(why);
    try {
      await clipboard?.clearIfOurs();
    } catch (error) {
      failed(error);
    }
  }

  /** Somebody used the vault or is at the screen; see vault-use.ts. */
  used(): void {
    this.#autoLock?.used();
  }

  async keyStoreView(): Promise<KeyStoreView> {
    const { keyStore, vault } = this.#parts;
    const name = (await keyStore?.name().catch(() => null)) ?? null;
    const reason = keyStore === null ? 'shell' : name === null ? 'unprotected' : null;
    return { available: name !== null, name, reason, enrolled: vault.enrolled() };
  }

  #keyStore(): KeyStore {
    if (!this.#parts.keyStore) throw new VaultError('vault.key-store');
    return this.#parts.keyStore;
  }

  #opened(): void {
    this.#autoLock?.start();
    this.#tell('person');
  }

  #tell(why: VaultChange['why']): void {
    this.#parts.changed({ state: this.#parts.vault.state(), why });
  }
}
