import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import { DupError } from './error.ts';
import { chunks, type PackageFile } from './file.ts';

export interface ArchiveMember {
  name: string;
  /** Bytes, unpacked, as the directory claims. */
  size: number;
}
export interface Archive {
  members: ArchiveMember[];
  /** Bytes of package.xml, unpacked, CRC-32 checked. */
  packageXml: Buffer;
}

const END = 0x06054b50;
const ZIP64_LOCATOR = 0x07064b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
/** The certificate table begins on a multiple of 8; the signer fills up with zeros before it. */
const MOST_PADDING = 7;
const MOST_MEMBERS = 10_000;
const LARGEST_DIRECTORY = 8 << 20;
const LARGEST_XML = 8 << 20;
/** Prose and markup deflate to a tenth or so. Deflate itself cannot do more than 1,032. */
const HIGHEST_XML_RATIO = 200;
const HIGHEST_RATIO = 1_032;

/**
 * The ZIP behind a program (PKWARE APPNOTE 4.3), up to `end`, where the certificate table begins. The archive is found from
 * its end: offsets may count from its own first byte or from the file's. yauzl reads it, through a window that begins where
 * offsets count from and ends with the end record's comment, so it sees an ordinary file. It neither checks CRC-32 nor
 * refuses ZIP64, a second package.xml or claims no firmware has; that is done here.
 * DupErrors `no-package`, `zip`, `zip64`, `encrypted`, `bomb`, `hostile-name`, `checksum`, `truncated`.
 */
export async function readArchive(file: PackageFile, end: number): Promise<Archive> {
  const window = await findArchive(file, end);
  const zip = await damage(
    file,
    yauzl.fromRandomAccessReaderPromise(new Window(file, window.start, window.size), window.size, {
      autoClose: false,
      decodeStrings: false,
    }),
  );
  const entries = await damage(file, listed(file, zip));
  const entry = choose(file, entries);
  const packageXml = await unpack(file, zip, entry);
  return {
    members: entries.map(({ name, entry: { uncompressedSize } }) => ({ name, size: uncompressedSize })),
    packageXml,
  };
}

interface Named {
  name: string;
  entry: yauzl.Entry;
}

/** The window of the file that is an archive of its own. */
async function findArchive(file: PackageFile, end: number): Promise<{ start: number; size: number }> {
  const tailAt = Math.max(0, end - END_SIZE - LONGEST_COMMENT - MOST_PADDING);
  const tail = await file.read(tailAt, end - tailAt);
  for (let at = tail.length - END_SIZE; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END) continue;
    const past = at + END_SIZE + tail.readUInt16LE(at + 20);
    const padding = tail.subarray(past);
    if (past > tail.length || padding.length > MOST_PADDING || padding.some((byte) => byte !== 0)) continue;
    const directorySize = tail.readUInt32LE(at + 12);
    const directoryAt = tail.readUInt32LE(at + 16);
    const count = tail.readUInt16LE(at + 10);
    const located = at >= 20 && tail.readUInt32LE(at - 20) === ZIP64_LOCATOR;
    if (located || directorySize === 0xffffffff || directoryAt === 0xffffffff || count === 0xffff) throw zip64(file);
    if (count > MOST_MEMBERS || directorySize > LARGEST_DIRECTORY) {
      throw new DupError(
        'bomb',
        file.name,
        `the archive claims ${count} members in a directory of ${directorySize} bytes`,
      );
    }
    const start = tailAt + at - directorySize - directoryAt;
    if (start < 0) throw new DupError('zip', file.name, 'the archive claims to begin before the file does');
    return { start, size: tailAt + past - start };
  }
  throw new DupError('no-package', file.name, 'there is no ZIP archive inside', NOT_FOR_IDRAC);
}

const NOT_FOR_IDRAC =
  'iDRAC takes server update packages for 64-bit Windows (_WN64_….EXE). Drivers and client BIOS programs run in Windows itself.';

async function listed(file: PackageFile, zip: yauzl.ZipFile): Promise<Named[]> {
  const found: Named[] = [];
  let packed = 0;
  for await (const entry of zip.eachEntry()) {
    const raw = yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
    const name = raw.replaceAll('\\', '/');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    if (yauzl.validateFileName(name) !== null || /[\u0000-\u001f\u007f]/.test(name) || name === '') {
      throw new DupError('hostile-name', file.name, `a member is called ${JSON.stringify(name.slice(0, 80))}`);
    }
    if (entry.extraFields.some(({ id }) => id === 1)) throw zip64(file);
    packed += entry.compressedSize;
    if (packed > zip.fileSize || entry.uncompressedSize > (entry.compressedSize + 1) * HIGHEST_RATIO) {
      throw new DupError('bomb', file.name, `the member ${name} claims ${entry.uncompressedSize} bytes`);
    }
    found.push({ name, entry });
  }
  return found;
}

/** The package.xml nearest to the root. Two of them at one height would mean what each reader likes. */
function choose(file: PackageFile, entries: readonly Named[]): Named {
  const depth = ({ name }: Named) => name.split('/').length;
  const all = entries.filter(({ name }) => /(^|\/)package\.xml$/i.test(name)).sort((a, b) => depth(a) - depth(b));
  const [first, second] = all;
  if (!first) throw new DupError('no-package', file.name, 'there is no package.xml inside', NOT_FOR_IDRAC);
  if (second && depth(first) === depth(second)) {
    throw new DupError('zip', file.name, `there are ${first.name} and ${second.name}: it says two things`);
  }
  return first;
}

async function unpack(file: PackageFile, zip: yauzl.ZipFile, { name, entry }: Named): Promise<Buffer> {
  const { uncompressedSize, compressedSize } = entry;
  if (entry.isEncrypted()) throw new DupError('encrypted', file.name, `${name} is encrypted`);
  if (uncompressedSize > LARGEST_XML || uncompressedSize > 1024 + compressedSize * HIGHEST_XML_RATIO) {
    throw new DupError('bomb', file.name, `${name} claims ${uncompressedSize} bytes from ${compressedSize}`);
  }
  const local = await damage(file, zip.readLocalFileHeaderPromise(entry));
  if (!local.fileName.equals(entry.fileNameRaw)) {
    throw new DupError('zip', file.name, `${name} has another name in its own header`);
  }
  const parts: Buffer[] = [];
  await damage(
    file,
    (async () => {
      // yauzl ends the stream with an error as soon as more comes than was claimed.
      for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
    })(),
  );
  const bytes = Buffer.concat(parts);
  if (bytes.length !== uncompressedSize || crc32(bytes) !== entry.crc32) {
    throw new DupError('checksum', file.name, `${name} does not have the CRC-32 or the size that the archive states`);
  }
  return bytes;
}

const zip64 = (file: PackageFile) =>
  new DupError(
    'zip64',
    file.name,
    'the archive is a ZIP64, which no update package is',
    'Take the package as Dell publishes it.',
  );

/** yauzl's errors are plain; here they get the file's name. */
async function damage<T>(file: PackageFile, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DupError) throw error;
    throw new DupError('zip', file.name, 'the archive inside is damaged', undefined, error);
  }
}

/** The part of a file that is the archive, as yauzl reads; what lies behind it is not its business. */
class Window extends yauzl.RandomAccessReader {
  readonly #file: PackageFile;
  readonly #start: number;
  readonly #size: number;

  constructor(file: PackageFile, start: number, size: number) {
    super();
    this.#file = file;
    this.#start = start;
    this.#size = size;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(chunks(this.#file, this.#start + start, this.#start + end));
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    const inside = position + length <= this.#size;
    const reading = inside
      ? this.#file.read(this.#start + position, length)
      : Promise.reject(new Error('beyond the archive'));
    reading.then(
      (bytes) => callback(null, bytes.copy(buffer, offset)),
      (error: Error) => callback(error),
    );
  }
}
