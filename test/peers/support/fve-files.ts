import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { digitsOf, groupsForDisplay } from '../../../main/bitlocker/recovery-password.ts';
import { type Stretch, stretchKey } from '../../../main/bitlocker/stretch/stretch.ts';
import { type FveOptions, writeFve } from '../../../main/practice/bitlocker/fve-writer.ts';

const stretched = new Map<string, Promise<Buffer>>();

/** The real stretching, but each key only once: the volumes of a test file share their salts. */
export const stretchOnce: Stretch = async (initial, salt) => {
  const name = createHash('sha256').update(initial).update(salt).digest('hex');
  const key = stretched.get(name) ?? stretchKey(initial, salt);
  stretched.set(name, key);
  return Buffer.from(await key);
};

/** A folder for volumes as files; `[Symbol.dispose]` removes it. */
export class FveFiles implements Disposable {
  readonly dir = mkdtempSync(path.join(os.tmpdir(), 'rackhand-fve-'));

  /** Writes a volume, over the last one. */
  async volume(options: FveOptions): Promise<string> {
    return this.file('volume.img', await writeFve({ stretch: stretchOnce, ...options }));
  }

  file(name: string, bytes: Uint8Array): string {
    const file = this.path(name);
    writeFileSync(file, bytes);
    return file;
  }

  path(name: string): string {
    return path.join(this.dir, name);
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true });
  }
}

/** Recovery passwords as the peers want them typed. Those of tests are public. */
export function typed(key: Buffer): string {
  return groupsForDisplay(digitsOf(key)).join('-');
}
