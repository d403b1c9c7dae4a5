/** Bundles on media: written as the crash-safe copy writes, read past the cache. */
import path from 'node:path';
import type { ReadBack } from '../../../preload/contract.ts';
import { nodeFolder } from '../../bundle/folder.ts';
import { sha256Of } from '../../bundle/layout.ts';
import type { BundleDestination, BundleFolder } from '../../bundle/ports.ts';
import { copyToMedium } from '../../media/copy/copy.ts';
import type { OnProgress } from '../../media/copy/meter.ts';
import type { MediumFile } from '../../media/copy/stage.ts';
import { dropCache } from '../../media/drop-cache.ts';
import type { Medium } from '../../media/identity.ts';

/** Where the bytes of a file of the payload lie, so that they go from there to the medium without a detour. */
export interface PayloadSource {
  file: string;
  offset: number;
  length: number;
  /** Null for one of several parts: then it is computed on the way. */
  sha256: string | null;
}

/** The folder of a bundle on a medium as a destination; `files` lists what was written, for the read-back. */
export function bundleWriter(
  medium: Medium,
  bundle: string,
  payload: ReadonlyMap<string, PayloadSource>,
  options: { signal?: AbortSignal | undefined; onProgress?: OnProgress },
): BundleDestination & { files: MediumFile[] } {
  const files: MediumFile[] = [];
  return {
    files,
    async write(name, content) {
      const source = payload.get(name);
      const file: MediumFile = {
        name: `${bundle}/${name}`,
        ...(source ? await fromStore(source, content) : await fromMemory(content)),
      };
      await copyToMedium([file], medium, options);
      files.push(file);
      return { sha256: file.sha256, size: file.sizeBytes };
    },
  };
}

async function fromStore(
  { file, offset, length, sha256 }: PayloadSource,
  content: AsyncIterable<Uint8Array>,
): Promise<Omit<MediumFile, 'name'>> {
  // Whole files were hashed when they were taken in; parts are hashed here, once more read when they are written.
  const known = sha256 ?? (await hashOf(content));
  const source = sha256 === null || offset > 0 ? { path: file, offset } : file;
  return { sizeBytes: length, sha256: known, source };
}

async function fromMemory(content: AsyncIterable<Uint8Array>): Promise<Omit<MediumFile, 'name'>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  const source = Buffer.concat(chunks);
  return { sizeBytes: source.length, sha256: sha256Of(source), source };
}

async function hashOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const { createHash } = await import('node:crypto');
  const hash = createHash('sha256');
  for await (const chunk of content) hash.update(chunk);
  return hash.digest('hex');
}

/** A bundle to be read from the medium itself: each file is taken out of the cache before it is read. */
export function bundleOn(root: string, mediumId: string | null): BundleFolder {
  const folder = nodeFolder(root, mediumId);
  let how: ReadBack = 'dropped';
  return {
    ...folder,
    get how() {
      return how;
    },
    async *read(name) {
      if (!(await dropCache(path.join(root, ...name.split('/'))))) how = 'cached';
      yield* folder.read(name);
    },
  };
}
