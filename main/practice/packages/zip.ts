/** A small ZIP writer. For tests it also makes archives that a good writer never would. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipMember {
  name: string;
  data: Buffer;
  store?: boolean;
  /** What the headers claim instead of the truth. */
  claimed?: {
    size?: number;
    compressedSize?: number;
    crc?: number;
    method?: number;
    flags?: number;
    localName?: string;
  };
  extra?: Buffer;
}

export interface ZipOptions {
  /** Added to every offset: the length of what stands before the archive, for offsets from the file's start. */
  offsetBase?: number;
  comment?: Buffer;
  /** Changes the end record (22 bytes and comment) before it is written. */
  end?: (record: Buffer) => void;
}

/** PKWARE APPNOTE 4.3.7, 4.3.12 and 4.3.16, and nothing else of it. */
export function zipOf(members: readonly ZipMember[], options: ZipOptions = {}): Buffer {
  const base = options.offsetBase ?? 0;
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, store = false, claimed = {}, extra = Buffer.alloc(0) } of members) {
    const body = store ? data : deflateRawSync(data);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(claimed.flags ?? 0x800, 2);
    common.writeUInt16LE(claimed.method ?? (store ? 0 : 8), 4);
    common.writeUInt32LE(claimed.crc ?? crc32(data), 10);
    common.writeUInt32LE(claimed.compressedSize ?? body.length, 14);
    common.writeUInt32LE(claimed.size ?? data.length, 18);
    const write = (called: string): Buffer => {
      const bytes = Buffer.from(called);
      common.writeUInt16LE(bytes.length, 22);
      common.writeUInt16LE(extra.length, 24);
      return bytes;
    };
    const localName = write(claimed.localName ?? name);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, localName, extra, body]);
    const centralName = write(name);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(base + offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, rest, centralName, extra]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const comment = options.comment ?? Buffer.alloc(0);
  const end = Buffer.alloc(22 + comment.length);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(base + offset, 16);
  end.writeUInt16LE(comment.length, 20);
  comment.copy(end, 22);
  options.end?.(end);
  return Buffer.concat([...locals, central, end]);
}
