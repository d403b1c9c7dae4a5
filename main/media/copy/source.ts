import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { MediaError } from '../errors.ts';
import { CHUNK } from './direct.ts';

/** A file to copy, or a part of one, or bytes. */
export type Source = string | Uint8Array | { path: string; offset: number };

export interface OpenSource {
  /** Fills a buffer of one chunk from there; how many bytes there were. Fewer than a chunk only at the end. */
  fill(buffer: Buffer, position: number): Promise<number>;
  close(): Promise<void>;
}

/** @throws MediaError `media.source` */
export async function openSource(source: Source, sizeBytes: number): Promise<OpenSource> {
  if (source instanceof Uint8Array) {
    const fill = async (buffer: Buffer, at: number) =>
      Buffer.from(source.buffer, source.byteOffset, source.length).copy(buffer, 0, at, at + CHUNK); // prettier-ignore
    return { fill, close: async () => undefined };
  }
  const { path, offset } = typeof source === 'string' ? { path: source, offset: 0 } : source;
  const failed = (cause: unknown) => new MediaError('media.source', `${path} cannot be read.`, { cause });
  const handle = await open(path, constants.O_RDONLY).catch((error) => {
    throw failed(error);
  });
  return {
    fill: async (buffer, position) => {
      // One byte more than it should have is read where it is there, so that a file that has grown is noticed.
      const whole = typeof source === 'string' ? sizeBytes + 1 : sizeBytes;
      const wanted = Math.min(CHUNK, whole - position);
      let filled = 0;
      while (filled < wanted) {
        const { bytesRead } = await handle
          .read(buffer, filled, wanted - filled, offset + position + filled)
          .catch((error) => {
            throw failed(error);
          });
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled;
    },
    close: () => handle.close(),
  };
}
