/**
 * One file onto a medium, so that a power cut or a pulled stick at any moment leaves the whole file under its name, or none:
 * write beside it, fsync, rename, **open again and fsync**, fsync the folder. The fourth step is for FAT, where rename makes
 * a new entry that fsync of the folder does not fill in (media.md §0, §2).
 */
import { constants } from 'node:fs';
import path from 'node:path';
import { codeOf, errnoOf, MediaError } from '../errors.ts';
import type { FilePort } from '../files.ts';
import { describe, type Medium } from '../identity.ts';
import { PART_SUFFIX } from '../limits.ts';
import { openDirect, refusesDirect } from './direct.ts';
import { pump } from './pump.ts';
import { openSource, type Source } from './source.ts';

export interface MediumFile {
  /** Relative to the root of the medium, with slashes. */
  name: string;
  sizeBytes: number;
  /** What it has to be, lower-case hex. */
  sha256: string;
  source: Source;
}

/** What is to be written; size and hash are null for a stream, of which they are not known before. */
export type Content = Omit<MediumFile, 'sizeBytes' | 'sha256'> & { sizeBytes: number | null; sha256: string | null };
export interface Written {
  sizeBytes: number;
  /** Of the bytes that were given, never of what was read back. */
  sha256: string;
}

export interface StageOptions {
  signal?: AbortSignal | undefined;
  /** Bytes of it that are durable. */
  onDurable?: ((bytes: number) => void) | undefined;
}

const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/**
 * Writes one new file. Nothing has its name yet. @throws MediaError by name; the signal's reason, and then nothing is left
 */
export async function stage(file: Content, medium: Medium, options: StageOptions = {}): Promise<Written> {
  const port = medium.ports.files;
  const final = path.join(medium.folder, ...file.name.split('/'));
  const part = `${final}${PART_SUFFIX}`;
  let written: Written;
  try {
    await makeFolders(medium, file.name);
    written = await writePart(port, part, file, options);
    options.signal?.throwIfAborted();
  } catch (error) {
    await port.unlink(part).catch(() => undefined);
    throw options.signal?.aborted ? options.signal.reason : await onMedium(error, medium, file.name);
  }
  try {
    await port.rename(part, final);
    await settle(port, final);
    return written;
  } catch (error) {
    // What could not be made durable once is lost, whatever a second fsync says: it must not be found under its name.
    await port.unlink(final).catch(() => undefined);
    await port.unlink(part).catch(() => undefined);
    throw await onMedium(error, medium, file.name);
  }
}

/** Makes a file and its name durable. Once: after an error a second call would say "done" and lie. @throws the system's error */
export async function settle(port: FilePort, final: string): Promise<void> {
  const again = await port.open(final, constants.O_RDWR);
  try {
    await again.sync();
  } finally {
    await again.close();
  }
  await syncFolder(port, path.dirname(final));
}

/** @throws the system's error */
export async function syncFolder(port: FilePort, folder: string): Promise<void> {
  let handle: Awaited<ReturnType<FilePort['open']>>;
  try {
    handle = await port.open(folder, constants.O_RDONLY);
  } catch (error) {
    if (isWindowsFolder(error)) return;
    throw error;
  }
  try {
    await handle.sync();
  } catch (error) {
    if (!isWindowsFolder(error)) throw error;
  } finally {
    await handle.close();
  }
}

/** What a failed call on the medium means, once it is known whether the medium is still there. */
export async function onMedium(error: unknown, medium: Medium, name: string): Promise<unknown> {
  if (error instanceof MediaError || errnoOf(error) === '') return error;
  const { ports, drive, folder, device } = medium;
  let code = codeOf(error);
  if (code === 'media.io' || code === 'media.read-only' || code === 'media.denied') {
    // A pulled stick answers EIO for as long as it is mounted; then its mount point is an empty folder of this computer.
    const there = async (place: string) => ports.files.lstat(place).catch(() => null);
    const mounted = (await there(folder))?.dev === device;
    const plugged =
      ports.media.platform !== 'linux' || !drive.path.startsWith('/dev/') || (await there(drive.path)) !== null;
    if (!mounted || !plugged) code = 'media.medium-gone';
  }
  return new MediaError(code, `${name} on ${describe(drive)}: ${SAYS[code] ?? 'it failed'} (${errnoOf(error)}).`, {
    cause: error,
  });
}

const SAYS: Partial<Record<MediaError['code'], string>> = {
  'media.full': 'there is no room left',
  'media.too-big-for-fs': 'its file system cannot hold a file of this size',
  'media.read-only': 'it cannot be written to',
  'media.denied': 'this computer does not allow it to be written to',
  'media.medium-gone': 'it is not there any more',
  'media.io': 'the medium has failed, and the file on it is lost',
};

async function writePart(port: FilePort, part: string, file: Content, options: StageOptions): Promise<Written> {
  const { handle, direct } = await openDirect(port, part, NEW_FILE);
  try {
    return await fill(handle, direct, part, file, options);
  } catch (error) {
    // A stream has been read, and cannot be read again.
    if (!direct || !refusesDirect(error) || file.sizeBytes === null) throw error;
    // It took the flag and refuses the write: from the beginning, through the cache.
    await port.unlink(part);
    return fill(await port.open(part, NEW_FILE, 0o644), false, part, file, options);
  }
}

/** Everything up to the rename; closes. @throws MediaError `changed-source`, the system's error */
async function fill(
  handle: Awaited<ReturnType<FilePort['open']>>,
  direct: boolean,
  part: string,
  file: Content,
  { signal, onDurable }: StageOptions,
): Promise<Written> {
  let written: Written;
  try {
    const source = await openSource(file.source, file.sizeBytes);
    try {
      const durable = (bytes: number) => onDurable?.(bytes);
      written = await pump(source, handle, { direct, signal, onDurable: durable });
      const { sizeBytes, sha256 } = written;
      if (sizeBytes !== (file.sizeBytes ?? sizeBytes) || sha256 !== (file.sha256 ?? sha256)) {
        const from = typeof file.source === 'string' ? file.source : file.name;
        throw new MediaError('media.changed-source', `${from} is not what was to be copied as ${path.basename(part)}.`);
      }
    } finally {
      await source.close();
    }
    await handle.sync();
    onDurable?.(written.sizeBytes);
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error;
  }
  await handle.close();
  return written;
}

/** Folders of a name, from the top; a new one is made durable in the one above it. */
async function makeFolders({ folder, ports: { files: port } }: Medium, name: string): Promise<void> {
  let at = folder;
  for (const segment of name.split('/').slice(0, -1)) {
    const above = at;
    at = path.join(at, segment);
    try {
      await port.mkdir(at);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
      if (!(await port.lstat(at)).isDirectory()) throw new MediaError('media.occupied', `${at} is no folder.`);
      continue;
    }
    await syncFolder(port, above);
  }
}

/** Windows opens no folder as a file, and has nothing to sync in one. */
function isWindowsFolder(error: unknown): boolean {
  return process.platform === 'win32' && ['EPERM', 'EACCES', 'EISDIR'].includes(errnoOf(error));
}
