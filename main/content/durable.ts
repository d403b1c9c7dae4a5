/** Writing so that it is still there after the plug was pulled (media.md §2). No fsync is ever repeated after an error. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { errnoOf, type FilePort, type OpenFile } from '../ports/files.ts';

const CHUNK = 1 << 20;

/** Windows and some network file systems cannot sync a folder, and have no need to. */
const NO_FOLDER_SYNC = new Set(['EPERM', 'EISDIR', 'EINVAL', 'EACCES', 'ENOTSUP', 'EBADF']);

/** Makes the names in a folder durable. @throws the system's error */
export async function syncFolder(files: FilePort, folder: string): Promise<void> {
  try {
    await using(files, folder, 'r', (handle) => handle.sync());
  } catch (error) {
    if (!NO_FOLDER_SYNC.has(errnoOf(error) ?? '')) throw error;
  }
}

/** Opens, works, closes whatever happens. */
export async function using<T>(
  files: FilePort,
  file: string,
  flags: Parameters<FilePort['open']>[1],
  work: (handle: OpenFile) => Promise<T>,
): Promise<T> {
  const handle = await files.open(file, flags);
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}

/** Everything of `bytes` at `position`, however short single writes are. */
export async function writeAll(handle: OpenFile, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    if (bytesWritten === 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' });
    done += bytesWritten;
  }
}

/**
 * A small file, whole or in its former state at any instant: new name, fsync, rename, fsync once more through the new name
 * (FAT32 loses the file otherwise), fsync of the folder.
 */
export async function putFile(files: FilePort, file: string, text: string): Promise<void> {
  const fresh = `${file}.new`;
  await using(files, fresh, 'w', async (handle) => {
    await writeAll(handle, Buffer.from(text), 0);
    await handle.sync();
  });
  await files.rename(fresh, file);
  await using(files, file, 'r+', (handle) => handle.sync());
  await syncFolder(files, path.dirname(file));
}

/** A file that is synced already, under another name on the same disk. Never over another one. */
export async function moveFile(files: FilePort, from: string, to: string): Promise<void> {
  if (await exists(files, to)) throw Object.assign(new Error('the name is taken'), { code: 'EEXIST' });
  await files.rename(from, to);
  await syncFolder(files, path.dirname(to));
  await syncFolder(files, path.dirname(from));
}

/** Read-only for everybody, and durable under its name. Does no harm when it is both already. */
export async function sealFile(files: FilePort, file: string): Promise<void> {
  try {
    await using(files, file, 'r+', async (handle) => {
      await handle.chmod(0o444).catch(unsupported);
      await handle.sync();
    });
  } catch (error) {
    // Sealed before, so it may not be opened for writing again; Windows cannot sync what it has open for reading.
    if (!['EACCES', 'EPERM'].includes(errnoOf(error) ?? '')) throw error;
    await syncFolder(files, file);
  }
  await syncFolder(files, path.dirname(file));
  await syncFolder(files, path.dirname(path.dirname(file)));
}

/** FAT knows no rights. */
function unsupported(error: unknown): void {
  if (!['EPERM', 'ENOTSUP', 'EINVAL', 'ENOSYS'].includes(errnoOf(error) ?? '')) throw error;
}

export async function exists(files: FilePort, file: string): Promise<boolean> {
  return (await sizeOf(files, file)) !== null;
}

/** Bytes, or null when there is no such file. @throws the system's error for anything else */
export async function sizeOf(files: FilePort, file: string): Promise<number | null> {
  try {
    return (await files.stat(file)).size;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** The text of a small file, or null when there is none. */
export async function readText(files: FilePort, file: string): Promise<string | null> {
  try {
    const parts: Buffer[] = [];
    for await (const part of bytesOf(files, file)) parts.push(Buffer.from(part));
    return Buffer.concat(parts).toString('utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** A file from its first byte to its last, a megabyte at a time; a piece is only good until the next one is asked for. */
export async function* bytesOf(files: FilePort, file: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const handle = await files.open(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (let at = 0; ; ) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, CHUNK, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** SHA-256 in lower-case hex, and bytes, of a file as the system shows it. */
export async function hashFile(files: FilePort, file: string, signal?: AbortSignal) {
  const hash = createHash('sha256');
  let size = 0;
  for await (const part of bytesOf(files, file, signal)) {
    hash.update(part);
    size += part.length;
  }
  return { sha256: hash.digest('hex'), size };
}
