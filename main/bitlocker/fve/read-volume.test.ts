import { describe, expect, it } from 'vitest';
import { sourceOf } from '../disk/source.ts';
import { BitlockerError } from '../errors.ts';
import { listVolumes, readVolume } from './read-volume.ts';
import { block, bootSector, image, OFFSETS, VOLUME, vistaBootSector } from './testing/structures.ts';
import type { Source } from './types.ts';

const named = (bytes: Buffer) => sourceOf(bytes, 'disk.img');
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'read',
    (error: unknown) => (error instanceof BitlockerError ? error.code : error),
  );
const states = async (source: Source) => (await readVolume(source)).copies.map(({ state }) => state);
function damaged(bytes = block()): Buffer {
  bytes.writeUInt8(bytes.readUInt8(300) ^ 1, 300);
  return bytes;
}
/** An MBR with volumes from these sectors on. */
function disk(volumes: Record<number, Buffer>, sectors = 0x2000): Buffer {
  const bytes = Buffer.alloc(sectors * 512);
  for (const [n, [first, volume]] of Object.entries(volumes).entries()) {
    bytes.writeUInt8(7, 446 + 16 * n + 4);
    bytes.writeUInt32LE(Number(first), 446 + 16 * n + 8);
    bytes.writeUInt32LE(0x800, 446 + 16 * n + 12);
    volume.copy(bytes, Number(first) * 512);
  }
  bytes.writeUInt16LE(0xaa55, 510);
  return bytes;
}

describe('a volume', () => {
  it('is read from the first good copy of its metadata', async () => {
    expect(await readVolume(named(image()))).toMatchObject({ id: VOLUME, offset: 0, layout: 'windows7' });
    expect(await states(named(image()))).toEqual(['good', 'good', 'good']);
    expect(await states(named(image([damaged(), Buffer.alloc(64), block()])))).toEqual([
      'checksum',
      'no-signature',
      'good',
    ]);
  });

  it('is found by a copy that only a damaged one still names', async () => {
    const moved = [0x10000, 0x20000, 0x60000];
    const bytes = image([damaged(block({ offsets: moved })), damaged(block({ offsets: moved }))]);
    block({ offsets: moved }).copy(bytes, 0x60000);
    expect((await readVolume(named(bytes))).copies).toEqual([
      { offset: 0x10000, state: 'checksum' },
      { offset: 0x20000, state: 'checksum' },
      { offset: 0x30000, state: 'no-signature' },
      { offset: 0x60000, state: 'good' },
    ]);
  });

  it('of Vista is read, with the copies that its first one names', async () => {
    const bytes = image(
      [1, 2, 3].map(() => block({ version: 1 })),
      vistaBootSector(),
    );
    expect(await readVolume(named(bytes))).toMatchObject({ layout: 'vista', version: 1, volumeBytes: 0x100000 });
    expect(await states(named(bytes))).toEqual(['good', 'good', 'good']);
  });

  it('that ends with its block has no sealed hash, and is read', async () => {
    const [whole] = [block()];
    const cut = image([whole]).subarray(0, OFFSETS[0] + whole.length - 80);
    expect(await readVolume(named(cut))).toMatchObject({ sealedHash: null, copies: [{ state: 'good' }, {}, {}] });
  });

  it('is damaged when no copy is good, and says what was found', async () => {
    const work = readVolume(named(image([damaged(), damaged(), Buffer.alloc(9)])));
    await expect(work).rejects.toMatchObject({
      code: 'bitlocker.damaged',
      message:
        'disk.img: no copy of the metadata is intact (checksum at 65536, checksum at 131072, no-signature at 196608)',
    });
  });

  it('is not one of BitLocker without its first sector', async () => {
    expect(await code(readVolume(named(Buffer.alloc(0x100000))))).toBe('bitlocker.none');
    expect(await code(readVolume(named(image()), 512))).toBe('bitlocker.none');
  });

  it('cut anywhere in its first copy is truncated or read, never another', async () => {
    const bytes = image();
    const end = OFFSETS[0] + block().length;
    for (let cut = OFFSETS[0] - 8; cut < end; cut++) {
      const found = await code(readVolume(named(bytes.subarray(0, cut))));
      expect(found, `${cut}`).toBe(cut < end - 80 ? 'bitlocker.truncated' : 'read');
    }
    expect(await code(readVolume(named(bytes.subarray(0, 100))))).toBe('bitlocker.truncated');
  });

  it('tries no more than twelve places, whatever blocks name', async () => {
    const chain = Buffer.alloc(0x400000);
    bootSector().copy(chain);
    for (let n = 1; n < 0x40; n++) damaged(block({ offsets: [0, 0, (n + 1) * 0x10000] })).copy(chain, n * 0x10000);
    const work = readVolume(named(chain));
    await expect(work).rejects.toThrow(/^(?:[^,]*,){11}[^,]*$/);
  });
});

describe('the volumes of a drive', () => {
  it('are the whole of it, where it has no partitions', async () => {
    const [found, ...more] = await listVolumes(named(image()));
    expect(more).toEqual([]);
    expect(found).toMatchObject({ offset: 0, failure: null, volume: { id: VOLUME, volumeBytes: 0x100000 } });
  });

  it('do not become smaller than what is encrypted of them', async () => {
    const [found] = await listVolumes(named(image().subarray(0, 0xf0000)));
    expect(found?.volume).toMatchObject({ encryptedBytes: 0x100000, volumeBytes: null });
  });

  it('are those of its partitions; a damaged one does not hide the others', async () => {
    const other = block({ method: 0x8005 });
    const bad = bootSector({ sectorSize: 1 });
    const bytes = disk({ 2048: image([], bad), 3000: Buffer.alloc(9), 4096: image([other, other, other]) });
    const found = await listVolumes(named(bytes));
    expect(found.map(({ offset, failure }) => [offset, failure?.code])).toEqual([
      [2048 * 512, 'bitlocker.damaged'],
      [4096 * 512, undefined],
    ]);
    expect(found[0]?.volume).toBeNull();
    expect(found[0]?.failure?.message).toBe('disk.img: the first sector of the volume names sectors of 1 bytes');
    expect(found[1]?.volume).toMatchObject({ offset: 4096 * 512, method: 'aes-xts-256', volumeBytes: 0x100000 });
  });

  it('are none on another drive, which may also be cut off in front of them', async () => {
    expect(await code(listVolumes(named(Buffer.alloc(0x10000))))).toBe('bitlocker.none');
    const bytes = disk({ 2048: image() });
    expect(await code(listVolumes(named(bytes.subarray(0, 1024 * 512))))).toBe('bitlocker.truncated');
    expect((await listVolumes(named(bytes.subarray(0, 2049 * 512))))[0]?.failure?.code).toBe('bitlocker.truncated');
    expect(await code(listVolumes(named(Buffer.alloc(0))))).toBe('bitlocker.truncated');
  });

  it('may be one more behind the end of an image that was cut, and behind a sector that cannot be read', async () => {
    const bytes = disk({ 2048: image(), 6144: image() });
    const cut = await listVolumes(named(bytes.subarray(0, 5000 * 512)));
    expect(cut.map(({ offset, failure }) => [offset, failure?.code])).toEqual([
      [2048 * 512, undefined],
      [null, 'bitlocker.truncated'],
    ]);
    const whole = named(bytes);
    const read = (at: number, length: number) =>
      at === 6144 * 512
        ? Promise.reject(new BitlockerError('bitlocker.unreadable', 'disk.img: the drive reports a read error'))
        : whole.read(at, length);
    const spoilt = await listVolumes({ ...whole, read });
    expect(spoilt.map(({ failure }) => failure?.code)).toEqual([undefined, 'bitlocker.unreadable']);
  });

  it('have to be unpacked from a virtual disk first', async () => {
    const bytes = Buffer.alloc(0x1000);
    bytes.write('vhdxfile');
    const work = listVolumes(named(bytes));
    await expect(work).rejects.toMatchObject({ code: 'bitlocker.unsupported' });
    await expect(work).rejects.toThrow(/VHDX.*qemu-img convert -O raw/);
  });
});
