/** Bundles in memory, for tests and the fuzzer. */
import { createHash } from 'node:crypto';
import type { TrustedKey } from '../../../preload/contract.ts';
import { encodeManifest, type Manifest } from '../codec/manifest.ts';
import { signMinisign } from '../codec/minisign.ts';
import { signSsh } from '../codec/sshsig.ts';
import { keyFromSeed, type SigningKey } from '../keys.ts';
import { MINISIG, SSHSIG, sha256Of, TAGMANIFEST } from '../layout.ts';
import type { BundleDestination, BundleFolder, FolderEntry } from '../ports.ts';
import { type SealPackage, type SealPlan, sealBundle } from '../seal.ts';
import { trustedKey } from '../trust.ts';

export const KEY = keyFromSeed(Buffer.alloc(32, 1));
export const STRANGER = keyFromSeed(Buffer.alloc(32, 2));
export const SEALED_AT = '2026-11-21T10:00:00.000Z';
export const EXPIRES_AT = '2026-12-21T10:00:00.000Z';
/** A day after it was sealed. */
export const NOW = Date.parse('2026-11-22T10:00:00.000Z');
export const REQUEST = 'request-7';
export const SERIAL = 'RS-0001';

export const trusting = (key: SigningKey = KEY, name = 'Collector'): TrustedKey =>
  trustedKey(key, { name, own: false, since: '2026-01-01T00:00:00.000Z' });

export const BASE = Buffer.from('base 7.0 of the vendor, byte for byte');
export const PRODUCT = Buffer.from('product 24.1 of the vendor, which needs the base');

export function sealPackage(content: Buffer, facts: Partial<SealPackage> & { name: string }): SealPackage {
  const sha256 = sha256Of(content);
  return {
    ...{ version: '1.0', kind: 'other', order: 1, dependsOn: [], originalName: `${facts.name}.bin` },
    ...{ sizeBytes: content.length, sha256, vendorSha256: null, sourceUrl: null, scan: null },
    ...facts,
    async *read(start, length) {
      // In two chunks, as a file that is longer than a buffer.
      const half = start + Math.floor(length / 2);
      yield content.subarray(start, half);
      yield content.subarray(half, start + length);
    },
  };
}

export const packages = (): SealPackage[] => [
  sealPackage(BASE, { name: 'base-7.0', kind: 'base', order: 1 }),
  sealPackage(PRODUCT, { name: 'product-24.1', kind: 'product', order: 2, dependsOn: ['base-7.0'] }),
];

export const plan = (changes: Partial<SealPlan> = {}): SealPlan => ({
  ...{ bundle: '2026-11-21-001', sequence: 17, previous: 'a'.repeat(64), request: REQUEST },
  target: { product: 'remote-support', serial: SERIAL, host: 'rs.example' },
  ...{ sealedAt: SEALED_AT, expiresAt: EXPIRES_AT, media: [], partBytes: null, offeredList: null },
  packages: packages(),
  ...changes,
});

/** A folder that is written to and read from. A test changes `files` as an attacker would. */
export class MemoryBundle implements BundleFolder, BundleDestination {
  readonly path = '/media/stick/2026-11-21-001';
  readonly how = 'direct';
  mediumId: string | null = null;
  readonly files = new Map<string, Buffer>();
  /** Entries that are no files. */
  readonly other: FolderEntry[] = [];
  /** Names in the order in which they were written and read. */
  readonly written: string[] = [];
  readonly read_: string[] = [];
  /** Files that reading fails for. */
  readonly bad = new Set<string>();
  /** Files that go on for ever, whatever the listing says. */
  readonly endless = new Set<string>();

  async write(name: string, content: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number }> {
    const hash = createHash('sha256');
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) {
      hash.update(chunk);
      chunks.push(chunk);
    }
    const bytes = Buffer.concat(chunks);
    const there = this.files.get(name);
    if (there && !there.equals(bytes)) throw Object.assign(new Error('exists'), { code: 'EEXIST' });
    this.files.set(name, bytes);
    this.written.push(name);
    return { sha256: hash.digest('hex'), size: bytes.length };
  }

  async *list(limit: number): AsyncGenerator<FolderEntry> {
    let left = limit;
    const folders = new Set(
      [...this.files.keys()].flatMap((name) => (name.includes('/') ? [name.replace(/\/.*/s, '')] : [])),
    );
    for (const name of folders) if (left-- > 0) yield { name, kind: 'folder', size: 0 };
    for (const [name, { length }] of this.files) if (left-- > 0) yield { name, kind: 'file', size: length };
    for (const entry of this.other) if (left-- > 0) yield entry;
  }

  async *read(name: string): AsyncGenerator<Uint8Array> {
    this.read_.push(name);
    if (this.bad.has(name)) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    const bytes = this.files.get(name);
    if (!bytes) throw Object.assign(new Error('gone'), { code: 'ENOENT' });
    do {
      yield bytes.subarray(0, 10);
      yield bytes.subarray(10);
    } while (this.endless.has(name));
  }

  copy(): MemoryBundle {
    const copy = new MemoryBundle();
    copy.mediumId = this.mediumId;
    for (const [name, bytes] of this.files) copy.files.set(name, Buffer.from(bytes));
    return copy;
  }

  text(name: string): string {
    return this.files.get(name)?.toString('utf8') ?? '';
  }

  edit(name: string, change: (text: string) => string): void {
    const before = this.text(name);
    const after = change(before);
    if (after === before) throw new Error(`${name} has nothing of that kind to change`);
    this.files.set(name, Buffer.from(after));
  }
}

export async function sealed(changes: Partial<SealPlan> = {}, key: SigningKey = KEY): Promise<MemoryBundle> {
  const bundle = new MemoryBundle();
  await sealBundle(plan(changes), key, bundle);
  return bundle;
}

/** Makes the tag manifest of what lies there, and signs it: what somebody with the key could have sealed. */
export function sealAgain(bundle: MemoryBundle, key: SigningKey = KEY, tags: Manifest = tagsOf(bundle)): MemoryBundle {
  const tagmanifest = Buffer.from(encodeManifest(tags));
  bundle.files.set(TAGMANIFEST, tagmanifest);
  bundle.files.set(MINISIG, Buffer.from(signMinisign(key, tagmanifest, 'by hand')));
  bundle.files.set(SSHSIG, Buffer.from(signSsh(key, 'rackhand-bundle', tagmanifest)));
  return bundle;
}

/** SHA-256 of the tag files, by name. */
export function tagsOf({ files }: MemoryBundle): Map<string, string> {
  const tags = [...files].filter(([name]) => !name.startsWith(TAGMANIFEST) && !name.includes('/'));
  return new Map(tags.map(([name, bytes]) => [name, sha256Of(bytes)]));
}
