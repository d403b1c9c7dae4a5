import { createHash } from 'node:crypto';
import type { OpenFile } from '../files.ts';
import { aligned, CHUNK, giveBack, takeBuffer } from './direct.ts';
import type { OpenSource } from './source.ts';

/** Where writes go through the cache, so many bytes are made durable at a time: progress tells the truth, the end comes soon. */
const SYNC_EVERY = 32 << 20;

/** One is read into, one is hashed, one is written. */
const BUFFERS = 3;

export interface PumpOptions {
  direct: boolean;
  signal?: AbortSignal | undefined;
  /** Bytes that the medium has. */
  onDurable(bytes: number): void;
}

/**
 * Copies a source into an open file, hashing on the way: while one chunk is hashed, the next is read and the one before is
 * written. Not synced at the end. @throws the system's error; the signal's reason
 */
export async function pump(
  source: OpenSource,
  target: OpenFile,
  { direct, signal, onDurable }: PumpOptions,
): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash('sha256');
  const buffers: Buffer[] = [];
  let reading: Promise<number> | null = null;
  let writing: Promise<void> | null = null;
  let sizeBytes = 0;
  let synced = 0;
  const bufferOf = (turn: number): Buffer => {
    // Small files are many, and need one only.
    const buffer = buffers[turn % BUFFERS] ?? takeBuffer();
    buffers[turn % BUFFERS] = buffer;
    return buffer;
  };
  /** Of two things under way, one may fail while the other is awaited; its error comes out when its turn has come. */
  const guarded = <T>(promise: Promise<T>): Promise<T> => {
    promise.catch(() => undefined);
    return promise;
  };
  try {
    reading = guarded(source.fill(bufferOf(0), 0));
    for (let turn = 0; ; turn++) {
      const length: number = await reading;
      reading = null;
      signal?.throwIfAborted();
      if (length === 0) break;
      const chunk = bufferOf(turn);
      const at = sizeBytes;
      sizeBytes += length;
      // A short chunk is the last one.
      if (length === CHUNK) reading = guarded(source.fill(bufferOf(turn + 1), sizeBytes));
      await writing;
      if (direct) onDurable(at);
      else if (at - synced >= SYNC_EVERY) {
        await target.datasync();
        onDurable(at);
        synced = at;
      }
      writing = guarded(writeAll(target, chunk, direct ? padded(chunk, length) : length, at));
      hash.update(chunk.subarray(0, length));
      if (reading === null) break;
    }
    await writing;
    writing = null;
    if (direct && sizeBytes !== aligned(sizeBytes)) await target.truncate(sizeBytes);
    return { sha256: hash.digest('hex'), sizeBytes };
  } finally {
    // Nothing may still fill or read a buffer when the files are closed.
    await Promise.allSettled([reading, writing]);
    for (const buffer of buffers) giveBack(buffer);
  }
}

/** Direct writes have whole sectors: the tail is padded and cut off behind. */
function padded(chunk: Buffer, length: number): number {
  chunk.fill(0, length, aligned(length));
  return aligned(length);
}

async function writeAll(target: OpenFile, chunk: Buffer, length: number, position: number): Promise<void> {
  for (let done = 0; done < length; ) {
    const { bytesWritten } = await target.write(chunk, done, length - done, position + done);
    if (bytesWritten === 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' });
    done += bytesWritten;
  }
}
