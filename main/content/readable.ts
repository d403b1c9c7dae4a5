/** Whether a package that is an archive can be read to its last byte: a download that was cut shows here at the latest. */

import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { crc32, createGunzip } from 'node:zlib';
import yauzl from 'yauzl';
import type { Archive } from './records.ts';

const MOST_MEMBERS = 100_000;
/** Of everything unpacked: a bomb is no package. */
const MOST_UNPACKED = 64 * 2 ** 30;
const BLOCK = 512;

/** Reads everything, keeps nothing. Never throws for what is in the file. @throws the signal's reason; system errors */
export async function readability(file: string, signal?: AbortSignal): Promise<Archive> {
  const head = Buffer.alloc(4);
  const handle = await open(file, 'r');
  try {
    await handle.read(head, 0, 4, 0);
  } finally {
    await handle.close();
  }
  const zip = head.readUInt32LE(0) === 0x04034b50 || head.readUInt32LE(0) === 0x06054b50;
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  if (!zip && !gzip) return { kind: 'other', readable: null, members: null, detail: 'not a ZIP or gzip archive' };
  try {
    return zip ? await throughZip(file, signal) : await throughGzip(file, signal);
  } catch (error) {
    signal?.throwIfAborted();
    const detail = error instanceof Error ? error.message.slice(0, 200) : 'damaged';
    return { kind: zip ? 'zip' : 'gzip', readable: false, members: null, detail };
  }
}

/** PKWARE APPNOTE 4.3. yauzl checks sizes, not CRC-32. What is encrypted cannot be read through, only found whole. */
async function throughZip(file: string, signal?: AbortSignal): Promise<Archive> {
  const zip = await yauzl.openPromise(file, { autoClose: false, decodeStrings: false });
  try {
    let members = 0;
    let unpacked = 0;
    let closed = 0;
    for await (const entry of zip.eachEntry()) {
      signal?.throwIfAborted();
      members += 1;
      unpacked += entry.uncompressedSize;
      if (members > MOST_MEMBERS || unpacked > MOST_UNPACKED) throw new Error('it claims to hold too much');
      if (entry.isEncrypted() || ![0, 8].includes(entry.compressionMethod)) {
        closed += 1;
        continue;
      }
      let sum = 0;
      for await (const part of await zip.openReadStreamPromise(entry)) {
        signal?.throwIfAborted();
        sum = crc32(part as Buffer, sum);
      }
      if (sum !== entry.crc32) throw new Error('a member does not have the CRC-32 that the archive states');
    }
    const detail =
      closed > 0 ? `${closed} of ${members} members are encrypted or packed in another way` : 'read through';
    return { kind: 'zip', readable: true, members, detail };
  } finally {
    zip.close();
  }
}

/** RFC 1952: each member ends with CRC-32 and length, which the runtime checks. Inside there may be a tar (POSIX ustar). */
async function throughGzip(file: string, signal?: AbortSignal): Promise<Archive> {
  const tar = new TarWalk();
  let unpacked = 0;
  await pipeline(
    createReadStream(file, { highWaterMark: 1 << 20 }),
    createGunzip(),
    async (parts: AsyncIterable<Buffer>) => {
      for await (const part of parts) {
        unpacked += part.length;
        if (unpacked > MOST_UNPACKED) throw new Error('it unpacks to too much');
        tar.add(part);
      }
    },
    { ...(signal ? { signal } : {}) },
  );
  if (!tar.isTar) return { kind: 'gzip', readable: true, members: null, detail: 'read through' };
  if (!tar.ended) return { kind: 'tar.gz', readable: false, members: tar.members, detail: 'the tar inside is cut' };
  return { kind: 'tar.gz', readable: true, members: tar.members, detail: 'read through' };
}

/** Walks the headers of a tar that comes in pieces: bytes in, counts out. A header of zeros ends it. */
export class TarWalk {
  isTar = false;
  ended = false;
  members = 0;
  #header = Buffer.alloc(0);
  #skip = 0;
  #over = false;

  add(part: Buffer): void {
    let at = 0;
    while (at < part.length && !this.#over) {
      const skipped = Math.min(this.#skip, part.length - at);
      this.#skip -= skipped;
      at += skipped;
      if (this.#skip > 0) return;
      const wanted = BLOCK - this.#header.length;
      this.#header = Buffer.concat([this.#header, part.subarray(at, at + wanted)]);
      at += wanted;
      if (this.#header.length === BLOCK) this.#block();
    }
  }

  #block(): void {
    const header = this.#header;
    this.#header = Buffer.alloc(0);
    const size = sizeIn(header);
    if (header.every((byte) => byte === 0)) {
      this.ended = this.isTar;
      this.#over = true;
    } else if (size === null || !sumIsRight(header)) {
      // The first block tells whether it is a tar at all; a later one that is none is damage.
      this.#over = true;
    } else {
      this.isTar = true;
      this.members += 1;
      this.#skip = Math.ceil(size / BLOCK) * BLOCK;
    }
  }
}

/** Octal text, or base-256 when the first bit is set (GNU, for more than 8 GiB); null when it is neither. */
function sizeIn(header: Buffer): number | null {
  const field = header.subarray(124, 136);
  if (((field[0] ?? 0) & 0x80) !== 0) {
    const size = Number(field.readBigUInt64BE(4));
    return Number.isSafeInteger(size) ? size : null;
  }
  const text = field
    .toString('latin1')
    .replace(/[\0 ]+$/, '')
    .trim();
  return /^[0-7]*$/.test(text) ? Number.parseInt(text || '0', 8) : null;
}

/** The sum of all bytes, the field itself read as blanks (POSIX.1-2017, pax, ustar). */
function sumIsRight(header: Buffer): boolean {
  let sum = 0;
  for (const [at, byte] of header.entries()) sum += at >= 148 && at < 156 ? 0x20 : byte;
  return Number.parseInt(header.subarray(148, 156).toString('latin1').replace(/\0.*$/s, '').trim(), 8) === sum;
}
