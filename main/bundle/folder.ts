/** Bundles in a folder of a mounted medium, over node:fs and so through the system's cache: see main/media for without. */
import { constants } from 'node:fs';
import { open, opendir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { BundleFolder, FolderEntry } from './ports.ts';

const CHUNK_BYTES = 2 ** 20;
/** Deeper than a bundle has folders; what lies deeper is named by the folder that holds it. */
const MAX_DEPTH = 3;
const MAX_BUNDLES = 1000;

/** The folder of a bundle. */
export function nodeFolder(root: string, mediumId: string | null = null): BundleFolder {
  return { path: root, mediumId, how: 'cached', list: (limit) => list(root, limit), read: (name) => read(root, name) };
}

/** Names of the folders below `root` that hold a bag; `root` itself is `.`. */
export async function bundlesIn(root: string): Promise<string[]> {
  const folders = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const names = ['.', ...folders.map(({ name }) => name).sort()].slice(0, MAX_BUNDLES);
  const bags = await Promise.all(names.map(async (name) => isFile(path.join(root, name, 'bagit.txt'))));
  return names.filter((_, index) => bags[index]);
}

const isFile = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile(),
    () => false,
  );

async function* list(root: string, limit: number): AsyncGenerator<FolderEntry> {
  const folders = [''];
  let left = limit;
  for (let folder = folders.shift(); folder !== undefined && left > 0; folder = folders.shift()) {
    // Names as bytes in latin1 would not match what other systems show; Node replaces what is no UTF-8, which is refused.
    for await (const entry of await opendir(path.join(root, folder))) {
      if (left-- <= 0) return;
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        yield { name, kind: 'folder', size: 0 };
        if (name.split('/').length < MAX_DEPTH) folders.push(name);
      } else if (entry.isFile()) {
        yield { name, kind: 'file', size: (await stat(path.join(root, name))).size };
      } else yield { name, kind: entry.isSymbolicLink() ? 'link' : 'other', size: 0 };
    }
  }
}

async function* read(root: string, name: string): AsyncGenerator<Uint8Array> {
  // O_NONBLOCK: a pipe that took the place of the file since the listing must not hold us. Windows has neither flag.
  const file = await open(
    path.join(root, name),
    constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  );
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
