import { derive } from './derive.ts';

export interface PlainOptions {
  /** Bytes of the whole volume, a multiple of 4096. */
  bytes?: number;
  sectorSize?: 512 | 4096;
  label?: string;
  seed?: string;
}

const CLUSTER = 4096;
const MFT = 4;
/** Of 16 clusters, so that there is something to decrypt. */
const FILES = { from: 8 * CLUSTER, bytes: 16 * CLUSTER };
const VOLUME_NAME = 0x60;
const END = 0xffff_ffff;
/** Fixups protect every 512 bytes of a record, whatever the sector size. */
const STRIDE = 512;

/**
 * A small NTFS volume as far as anybody looks who only asks what it is: boot sector (and its copy at the end), the first
 * four records of $MFT and $MFTMirr, the label, some bytes of content. No system can mount it. Half a MiB unless told.
 */
export function plainNtfs({
  bytes = 512 * 1024,
  sectorSize = 512,
  label = 'OS',
  seed = label,
}: PlainOptions = {}): Buffer {
  const volume = Buffer.alloc(bytes);
  const mirror = Math.floor(bytes / CLUSTER / 2);
  const boot = ntfsBootSector(bytes, sectorSize, mirror, derive(seed, 'serial', 8));
  boot.copy(volume);
  boot.copy(volume, bytes - sectorSize);
  const recordBytes = Math.max(1024, sectorSize);
  const records = Buffer.concat(
    [0, 1, 2, 3].map((number) => fileRecord(number, recordBytes, number === 3 ? [volumeName(label)] : [])),
  );
  records.copy(volume, MFT * CLUSTER);
  records.copy(volume, mirror * CLUSTER);
  derive(seed, 'files', FILES.bytes).copy(volume, FILES.from);
  return volume;
}

/** The BIOS parameter block of NTFS (Microsoft, "NTFS partition boot sector"). The count of sectors leaves out the last. */
function ntfsBootSector(bytes: number, sectorSize: number, mirror: number, serial: Buffer): Buffer {
  const boot = Buffer.alloc(sectorSize);
  boot.set([0xeb, 0x52, 0x90]);
  boot.write('NTFS    ', 3, 'latin1');
  boot.writeUInt16LE(sectorSize, 11);
  boot.writeUInt8(CLUSTER / sectorSize, 13);
  boot.writeUInt8(0xf8, 21);
  boot.writeUInt32LE(0x0080_0080, 36);
  boot.writeBigUInt64LE(BigInt(bytes / sectorSize - 1), 40);
  boot.writeBigUInt64LE(BigInt(MFT), 48);
  boot.writeBigUInt64LE(BigInt(mirror), 56);
  boot.writeInt8(sectorSize === 512 ? -10 : -12, 64); // a file record has 2^10 or 2^12 bytes
  boot.writeInt8(1, 68); // an index record, in clusters
  serial.copy(boot, 72);
  boot.writeUInt16LE(0xaa55, 510);
  return boot;
}

/** A record of $MFT in use, NTFS 3.1, with its fixups. */
function fileRecord(number: number, bytes: number, attributes: Buffer[]): Buffer {
  const fixups = bytes / STRIDE + 1;
  const first = Math.ceil((48 + 2 * fixups) / 8) * 8;
  const end = Buffer.alloc(8);
  end.writeUInt32LE(END);
  const body = Buffer.concat([...attributes, end]);
  const record = Buffer.alloc(bytes);
  record.write('FILE', 'latin1');
  record.writeUInt16LE(48, 4);
  record.writeUInt16LE(fixups, 6);
  record.writeUInt16LE(Math.max(1, number), 16); // sequence number
  record.writeUInt16LE(1, 18); // links
  record.writeUInt16LE(first, 20);
  record.writeUInt16LE(1, 22); // in use
  record.writeUInt32LE(first + body.length, 24);
  record.writeUInt32LE(bytes, 28);
  record.writeUInt16LE(attributes.length, 40); // next attribute's number
  record.writeUInt32LE(number, 44);
  record.writeUInt16LE(1, 48); // what the last two bytes of each stride hold instead of their own
  body.copy(record, first);
  for (let stride = 1; stride < fixups; stride++) {
    record.copy(record, 48 + 2 * stride, stride * STRIDE - 2, stride * STRIDE);
    record.writeUInt16LE(1, stride * STRIDE - 2);
  }
  return record;
}

/** The resident attribute $VOLUME_NAME. */
function volumeName(label: string): Buffer {
  const value = Buffer.from(label, 'utf16le');
  const attribute = Buffer.alloc(Math.ceil((24 + value.length) / 8) * 8);
  attribute.writeUInt32LE(VOLUME_NAME);
  attribute.writeUInt32LE(attribute.length, 4);
  attribute.writeUInt16LE(24, 10);
  attribute.writeUInt32LE(value.length, 16);
  attribute.writeUInt16LE(24, 20);
  value.copy(attribute, 24);
  return attribute;
}
