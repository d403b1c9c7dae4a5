import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { DupError } from './error.ts';

/** A file of known size, read where it is asked for. Packages have up to a gigabyte, so nobody holds one as a whole. */
export interface PackageFile {
  /** For people: the name without its folder. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Exactly `length` bytes from `offset`; DupError `truncated` when the file has not that many. */
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** The most that is read at once; what is in memory at any time is a small multiple of it. */
const CHUNK = 1 << 20;

/** Opens a file for reading. DupError `file` when it is missing, unreadable or no plain file. The caller closes it. */
export async function openPackageFile(file: string): Promise<PackageFile> {
  const name = path.basename(file);
  let handle: FileHandle | null = null;
  try {
    handle = await open(file, 'r');
    const stat = await handle.stat();
    if (!stat.isFile()) throw new Error('not a file');
    return fileOf(name, handle, stat.size);
  } catch (error) {
    await handle?.close();
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : 'the file cannot be read';
    throw new DupError('file', name, why, 'Check the path and that the medium is still plugged in.', error);
  }
}

function fileOf(name: string, handle: FileHandle, size: number): PackageFile {
  return {
    name,
    size,
    async read(offset, length) {
      checkRange(name, size, offset, length);
      const bytes = Buffer.allocUnsafe(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await handle.read(bytes, done, length - done, offset + done).catch((error: unknown) => {
          throw new DupError('file', name, 'reading failed', 'Check that the medium is still plugged in.', error);
        });
        if (bytesRead === 0) throw new DupError('file', name, 'the file became shorter while it was read');
        done += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}

/** A file that is in memory already. */
export function packageInMemory(name: string, bytes: Buffer): PackageFile {
  return {
    name,
    size: bytes.length,
    async read(offset, length) {
      checkRange(name, bytes.length, offset, length);
      return bytes.subarray(offset, offset + length);
    },
    close: async () => {},
  };
}

/** The bytes from `start` up to, not including, `end`, a megabyte at a time. */
export async function* chunks(file: PackageFile, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at < end; at += CHUNK) yield await file.read(at, Math.min(CHUNK, end - at));
}

function checkRange(name: string, size: number, offset: number, length: number): void {
  if (offset < 0 || length < 0 || offset + length > size) {
    throw new DupError('truncated', name, `${length} bytes were expected at ${offset}, the file has ${size}`);
  }
}
