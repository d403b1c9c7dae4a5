import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { BitlockerError } from '../errors.ts';
import type { Source } from '../fve/types.ts';
import { blockDeviceSize } from './device-size.ts';

/** Raw drives are read in whole sectors only (`\\.\PhysicalDriveN`, /dev/rdiskN); 4 KiB fits all of them, */
const ALIGNMENT = 4096;
/** … but the end of a drive need not lie on it. */
const SECTOR = 512;

/**
 * Opens an image or a drive for reading, never for writing. Reads are whole or fail, at any offset; the drive is asked for
 * aligned blocks. The caller closes it (`await using`).
 * @throws BitlockerError `bitlocker.unreadable`
 */
export async function openSource(path: string): Promise<Source & AsyncDisposable> {
  const kind = await kindOf(path);
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(path, error);
  });
  const size = kind === 'device' ? await blockDeviceSize(await realpath(path).catch(() => path)) : kind.size;
  return {
    name: path,
    size,
    read: (offset, length) => read({ handle, name: path, size, isDevice: kind === 'device' }, offset, length),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** What lies in memory already, as a source. Reads share its memory. */
export function sourceOf(bytes: Buffer, name: string): Source {
  return {
    name,
    size: bytes.length,
    async read(offset, length) {
      checkRange(name, bytes.length, offset, length);
      return bytes.subarray(offset, offset + length);
    },
  };
}

/** A drive, or a file and its size. Looked at before it is opened: opening a pipe would wait for its writer. */
async function kindOf(path: string): Promise<'device' | { size: number }> {
  if (path.startsWith('\\\\.\\')) return 'device';
  const found: BigIntStats = await stat(path, { bigint: true }).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (found.isFile()) return { size: Number(found.size) };
  if (found.isBlockDevice() || found.isCharacterDevice()) return 'device';
  throw new BitlockerError('bitlocker.unreadable', `${path} is neither a disk image nor a drive`);
}

interface Opened {
  handle: FileHandle;
  name: string;
  size: number | null;
  isDevice: boolean;
}

async function read(opened: Opened, offset: number, length: number): Promise<Buffer> {
  checkRange(opened.name, opened.size, offset, length);
  const alignments = opened.isDevice ? [ALIGNMENT, SECTOR] : [ALIGNMENT];
  let failure: unknown;
  for (const alignment of alignments) {
    try {
      return await readAligned(opened, offset, length, alignment);
    } catch (error) {
      // Behind the end of a drive Windows fails where others read less; the smaller alignment may end exactly there.
      failure = error;
    }
  }
  throw failure instanceof BitlockerError ? failure : unreadable(opened.name, failure);
}

async function readAligned({ handle, name, size }: Opened, offset: number, length: number, alignment: number) {
  const start = offset - (offset % alignment);
  const end = Math.ceil((offset + length) / alignment) * alignment;
  // Not from the pool: what was read stays apart from other buffers.
  const bytes = Buffer.alloc(end - start);
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  if (start + done < offset + length) throw truncated(name, size ?? start + done, offset, length);
  return bytes.subarray(offset - start, offset - start + length);
}

function checkRange(name: string, size: number | null, offset: number, length: number): void {
  const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (!whole || !Number.isSafeInteger(offset + length) || (size !== null && offset + length > size)) {
    throw truncated(name, size, offset, length);
  }
}

function truncated(name: string, size: number | null, offset: number, length: number): BitlockerError {
  const has = size === null ? '' : `, it has ${size}`;
  return new BitlockerError('bitlocker.truncated', `${name}: ${length} bytes were expected at byte ${offset}${has}`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or drive',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  EBUSY: 'another program holds it',
  EIO: 'the drive reports a read error',
};

function unreadable(name: string, error: unknown): BitlockerError {
  const { code = '' } = error as NodeJS.ErrnoException;
  const reason = REASONS[code] ?? `reading failed${code && ` (${code})`}`;
  return new BitlockerError('bitlocker.unreadable', `${name}: ${reason}`, error);
}
