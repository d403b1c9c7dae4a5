import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import type { ReadBack } from '../../../preload/contract.ts';
import type { FilePort, OpenFile } from '../files.ts';
import { alignedBuffer, CHUNK, openDirect, refusesDirect } from './direct.ts';

/** Takes a file out of the page cache; whether it did. */
export type DropCache = (path: string) => Promise<boolean>;

export interface Digest {
  sha256: string;
  sizeBytes: number;
  how: ReadBack;
}
export interface HashOptions {
  signal?: AbortSignal | undefined;
  /** Bytes read so far. */
  onBytes?: ((bytes: number) => void) | undefined;
  drop: DropCache;
}

/**
 * SHA-256 of what the medium gives back. The next chunk is read while this one is hashed.
 * @throws the system's error; the signal's reason
 */
export async function hashFromMedium(port: FilePort, path: string, options: HashOptions): Promise<Digest> {
  const { handle, direct } = await openDirect(port, path, constants.O_RDONLY);
  if (direct) {
    try {
      return { ...(await hashed(handle, true, options)), how: 'direct' };
    } catch (error) {
      if (!refusesDirect(error)) throw error;
    }
  } else await handle.close();
  const how = (await options.drop(path)) ? 'dropped' : 'cached';
  return { ...(await hashed(await port.open(path, constants.O_RDONLY), false, options)), how };
}

/** Reads to the end and closes. Past the cache, a read is short only at the end of a file; others may be short anywhere. */
async function hashed(
  handle: OpenFile,
  direct: boolean,
  { signal, onBytes }: HashOptions,
): Promise<Omit<Digest, 'how'>> {
  const hash = createHash('sha256');
  const read = async (buffer: Buffer, at: number) => {
    let filled = 0;
    for (let last = 1; filled < CHUNK && last > 0 && (filled === 0 || !direct); filled += last) {
      last = (await handle.read(buffer, filled, CHUNK - filled, at + filled)).bytesRead;
    }
    return filled;
  };
  let chunk = alignedBuffer(CHUNK);
  let next: Buffer | null = null;
  let sizeBytes = 0;
  let ahead = read(chunk, 0);
  try {
    for (;;) {
      const length: number = await ahead;
      signal?.throwIfAborted();
      sizeBytes += length;
      const full = chunk;
      if (length === CHUNK) {
        chunk = next ?? alignedBuffer(CHUNK);
        next = full;
        ahead = read(chunk, sizeBytes);
        // It is awaited at its turn; until then, its error is nobody's.
        ahead.catch(() => undefined);
      }
      hash.update(full.subarray(0, length));
      onBytes?.(sizeBytes);
      if (length < CHUNK) return { sha256: hash.digest('hex'), sizeBytes };
    }
  } finally {
    // A read that is under way would fill a buffer of a closed file.
    await ahead.catch(() => undefined);
    await handle.close().catch(() => undefined);
  }
}
