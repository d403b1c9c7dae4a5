import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { guidBytes } from '../../bitlocker/fve/guid.ts';

const MIB = 1024 * 1024;
const BASIC_DATA = 'EBD0A0A2-B9E5-4433-87C0-68B6B72699C7';
const ENTRIES = 128;
const ENTRY_BYTES = 128;

interface Part {
  /** First sector and number of sectors. */
  start: number;
  sectors: number;
}

/**
 * A drive with these volumes as partitions, each beginning at a MiB. `none` is a volume without a partition table.
 * @throws RangeError for more volumes than the scheme has room for, or one that is no multiple of the sector size
 */
export function writeDisk(
  volumes: readonly Buffer[],
  scheme: 'mbr' | 'gpt' | 'none',
  sectorSize: 512 | 4096 = 512,
): Buffer {
  const most = { none: 1, mbr: 4, gpt: ENTRIES }[scheme];
  if (volumes.length > most) throw new RangeError(`${scheme} has room for ${most}, not ${volumes.length} volumes`);
  if (volumes.some(({ length }) => length % sectorSize !== 0)) throw new RangeError(`sectors have ${sectorSize} bytes`);
  if (scheme === 'none') return Buffer.concat(volumes);

  const parts: Part[] = [];
  let end = MIB;
  for (const { length } of volumes) {
    parts.push({ start: end / sectorSize, sectors: length / sectorSize });
    end = Math.ceil((end + length) / MIB) * MIB;
  }
  const disk = Buffer.alloc(end + MIB);
  for (const [index, { start }] of parts.entries()) volumes[index]?.copy(disk, start * sectorSize);
  if (scheme === 'mbr') writeMbr(disk, 0x07, parts);
  else writeGpt(disk, parts, sectorSize);
  return disk;
}

/** Master boot record: four entries of 16 bytes at 446. Cylinders are not told (FE FF FF). */
function writeMbr(disk: Buffer, type: number, parts: readonly Part[]): void {
  for (const [index, { start, sectors }] of parts.entries()) {
    const at = 446 + 16 * index;
    disk.set([0, 0xfe, 0xff, 0xff, type, 0xfe, 0xff, 0xff], at);
    disk.writeUInt32LE(start, at + 8);
    disk.writeUInt32LE(sectors, at + 12);
  }
  disk.writeUInt16LE(0xaa55, 510);
}

/** GUID partition table with its copy at the end, and the protective MBR (UEFI 2.10, 5.2.3 and 5.3). */
function writeGpt(disk: Buffer, parts: readonly Part[], sectorSize: number): void {
  const last = disk.length / sectorSize - 1;
  writeMbr(disk, 0xee, [{ start: 1, sectors: last }]);
  const table = Buffer.alloc(ENTRIES * ENTRY_BYTES);
  for (const [index, { start, sectors }] of parts.entries()) {
    const entry = table.subarray(index * ENTRY_BYTES);
    guidBytes(BASIC_DATA).copy(entry);
    guidFor(`partition ${index}`).copy(entry, 16);
    entry.writeBigUInt64LE(BigInt(start), 32);
    entry.writeBigUInt64LE(BigInt(start + sectors - 1), 40);
    entry.write('Basic data partition', 56, 'utf16le');
  }
  const tableSectors = table.length / sectorSize;
  const place = (here: number, other: number, tableAt: number) => {
    gptHeader(here, other, tableAt, 2 + tableSectors, last - tableSectors - 1, table).copy(disk, here * sectorSize);
    table.copy(disk, tableAt * sectorSize);
  };
  place(1, last, 2);
  place(last, 1, last - tableSectors);
}

function gptHeader(here: number, other: number, tableAt: number, first: number, last: number, table: Buffer): Buffer {
  const header = Buffer.alloc(92);
  header.write('EFI PART', 'latin1');
  header.writeUInt32LE(0x0001_0000, 8);
  header.writeUInt32LE(header.length, 12);
  for (const [index, sector] of [here, other, first, last].entries()) {
    header.writeBigUInt64LE(BigInt(sector), 24 + 8 * index);
  }
  guidFor('disk').copy(header, 56);
  header.writeBigUInt64LE(BigInt(tableAt), 72);
  header.writeUInt32LE(ENTRIES, 80);
  header.writeUInt32LE(ENTRY_BYTES, 84);
  header.writeUInt32LE(crc32(table), 88);
  header.writeUInt32LE(crc32(header), 16);
  return header;
}

/** A GUID of version 4 that is always the same. */
function guidFor(what: string): Buffer {
  const bytes = createHash('sha256').update(`practice ${what}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(7) & 0x0f) | 0x40, 7);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes;
}
