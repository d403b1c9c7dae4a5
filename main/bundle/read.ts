/** What lies in the folder of a bundle, and bounded reading of it: everything here may be hostile. */
import { createHash, type Hash } from 'node:crypto';
import { nameClashes, nameProblem, shownName } from './codec/names.ts';
import type { BundleFolder } from './ports.ts';
import type { Problems } from './problems.ts';

/** More entries than this has no bundle; whoever puts a million on a medium wants us busy. */
const MAX_ENTRIES = 20_000;
/** Tag files are a few kilobytes; the largest manifest is that of 10,000 files. */
export const MAX_TAG_BYTES = 2 ** 22;

/** Files with good names and their sizes in bytes. Hostile names become problems, and nobody opens them. */
export async function listFiles(folder: BundleFolder, problems: Problems): Promise<Map<string, number>> {
  const files = new Map<string, number>();
  const names: string[] = [];
  try {
    for await (const { name, kind, size } of folder.list(MAX_ENTRIES + 1)) {
      names.push(name);
      if (names.length > MAX_ENTRIES) {
        problems.add('extra-file', null, `There are more than ${MAX_ENTRIES} files and folders.`);
        break;
      }
      const bad =
        nameProblem(name) ?? (kind === 'link' || kind === 'other' ? 'no file behind it but a link or device' : null);
      if (bad) problems.add('hostile-name', shownName(name), `It has ${bad}.`);
      else if (kind === 'file') files.set(name, size);
      else if (name !== 'data' && name !== 'custody') problems.add('extra-file', name, 'A bundle has no such folder.');
    }
  } catch (error) {
    problems.add('unreadable', null, `The folder cannot be read: ${reasonOf(error)}.`);
  }
  for (const [one, other] of nameClashes(names)) {
    problems.add('hostile-name', shownName(other), `It is the same name as ${shownName(one)} on some file systems.`);
    files.delete(other);
    files.delete(one);
  }
  return files;
}

/**
 * All bytes of a small file; null, and a problem, when it is longer than `max` bytes or cannot be read. Not more is
 * read than that, whatever the size in the listing was.
 */
export async function readSmall(
  folder: BundleFolder,
  name: string,
  { problems, max = MAX_TAG_BYTES, signal }: { problems: Problems; max?: number; signal?: AbortSignal | undefined },
): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of folder.read(name)) {
      signal?.throwIfAborted();
      length += chunk.length;
      if (length > max) {
        problems.add('wrong-size', name, `It is longer than ${max} bytes, and is not read any further.`);
        return null;
      }
      // A copy: readers use their buffers again.
      chunks.push(Buffer.from(chunk));
    }
  } catch (error) {
    signal?.throwIfAborted();
    problems.add('unreadable', name, `It cannot be read: ${reasonOf(error)}.`);
    return null;
  }
  return Buffer.concat(chunks);
}

/**
 * SHA-256 of a file of exactly `size` bytes, which also go into `also`; null, and a problem, when it is longer or
 * shorter or cannot be read. A file without an end is left at `size` bytes.
 */
export async function hashFile(
  folder: BundleFolder,
  name: string,
  size: number,
  {
    problems,
    also,
    signal,
    onBytes,
  }: {
    problems: Problems;
    also?: Hash | undefined;
    signal?: AbortSignal | undefined;
    onBytes?: ((bytes: number) => void) | undefined;
  },
): Promise<string | null> {
  const hash = createHash('sha256');
  let length = 0;
  try {
    for await (const chunk of folder.read(name)) {
      signal?.throwIfAborted();
      length += chunk.length;
      if (length > size) break;
      hash.update(chunk);
      also?.update(chunk);
      onBytes?.(chunk.length);
    }
  } catch (error) {
    signal?.throwIfAborted();
    problems.add('unreadable', name, `It cannot be read: ${reasonOf(error)}.`);
    return null;
  }
  signal?.throwIfAborted();
  if (length === size) return hash.digest('hex');
  const how = length > size ? 'more' : `only ${length}`;
  problems.add('wrong-size', name, `It should have ${size} bytes and has ${how}.`);
  return null;
}

/** The system's own name of an error, or a plain word; its message may hold a path, and is not shown. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[A-Z0-9_.-]{1,40}$/i.test(code) ? code : 'the medium does not answer';
}
