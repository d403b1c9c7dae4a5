import { DupError } from './error.ts';
import type { PackageFile } from './file.ts';

/** Where a program keeps what a signature check needs; offsets in bytes from the start of the file. */
export interface PeLayout {
  /** `CheckSum` of the optional header, 4 bytes. */
  checksumAt: number;
  checksum: number;
  /** Entry 4 of the data directories ("certificate table"), 8 bytes. */
  securityEntryAt: number;
  /** The certificate table, whose address is a file offset and no RVA; null in an unsigned file. */
  certificates: { offset: number; size: number } | null;
}

/** Headers lie in the first pages; a stub with `e_lfanew` beyond this is none of Dell's. */
const FARTHEST_HEADER = 1 << 16;
const PE32 = 0x10b;
const PE32_PLUS = 0x20b;
const SECURITY_DIRECTORY = 4;

/**
 * Layout of a Windows program (Microsoft PE format: MS-DOS stub, COFF header, optional header, data directories). Nothing
 * of it is run. DupError `not-pe` or `truncated`.
 */
export async function readPe(file: PackageFile): Promise<PeLayout> {
  const dos = await file.read(0, 64);
  if (dos.toString('latin1', 0, 2) !== 'MZ') throw notPe(file, 'the MS-DOS header is missing');
  const pe = dos.readUInt32LE(0x3c);
  if (pe < 64 || pe > FARTHEST_HEADER) throw notPe(file, `e_lfanew is ${pe}`);
  const coff = await file.read(pe, 24);
  if (coff.toString('latin1', 0, 4) !== 'PE\0\0') throw notPe(file, 'the PE signature is missing');
  const optionalSize = coff.readUInt16LE(20);
  const optionalAt = pe + 24;
  const optional = await file.read(optionalAt, optionalSize);
  const magic = optionalSize >= 2 ? optional.readUInt16LE(0) : 0;
  if (magic !== PE32 && magic !== PE32_PLUS) throw notPe(file, 'the optional header is of no known kind');
  const directories = magic === PE32 ? 96 : 112;
  const entry = directories + SECURITY_DIRECTORY * 8;
  if (optionalSize < entry + 8 || optional.readUInt32LE(directories - 4) <= SECURITY_DIRECTORY) {
    throw notPe(file, 'there is no room for a certificate table in its headers');
  }
  const offset = optional.readUInt32LE(entry);
  const size = optional.readUInt32LE(entry + 4);
  return {
    checksumAt: optionalAt + 64,
    checksum: optional.readUInt32LE(64),
    securityEntryAt: optionalAt + entry,
    certificates: offset === 0 && size === 0 ? null : { offset, size },
  };
}

const notPe = (file: PackageFile, why: string) => new DupError('not-pe', file.name, `not a Windows program: ${why}`);
