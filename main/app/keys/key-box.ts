import { timingSafeEqual } from 'node:crypto';
import type { Vault } from '../../vault/vault.ts';

/**
 * The digits of the recovery keys of one device, in the vault. A secret is told by its length: 16 bytes are a recovery
 * password, 32 the key of a .BEK file, anything else the digits of a password that cannot be right as they stand.
 */
export class KeyBox {
  readonly #vault: Vault;
  readonly #prefix: string;

  constructor(vault: Vault, siteId: string, deviceId: string) {
    this.#vault = vault;
    this.#prefix = boxOf(siteId, deviceId);
  }

  /** @throws VaultError `vault.locked` or `vault.absent`, before anything is read that could not be kept */
  demandOpen(): void {
    this.#vault.get(`${this.#prefix}-`);
  }

  refs(): Set<string> {
    return new Set(this.#vault.ids(this.#prefix).map((id) => id.slice(this.#prefix.length)));
  }

  /** The caller wipes it. @throws VaultError `vault.locked` */
  get(ref: string): Buffer | null {
    return this.#vault.get(this.#prefix + ref);
  }

  put(ref: string, secret: Uint8Array): void {
    this.#vault.put(this.#prefix + ref, secret);
  }

  remove(ref: string): void {
    this.#vault.remove(this.#prefix + ref);
  }

  /**
   * Under which name a secret lies here or will lie: the ID of its protector, or `found` without one. Other digits of the
   * same ID get a name of their own, so that a misprint never takes the place of the right ones. @throws as `get`
   */
  refFor(id: string | null, secret: Uint8Array): string {
    const stem = id?.toLowerCase() ?? 'found';
    const taken = this.refs();
    for (let n = id === null ? 1 : 0; ; n += 1) {
      const ref = n === 0 ? stem : `${stem}-${n}`;
      if (!taken.has(ref) || this.#holds(ref, secret)) return ref;
    }
  }

  #holds(ref: string, secret: Uint8Array): boolean {
    const held = this.get(ref);
    if (held === null) return false;
    try {
      return held.length === secret.length && timingSafeEqual(held, secret);
    } finally {
      held.fill(0);
    }
  }
}

/** The vault's names of a device's keys, or of all of a site's; a site called `bitlocker` has passwords of three parts. */
export const keyIds = (vault: Vault, siteId: string, deviceId: string | null): string[] =>
  vault.ids(boxOf(siteId, deviceId)).filter((id) => id.split('/').length === 4);

/** Begins them. */
const boxOf = (siteId: string, deviceId: string | null): string =>
  deviceId === null ? `bitlocker/${siteId}/` : `bitlocker/${siteId}/${deviceId}/`;
