import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../ports/clock.ts';
import type { SecretClipboard } from './ports.ts';

/** The clipboard of the desktop. */
export interface DesktopClipboard {
  writeText(text: string): Promise<void>;
  readText(): Promise<string>;
  clear(): void;
}
/** What KeePassXC allows by default. */
const CLEARS_AFTER_S = 10;

/**
 * Takes a secret off the clipboard again: after ten seconds, on lock and on quit, but only while it is still there:
 * what somebody copied since is theirs. Of the secret only a keyed hash is kept. What this cannot do: call back the
 * copy in the string that desktops insist on, or the one that a clipboard history took in the meantime.
 */
export class ClipboardGuard implements SecretClipboard {
  readonly clearsAfterS = CLEARS_AFTER_S;
  readonly #desktop: DesktopClipboard;
  readonly #clock: Clock;
  readonly #key = randomBytes(32);
  #ours: Buffer | null = null;
  #waiting: AbortController | null = null;

  constructor(desktop: DesktopClipboard, clock: Clock) {
    this.#desktop = desktop;
    this.#clock = clock;
  }

  async write(text: Buffer): Promise<void> {
    this.#waiting?.abort();
    const waiting = new AbortController();
    this.#waiting = waiting;
    // Before the text goes out: a lock that comes meanwhile has to know it.
    this.#ours = this.#hash(text);
    await this.#desktop.writeText(text.toString('utf8'));
    if (waiting.signal.aborted) return this.#clear(this.#hash(text));
    this.#clock.sleep(CLEARS_AFTER_S * 1000, waiting.signal).then(
      () => void this.clearIfOurs().catch(() => undefined),
      () => undefined, // cleared before its time, or something else was written
    );
  }

  async clearIfOurs(): Promise<void> {
    this.#waiting?.abort();
    this.#waiting = null;
    const ours = this.#ours;
    this.#ours = null;
    if (ours) await this.#clear(ours);
  }

  async #clear(ours: Buffer): Promise<void> {
    const present = Buffer.from(await this.#desktop.readText());
    const same = timingSafeEqual(this.#hash(present), ours);
    present.fill(0);
    if (same) this.#desktop.clear();
  }

  #hash(text: Buffer): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }
}
