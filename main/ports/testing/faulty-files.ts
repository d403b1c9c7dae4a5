import type { FilePort, OpenFile } from '../files.ts';

/** One call to the file system, before it is made. */
export interface FileCall {
  /** From 1, over all files. */
  n: number;
  name: keyof FilePort | keyof OpenFile;
  file: string;
  /** Whether it changes anything; reads are the rest. */
  changes: boolean;
}
/** What shall become of it: nothing special, an error instead, or of a write only the first `bytes`. */
export type Fault = undefined | Error | { bytes: number };

const CHANGES = new Set(['rename', 'unlink', 'mkdir', 'chmod', 'write', 'truncate', 'datasync', 'sync']);

/** A file system on top of another one, of which `judge` may let any call fail. It may also kill the process. */
export function faultyFiles(inner: FilePort, judge: (call: FileCall) => Fault | Promise<Fault>): FilePort {
  let n = 0;
  const allow = async (name: FileCall['name'], file: string, changes = CHANGES.has(name)) => {
    n += 1;
    const fault = await judge({ n, name, file, changes });
    if (fault instanceof Error) throw fault;
    return fault?.bytes;
  };
  const opened = (file: string, open: OpenFile): OpenFile => ({
    read: async (...args) => (await allow('read', file), open.read(...args)),
    write: async (buffer, offset, length, position) => {
      const most = await allow('write', file);
      return open.write(buffer, offset, Math.min(length, most ?? length), position);
    },
    truncate: async (length) => (await allow('truncate', file), open.truncate(length)),
    chmod: async (mode) => (await allow('chmod', file), open.chmod(mode)),
    datasync: async () => (await allow('datasync', file), open.datasync()),
    sync: async () => (await allow('sync', file), open.sync()),
    stat: async () => (await allow('stat', file), open.stat()),
    close: () => open.close(),
  });
  return {
    open: async (file, flags) => {
      await allow('open', file, flags !== 'r');
      return opened(file, await inner.open(file, flags));
    },
    stat: async (file) => (await allow('stat', file), inner.stat(file)),
    rename: async (from, to) => (await allow('rename', from), inner.rename(from, to)),
    unlink: async (file) => (await allow('unlink', file), inner.unlink(file)),
    mkdir: async (folder) => (await allow('mkdir', folder), inner.mkdir(folder)),
    readdir: async (folder) => (await allow('readdir', folder), inner.readdir(folder)),
    chmod: async (file, mode) => (await allow('chmod', file), inner.chmod(file, mode)),
    freeBytes: async (folder) => (await allow('freeBytes', folder), inner.freeBytes(folder)),
  };
}

/** A system error as the file system would throw it. */
export function errno(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: injected`), { code });
}
