import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import type { Source } from '../fve/types.ts';
import { driveEnd, refuseContainer } from './container.ts';
import { partitionsOf } from './partitions.ts';
import { sourceOf } from './source.ts';

type Row = readonly [type: number, first: number, count: number];
const source = (bytes: Buffer) => sourceOf(bytes, 'disk.img');
const offsets = async (from: Buffer | Source) =>
  (await partitionsOf(Buffer.isBuffer(from) ? source(from) : from)).partitions.map(({ offset }) => offset);

function record(bytes: Buffer, at: number, rows: readonly Row[]): Buffer {
  for (const [n, [type, first, count]] of rows.entries()) {
    bytes.writeUInt8(type, at + 446 + 16 * n + 4);
    bytes.writeUInt32LE(first, at + 446 + 16 * n + 8);
    bytes.writeUInt32LE(count, at + 446 + 16 * n + 12);
  }
  bytes.writeUInt16LE(0xaa55, at + 510);
  return bytes;
}
const mbr = (sectors: number, rows: readonly Row[]) => record(Buffer.alloc(sectors * 512), 0, rows);

interface GptOptions {
  sectorSize?: number;
  sectors?: number;
  entries?: readonly (readonly [number, number])[];
  count?: number;
  entryBytes?: number;
}
/** A drive with protective MBR, primary GPT behind it and backup at its end. */
function gpt(options: GptOptions = {}): Buffer {
  const { sectorSize = 512, sectors = 1024, entries = [[40, 99]], count = 128, entryBytes = 128 } = options;
  const bytes = record(Buffer.alloc(sectors * sectorSize), 0, [[0xee, 1, 0xffffffff]]);
  const table = Buffer.alloc(128 * 128);
  for (const [n, [first, last]] of entries.entries()) {
    table.fill(0xa1, n * 128, n * 128 + 32);
    table.writeBigUInt64LE(BigInt(first), n * 128 + 32);
    table.writeBigUInt64LE(BigInt(last), n * 128 + 40);
  }
  const tableSectors = table.length / sectorSize;
  for (const [at, tableAt] of [
    [1, 2],
    [sectors - 1, sectors - 1 - tableSectors],
  ] as const) {
    const header = Buffer.alloc(92);
    header.write('EFI PART');
    header.writeUInt32LE(0x10000, 8);
    header.writeUInt32LE(92, 12);
    header.writeBigUInt64LE(BigInt(tableAt), 72);
    header.writeUInt32LE(count, 80);
    header.writeUInt32LE(entryBytes, 84);
    header.writeUInt32LE(crc32(table), 88);
    header.writeUInt32LE(crc32(header), 16);
    header.copy(bytes, at * sectorSize);
    table.copy(bytes, tableAt * sectorSize);
  }
  return bytes;
}

describe('an MBR', () => {
  it('names primary partitions, with their length', async () => {
    const drive = mbr(100, [
      [7, 63, 10],
      [0, 20, 5],
      [0x0c, 80, 0],
      [7, 40, 20],
    ]);
    expect((await partitionsOf(source(drive))).partitions).toEqual([
      { offset: 40 * 512, length: 20 * 512 },
      { offset: 63 * 512, length: 10 * 512 },
    ]);
  });

  it('leads to logical partitions, by a chain that may go in circles', async () => {
    const drive = mbr(100, [
      [7, 16, 4],
      [0x0f, 20, 80],
    ]);
    record(drive, 20 * 512, [
      [7, 2, 5],
      [5, 20, 10],
    ]);
    record(drive, 40 * 512, [
      [7, 3, 5],
      [5, 20, 10], // back to itself
    ]);
    expect(await offsets(drive)).toEqual([16, 22, 43].map((n) => n * 512));
  });

  it('ends a chain that never ends', async () => {
    const drive = mbr(2000, [[5, 1, 1999]]);
    for (let n = 1; n < 1999; n++) {
      record(drive, n * 512, [
        [7, 1, 1],
        [5, n, 9],
      ]);
    }
    const found = await offsets(drive);
    expect(found.slice(0, 3)).toEqual([2 * 512, 3 * 512, 4 * 512]);
    expect(found.filter((offset) => offset <= 1999 * 512 && offset % 4096 !== 0).length).toBeLessThanOrEqual(128);
  });

  it('counts in sectors of 4096 bytes on drives that have these', async () => {
    expect(await offsets(mbr(8 * 100, [[7, 90, 10]]))).toEqual([90 * 512, 90 * 4096]);
  });

  it('tells how many partitions lie behind the end of an image', async () => {
    const drive = mbr(50, [
      [7, 40, 100],
      [7, 60, 100],
    ]);
    expect(await partitionsOf(source(drive))).toMatchObject({ missing: 1, partitions: [{ offset: 40 * 512 }] });
  });

  it('is missing on most volumes', async () => {
    expect(await partitionsOf(source(Buffer.alloc(4096)))).toEqual({ partitions: [], missing: 0 });
    expect(await partitionsOf(source(Buffer.alloc(3)))).toEqual({ partitions: [], missing: 0 });
  });
});

describe('a GPT', () => {
  it.each([512, 4096])('is read with sectors of %i bytes', async (sectorSize) => {
    const entries = [
      [100, 199],
      [40, 99],
    ] as const;
    expect((await partitionsOf(source(gpt({ sectorSize, entries })))).partitions).toEqual([
      { offset: 40 * sectorSize, length: 60 * sectorSize },
      { offset: 100 * sectorSize, length: 100 * sectorSize },
    ]);
  });

  it.each([
    ['its signature', 512],
    ['a field', 512 + 72],
    ['its table', 1024 + 32],
  ])('is read from its backup where %s is damaged', async (_, at) => {
    const drive = gpt();
    drive.writeUInt8(0x99, at);
    expect(await offsets(drive)).toEqual([40 * 512]);
  });

  it('is still used where both its copies are damaged', async () => {
    const drive = gpt();
    drive.writeUInt8(1, 512 + 40);
    drive.fill(0, drive.length - 512);
    expect(await offsets(drive)).toEqual([40 * 512]);
  });

  it('is found in a fixed VHD, whose footer is not part of the drive', async () => {
    const footer = Buffer.alloc(512);
    footer.write('conectix');
    const drive = gpt();
    drive.fill(0, 512, 1024);
    expect(await offsets(Buffer.concat([drive, footer]))).toEqual([40 * 512]);
    expect(await driveEnd(source(Buffer.concat([drive, footer])))).toBe(drive.length);
    expect(await driveEnd(source(drive))).toBe(drive.length);
  });

  it('is read on a drive whose size is not known', async () => {
    const drive = source(gpt());
    expect(await offsets({ ...drive, size: null })).toEqual([40 * 512]);
  });

  it.each<[string, GptOptions]>([
    ['entries without number', { count: 0xffffffff }],
    ['none', { count: 0 }],
    ['entries without size', { entryBytes: 0 }],
    ['huge entries', { entryBytes: 0xffffffff }],
  ])('with %s is refused', async (_, options) => {
    expect(await offsets(gpt(options))).not.toContain(40 * 512);
  });

  it('names no partition behind the end or backwards', async () => {
    const entries = [
      [2 ** 52, 2 ** 52 + 1],
      [2000, 2001],
      [80, 79],
      [40, 2 ** 60],
    ] as const;
    expect(await partitionsOf(source(gpt({ entries })))).toMatchObject({
      missing: 2,
      partitions: [{ offset: 40 * 512 }],
    });
  });
});

describe('a virtual disk', () => {
  it.each([
    ['VHDX', 0, 'vhdxfile'],
    ['dynamic VHD', 0, 'conectix'],
    ['VMDK', 0, 'KDMV'],
    ['QCOW2', 0, 'QFI\xfb'],
    ['VDI', 64, '\x7f\x10\xda\xbe'],
  ])('of the kind %s is refused with the way to convert it', async (name, at, magic) => {
    const bytes = Buffer.alloc(1024);
    bytes.write(magic, at, 'latin1');
    const work = refuseContainer(source(bytes));
    await expect(work).rejects.toMatchObject({ code: 'bitlocker.unsupported' });
    await expect(work).rejects.toThrow(new RegExp(`disk.img is a ${name} .*qemu-img convert -O raw`));
  });

  it('is not what a plain image is', async () => {
    await expect(refuseContainer(source(gpt()))).resolves.toBeUndefined();
    await expect(refuseContainer(source(Buffer.alloc(2)))).resolves.toBeUndefined();
  });
});

it('partition tables of random bytes name only places inside the drive, seeded', async () => {
  const random = seeded(5);
  const whole = [gpt(), gpt({ sectorSize: 4096, sectors: 128 }), mbr(100, [[0x0f, 20, 80]])];
  for (let n = 0; n < 600; n++) {
    const drive = Buffer.from(whole[n % 3] ?? '');
    for (let k = 0; k < 12; k++) drive.writeUInt8(Math.floor(random() * 256), 446 + Math.floor(random() * 1000));
    const { partitions } = await partitionsOf(source(drive));
    for (const { offset } of partitions) {
      expect(Number.isSafeInteger(offset) && offset > 0 && offset < drive.length, `round ${n}: ${offset}`).toBe(true);
    }
  }
});
