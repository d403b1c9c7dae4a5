import { constants } from 'node:fs';
import { type FileHandle, open, readdir, realpath, stat } from 'node:fs/promises';
import { BitlockerError } from '../errors.ts';

export interface FolderEntry {
  name: string;
  /** `other`: a link, a pipe, a device; never followed. */
  kind: 'file' | 'folder' | 'other';
}

/** Files of this machine; tests bring their own. */
export interface FilePort {
  /** The path without links, and what lies there. @throws BitlockerError `bitlocker.unreadable` */
  resolve(path: string): Promise<{ path: string; kind: FolderEntry['kind'] }>;
  /** What a folder holds, hidden entries too. @throws BitlockerError `bitlocker.unreadable` */
  list(folder: string): Promise<FolderEntry[]>;
  /**
   * Reads a whole file straight into the caller's buffer, and nowhere else. @returns its length
   * @throws BitlockerError `bitlocker.unreadable`; `bitlocker.not-a-key` when it is larger than the buffer
   */
  read(path: string, into: Buffer): Promise<number>;
}

/** Not present on Windows, where links need a right of their own and pipes do not lie in folders. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export const files: FilePort = {
  async resolve(path) {
    const real = await attempt(path, () => realpath(path));
    return { path: real, kind: kindOf(await attempt(path, () => stat(real))) };
  },
  async list(folder) {
    const entries = await attempt(folder, () => readdir(folder, { withFileTypes: true }));
    return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  },
  async read(path, into) {
    const file = await attempt(path, () => open(path, FLAGS));
    try {
      return await attempt(path, () => readInto(file, path, into));
    } finally {
      // A stick that was pulled cannot be closed properly either.
      await file.close().catch(() => undefined);
    }
  },
};

async function readInto(file: FileHandle, path: string, into: Buffer): Promise<number> {
  const found = await file.stat();
  if (!found.isFile()) throw new BitlockerError('bitlocker.unreadable', `${path} is no file`);
  if (found.size > into.length) {
    throw new BitlockerError('bitlocker.not-a-key', `${path} is too large for a key file (${found.size} bytes)`);
  }
  let length = 0;
  while (length < into.length) {
    const { bytesRead } = await file.read(into, length, into.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): FolderEntry['kind'] {
  return entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other';
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BitlockerError) throw error;
    const { code = 'an unknown error' } = error as NodeJS.ErrnoException;
    throw new BitlockerError('bitlocker.unreadable', `${path} cannot be read (${code})`, error);
  }
}
