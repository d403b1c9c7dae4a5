/** A ZIP writer that compresses nothing (PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.16), straight into a file. */
import { createHash } from 'node:crypto';
import { fsyncSync, ftruncateSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** What an archive without ZIP64 can hold, with room for its directory. */
export const MOST_BYTES = 0xffffffff - (16 << 20);
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Names in UTF-8. */
const FLAGS = 0x800;
const VERSION = 20;
/** 1 January 1980: times are in the journal. */
const NO_DATE = 0x21;

interface Member {
  name: Buffer;
  size: number;
  crc: number;
  offset: number;
}

export class StoredZip {
  readonly #fd: number;
  readonly #members: Member[] = [];
  #at = 0;

  /** Of a new, empty file that is open for writing. */
  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Bytes so far. */
  get size(): number {
    return this.#at;
  }

  add(name: string, data: Uint8Array): void {
    const member = { name: Buffer.from(name), size: data.length, crc: crc32(data), offset: this.#at };
    this.#write(header(member));
    this.#write(data);
    this.#members.push(member);
  }

  /** Adds what comes in pieces; says what it was. A source that throws leaves the archive as it was before. */
  async stream(name: string, source: AsyncIterable<Uint8Array>): Promise<{ size: number; sha256: string }> {
    const member: Member = { name: Buffer.from(name), size: 0, crc: 0, offset: this.#at };
    const hash = createHash('sha256');
    try {
      this.#write(header(member));
      for await (const part of source) {
        hash.update(part);
        member.crc = crc32(part, member.crc);
        member.size += part.length;
        this.#write(part);
      }
    } catch (error) {
      this.#at = member.offset;
      throw error;
    }
    // Size and sum are known only now.
    writeAll(this.#fd, header(member), member.offset);
    this.#members.push(member);
    return { size: member.size, sha256: hash.digest('hex') };
  }

  /** Takes the last member out again. */
  drop(): void {
    const last = this.#members.pop();
    if (last) this.#at = last.offset;
  }

  /** Writes the directory, and everything to the disk itself. */
  finish(): void {
    const start = this.#at;
    for (const member of this.#members) this.#write(central(member));
    this.#write(end(this.#members.length, this.#at - start, start));
    // What was dropped may have reached further.
    ftruncateSync(this.#fd, this.#at);
    fsyncSync(this.#fd);
  }

  #write(bytes: Uint8Array): void {
    writeAll(this.#fd, bytes, this.#at);
    this.#at += bytes.length;
  }
}

function writeAll(fd: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, at + done);
}

function common({ name, size, crc }: Member): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(FLAGS, 2);
  fields.writeUInt16LE(NO_DATE, 8);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(size, 14);
  fields.writeUInt32LE(size, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

function header(member: Member): Buffer {
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(LOCAL);
  return Buffer.concat([signature, common(member), member.name]);
}

function central(member: Member): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt32LE(CENTRAL, 0);
  head.writeUInt16LE(VERSION, 4);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(member.offset, 10);
  return Buffer.concat([head, common(member), rest, member.name]);
}

function end(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(END, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}
