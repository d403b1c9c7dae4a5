import { disk, type FilePort } from '../../ports/files.ts';

/** The real disk without waiting for it: nobody pulls its plug here, and a sync takes long on a busy machine. */
export const lazyDisk: FilePort = {
  ...disk,
  open: async (file, flags) => {
    const handle = await disk.open(file, flags);
    return {
      read: (...args) => handle.read(...args),
      write: (...args) => handle.write(...args),
      truncate: (length) => handle.truncate(length),
      chmod: (mode) => handle.chmod(mode),
      datasync: async () => {},
      sync: async () => {},
      stat: () => handle.stat(),
      close: () => handle.close(),
    };
  },
};
