import type { TrustedKey } from '../../../preload/contract.ts';
import { fingerprintOf, generateKey, keyFromSeed, minisignKeyOf, type SigningKey, wipeKey } from '../../bundle/keys.ts';
import { rotate } from '../../bundle/rotation.ts';
import { readPublicKey, revoke, trust, trustedKey } from '../../bundle/trust.ts';
import type { Clock } from '../../ports/clock.ts';
import { newSecret, recipientOf } from '../../request/age-x25519.ts';
import type { TrustedKeys } from '../../store/trusted-keys.ts';
import type { Vault } from '../../vault/vault.ts';

/** Names in the vault: what this computer signs with, and what requests for it are encrypted to. */
const SIGNING = 'bundle/signing-key';
const COLLECTOR = 'bundle/collector-key';

/** The keys of the air gap: one of our own, those of others that a person has agreed to. */
export class Keyring {
  readonly #vault: Vault;
  readonly #keys: TrustedKeys;
  readonly #clock: Clock;

  constructor(vault: Vault, keys: TrustedKeys, clock: Clock) {
    this.#vault = vault;
    this.#keys = keys;
    this.#clock = clock;
  }

  /** Our own key first, made when there is none and the vault is open. */
  list(): TrustedKey[] {
    if (this.#vault.state() === 'open') this.withOwn(() => undefined);
    return this.#keys.list();
  }

  isTrusted(fingerprint: string): boolean {
    return this.#keys.list().some((key) => key.fingerprint === fingerprint && key.revoked === null);
  }

  /** Works with our own signing key, which is wiped afterwards. @throws VaultError `vault.locked` */
  async withOwn<T>(work: (key: SigningKey) => T | Promise<T>): Promise<T> {
    const key = this.#own();
    try {
      return await work(key);
    } finally {
      wipeKey(key);
    }
  }

  /** @throws BundleError `bundle.key` for what is no public key */
  trust(text: string, name: string): TrustedKey[] {
    const key = trustedKey(readPublicKey(text), { name, own: false, since: this.#now() });
    return this.#keys.update((keys) => trust(keys, key));
  }

  revoke(fingerprint: string, reason: string): TrustedKey[] {
    return this.#keys.update((keys) => revoke(keys, fingerprint, reason, this.#now()));
  }

  /** A new key of our own, vouched for by the former one, which stays trusted for what it has signed. */
  rotate(): { keys: TrustedKey[]; statement: string } {
    const old = this.#own();
    const next = generateKey();
    try {
      const statement = rotate(old, next, this.#now());
      this.#vault.put(SIGNING, next.seed);
      const known = (key: TrustedKey) => (key.own ? { ...key, own: false, name: `${key.name} (former)` } : key);
      const keys = this.#keys.update((all) => trust(all.map(known), this.#ownEntry(next)));
      return { keys, statement };
    } finally {
      wipeKey(old);
      wipeKey(next);
    }
  }

  /** `age1…` of this computer: requests made for it can be opened here and nowhere else. @throws VaultError */
  recipient(): string {
    const secret = this.#collector();
    try {
      return recipientOf(secret);
    } finally {
      secret.fill(0);
    }
  }

  /** What opens requests that were made for this computer; null while the vault is locked. The caller wipes it. */
  collectorSecret(): Buffer | null {
    return this.#vault.state() === 'open' ? this.#collector() : null;
  }

  #collector(): Buffer {
    const stored = this.#vault.get(COLLECTOR);
    if (stored) return stored;
    const secret = newSecret();
    this.#vault.put(COLLECTOR, secret);
    return secret;
  }

  #own(): SigningKey {
    const seed = this.#vault.get(SIGNING);
    if (seed) {
      const key = keyFromSeed(seed);
      seed.fill(0);
      this.#enter(key);
      return key;
    }
    const key = generateKey();
    this.#vault.put(SIGNING, key.seed);
    this.#enter(key);
    return key;
  }

  #enter(key: SigningKey): void {
    const fingerprint = fingerprintOf(key.publicKey);
    if (this.#keys.list().some((known) => known.fingerprint === fingerprint)) return;
    this.#keys.update((keys) => [this.#ownEntry(key), ...keys]);
  }

  #ownEntry(key: SigningKey): TrustedKey {
    return trustedKey(minisignKeyOf(key.publicKey), { name: 'This computer', own: true, since: this.#now() });
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}
