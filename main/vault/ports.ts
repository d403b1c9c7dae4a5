import type { KeyStoreName } from '../../preload/contract.ts';

/** The key store of the operating system, as far as a shell reaches one. */
export interface KeyStore {
  /** Which one it is; null where there is none, or where it protects nothing. Asked before every use. */
  name(): Promise<KeyStoreName | null>;
  /** Seals bytes for this user on this machine. The caller wipes `bytes`. Rejects when the store does not answer. */
  protect(bytes: Buffer): Promise<Buffer>;
  /** What `protect` was given, in a buffer that the caller wipes. Rejects when the store does not answer or know it. */
  unprotect(bytes: Buffer): Promise<Buffer>;
}

/** A clipboard that forgets: what is written vanishes after `clearsAfterS` seconds, unless somebody copied since. */
export interface SecretClipboard {
  readonly clearsAfterS: number;
  /** The caller wipes `text` (UTF-8). */
  write(text: Buffer): void | Promise<void>;
  /** At once, on lock and on quit. */
  clearIfOurs(): void | Promise<void>;
}
