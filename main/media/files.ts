import { type FileHandle, lstat, mkdir, open, readdir, rename, statfs, unlink } from 'node:fs/promises';

/** An open file, as node:fs/promises has it. */
export type OpenFile = Pick<FileHandle, 'read' | 'write' | 'sync' | 'datasync' | 'truncate' | 'close'>;
export interface Stat {
  size: number;
  dev: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

/** Every call on a file system that copying makes; tests let each of them fail. */
export interface FilePort {
  open(path: string, flags: number, mode?: number): Promise<OpenFile>;
  /** @throws ENOENT; links are not followed */
  lstat(path: string): Promise<Stat>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  mkdir(path: string): Promise<void>;
  readdir(path: string): Promise<string[]>;
  statfs(path: string): Promise<{ bavail: number; bsize: number }>;
}

export const files: FilePort = {
  open,
  lstat,
  rename,
  unlink,
  mkdir: async (path) => {
    await mkdir(path);
  },
  readdir: (path) => readdir(path),
  statfs: (path) => statfs(path),
};
