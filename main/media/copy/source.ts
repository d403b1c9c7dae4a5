import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { MediaError } from '../errors.ts';
import { CHUNK } from './direct.ts';

/** A file to copy, or a part of one, or bytes at once or one after the other. */
export type Source = string | Uint8Array | { path: string; offset: number } | AsyncIterable<Uint8Array>;

export interface OpenSource {
  /** Fills a buffer of one chunk from there; how many bytes there were. Fewer than a chunk only at the end. */
  fill(buffer: Buffer, position: number): Promise<number>;
  close(): Promise<void>;
}

/** @param sizeBytes of the file or part; null for a stream @throws MediaError `media.source` */
export async function openSource(source: Source, sizeBytes: number | null): Promise<OpenSource> {
  if (source instanceof Uint8Array) return bytesOf(source);
  if (typeof source === 'object' && Symbol.asyncIterator in source) return streamOf(source);
  const { path, offset } = typeof source === 'string' ? { path: source, offset: 0 } : source;
  // One byte more than it should have is read where it is there, so that a file that has grown is noticed.
  const end = sizeBytes === null ? Number.POSITIVE_INFINITY : typeof source === 'string' ? sizeBytes + 1 : sizeBytes;
  const failed = (cause: unknown) => new MediaError('media.source', `${path} cannot be read.`, { cause });
  try {
    const handle = await open(path, constants.O_RDONLY);
    return {
      fill: (buffer, position) => fillFrom(handle, buffer, offset + position, Math.min(CHUNK, end - position), failed),
      close: () => handle.close(),
    };
  } catch (error) {
    throw failed(error);
  }
}

async function fillFrom(
  handle: FileHandle,
  buffer: Buffer,
  position: number,
  wanted: number,
  failed: (cause: unknown) => MediaError,
): Promise<number> {
  let filled = 0;
  try {
    while (filled < wanted) {
      const { bytesRead } = await handle.read(buffer, filled, wanted - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  } catch (error) {
    throw failed(error);
  }
}

function bytesOf(source: Uint8Array): OpenSource {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.length);
  return { fill: async (buffer, at) => bytes.copy(buffer, 0, at, at + CHUNK), close: async () => undefined };
}

/** Read once, from the beginning. */
function streamOf(source: AsyncIterable<Uint8Array>): OpenSource {
  const chunks = source[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array();
  const fill = async (buffer: Buffer) => {
    let filled = 0;
    while (filled < CHUNK) {
      if (rest.length === 0) {
        const { value, done } = await chunks.next();
        if (done) break;
        rest = value;
      }
      const taken = rest.subarray(0, CHUNK - filled);
      buffer.set(taken, filled);
      filled += taken.length;
      rest = rest.subarray(taken.length);
    }
    return filled;
  };
  const close = async () => {
    await chunks.return?.();
  };
  return { fill, close };
}
