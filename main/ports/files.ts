import { chmod, mkdir, open, readdir, rename, stat, statfs, unlink } from 'node:fs/promises';

/** What is known of a file without opening it. Sizes in bytes, times in milliseconds since 1970. */
export interface FileFacts {
  size: number;
  mtimeMs: number;
  /** The device it lies on: two places with one number are lost together. */
  dev: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

/** An open file, as node:fs/promises gives it: reads and writes may be short, `sync` is fsync(2). */
export interface OpenFile {
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  write(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesWritten: number }>;
  truncate(length: number): Promise<void>;
  chmod(mode: number): Promise<void>;
  datasync(): Promise<void>;
  sync(): Promise<void>;
  stat(): Promise<FileFacts>;
  close(): Promise<void>;
}

/** The file system for code that has to survive its faults. Tests let any call fail, or let the process die at it. */
export interface FilePort {
  /** @param flags as fopen(3) with `x` for "must be new" */
  open(file: string, flags: 'r' | 'r+' | 'w' | 'wx'): Promise<OpenFile>;
  stat(file: string): Promise<FileFacts>;
  rename(from: string, to: string): Promise<void>;
  unlink(file: string): Promise<void>;
  /** With everything above it. */
  mkdir(folder: string): Promise<void>;
  /** Names, in no order. */
  readdir(folder: string): Promise<string[]>;
  chmod(file: string, mode: number): Promise<void>;
  /** Bytes that this user may still write there. */
  freeBytes(folder: string): Promise<number>;
}

/** The real one. */
export const disk: FilePort = {
  open,
  stat,
  rename,
  unlink,
  mkdir: async (folder) => void (await mkdir(folder, { recursive: true })),
  readdir: (folder) => readdir(folder),
  chmod,
  freeBytes: async (folder) => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

/** The code of a system error, such as `ENOENT`; undefined for anything else. */
export const errnoOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;
