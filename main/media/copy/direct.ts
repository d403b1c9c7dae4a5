/** Reading and writing past the page cache: a read that the cache answers says nothing about the medium (media.md §2). */
import { constants } from 'node:fs';
import { errnoOf } from '../errors.ts';
import type { FilePort, OpenFile } from '../files.ts';

/** Bytes of one read or write. Larger ones hold up the event loop longer than a frame. */
export const CHUNK = 1 << 20;
/** Offsets and lengths of direct writes are multiples of it: no medium has larger sectors. */
export const ALIGNMENT = 4096;

/** libuv takes this for FILE_FLAG_NO_BUFFERING; Node has no name for it (uv/win.h, UV_FS_O_DIRECT). */
const NO_BUFFERING = 0x0200_0000;
const DIRECT = process.platform === 'win32' ? NO_BUFFERING : (constants.O_DIRECT ?? 0);

/** A page-aligned buffer: V8 puts resizable memory on pages of its own. */
export function alignedBuffer(bytes: number): Buffer {
  return Buffer.from(new ArrayBuffer(bytes, { maxByteLength: bytes }), 0, bytes);
}

const KEPT = 6;
const kept: Buffer[] = [];

/** An aligned buffer of one chunk, from those that were given back: many small files would make many. */
export function takeBuffer(): Buffer {
  return kept.pop() ?? alignedBuffer(CHUNK);
}

/** Gives a buffer back that nothing reads or fills any more. It may have held a secret. */
export function giveBack(buffer: Buffer): void {
  buffer.fill(0);
  if (kept.length < KEPT) kept.push(buffer);
}

/** Opens past the cache where the file system can; some take the flag and refuse the first access (see `refusesDirect`). */
export async function openDirect(
  port: FilePort,
  path: string,
  flags: number,
): Promise<{ handle: OpenFile; direct: boolean }> {
  if (DIRECT !== 0) {
    try {
      return { handle: await port.open(path, flags | DIRECT, 0o644), direct: true };
    } catch (error) {
      if (!refusesDirect(error)) throw error;
    }
  }
  return { handle: await port.open(path, flags, 0o644), direct: false };
}

/** Whether an error says that direct access is not possible here, and nothing else. */
export function refusesDirect(error: unknown): boolean {
  return ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOTTY'].includes(errnoOf(error));
}

/** The next multiple of the alignment. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
