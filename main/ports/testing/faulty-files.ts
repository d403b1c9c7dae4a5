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
    read: (...args) => allow('read', file).then(() => open.read(...args)),
    write: async (buffer, offset, length, position) => {
      const most = await allow('write', file);
      return open.write(buffer, offset, Math.min(length, most ?? length), position);
    },
    truncate: (length) => allow('truncate', file).then(() => open.truncate(length)),
    chmod: (mode) => allow('chmod', file).then(() => open.chmod(mode)),
    datasync: () => allow('datasync', file).then(() => open.datasync()),
    sync: () => allow('sync', file).then(() => open.sync()),
    stat: () => allow('stat', file).then(() => open.stat()),
    close: () => open.close(),
  });
  return {
    open: async (file, flags) => {
      await allow('open', file, flags !== 'r');
      return opened(file, await inner.open(file, flags));
    },
    stat: (file) => allow('stat', file).then(() => inner.stat(file)),
    rename: (from, to) => allow('rename', from).then(() => inner.rename(from, to)),
    unlink: (file) => allow('unlink', file).then(() => inner.unlink(file)),
    mkdir: (folder) => allow('mkdir', folder).then(() => inner.mkdir(folder)),
    readdir: (folder) => allow('readdir', folder).then(() => inner.readdir(folder)),
    chmod: (file, mode) => allow('chmod', file).then(() => inner.chmod(file, mode)),
    freeBytes: (folder) => allow('freeBytes', folder).then(() => inner.freeBytes(folder)),
  };
}

/** A system error as the file system would throw it. */
export function errno(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: injected`), { code });
}
