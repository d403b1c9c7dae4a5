import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import type { ReadBack } from '../../../preload/contract.ts';
import type { FilePort, OpenFile } from '../files.ts';
import { CHUNK, giveBack, openDirect, refusesDirect, takeBuffer } from './direct.ts';

/** Takes a file out of the page cache; whether it did. */
export type DropCache = (path: string) => Promise<boolean>;

export interface Digest {
  sha256: string;
  sizeBytes: number;
  how: ReadBack;
}
export interface ReadOptions {
  signal?: AbortSignal | undefined;
  drop: DropCache;
  /** How it is read; told before the first chunk, again when that had to be changed. */
  onHow?: ((how: ReadBack) => void) | undefined;
}

/**
 * SHA-256 of what the medium gives back. The next chunk is read while this one is hashed.
 * @throws the system's error; the signal's reason
 */
export async function hashFromMedium(
  port: FilePort,
  path: string,
  options: Omit<ReadOptions, 'onHow'> & { onBytes?: ((bytes: number) => void) | undefined },
): Promise<Digest> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let how: ReadBack = 'cached';
  const onHow = (known: ReadBack) => {
    how = known;
  };
  for await (const chunk of chunksFromMedium(port, path, { ...options, onHow })) {
    sizeBytes += chunk.length;
    hash.update(chunk);
    options.onBytes?.(sizeBytes);
  }
  return { sha256: hash.digest('hex'), sizeBytes, how };
}

/**
 * What the medium gives back, chunk by chunk. A chunk is good until the next one is asked for: its buffer is used again.
 * @throws the system's error; the signal's reason
 */
export async function* chunksFromMedium(
  port: FilePort,
  path: string,
  { signal, drop, onHow }: ReadOptions,
): AsyncGenerator<Buffer, void, undefined> {
  const { handle, direct } = await openDirect(port, path, constants.O_RDONLY);
  if (direct) {
    let begun = false;
    try {
      onHow?.('direct');
      for await (const chunk of chunksOf(handle, true, signal)) {
        begun = true;
        yield chunk;
      }
      return;
    } catch (error) {
      if (begun || !refusesDirect(error)) throw error;
    }
  } else await handle.close();
  onHow?.((await drop(path)) ? 'dropped' : 'cached');
  yield* chunksOf(await port.open(path, constants.O_RDONLY), false, signal);
}

/** Reads to the end and closes. Past the cache, a read is short only at the end of a file; others may be short anywhere. */
async function* chunksOf(
  handle: OpenFile,
  direct: boolean,
  signal?: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  const read = async (buffer: Buffer, at: number) => {
    let filled = 0;
    for (let last = 1; filled < CHUNK && last > 0 && (filled === 0 || !direct); filled += last) {
      last = (await handle.read(buffer, filled, CHUNK - filled, at + filled)).bytesRead;
    }
    return filled;
  };
  let buffer = takeBuffer();
  let spare: Buffer | null = null;
  let position = 0;
  let ahead = read(buffer, 0);
  try {
    for (;;) {
      const length: number = await ahead;
      signal?.throwIfAborted();
      position += length;
      const full = buffer;
      if (length === CHUNK) {
        buffer = spare ?? takeBuffer();
        spare = full;
        ahead = read(buffer, position);
        // It is awaited at its turn; until then, its error is nobody's.
        ahead.catch(() => undefined);
      }
      if (length > 0) yield full.subarray(0, length);
      if (length < CHUNK) return;
    }
  } finally {
    // A read that is under way would fill a buffer of a closed file.
    await ahead.catch(() => undefined);
    await handle.close().catch(() => undefined);
    for (const used of [buffer, spare]) if (used) giveBack(used);
  }
}
