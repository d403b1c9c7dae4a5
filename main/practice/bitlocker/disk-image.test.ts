import { describe, expect, test } from 'vitest';
import { sourceOf } from '../../bitlocker/disk/source.ts';
import { listVolumes } from '../../bitlocker/fve/read-volume.ts';
import { writeDisk } from './disk-image.ts';
import { writeFve } from './fve-writer.ts';
import { plainNtfs } from './plain.ts';
import { fveOptions, quickStretch } from './testing/volumes.ts';
import { fixedVhd } from './vhd.ts';

const ids = ['11111111-0000-4000-8000-000000000001', '22222222-0000-4000-8000-000000000002'] as const;
const volume = (volumeId: string, sectorSize: 512 | 4096) =>
  writeFve(fveOptions(plainNtfs({ sectorSize }), { volumeId, sectorSize, stretch: quickStretch }));
const found = async (disk: Buffer) =>
  (await listVolumes(sourceOf(disk, 'disk.img'))).map(({ offset, volume }) => [
    volume?.id,
    volume?.volumeBytes,
    offset,
  ]);

describe.each([512, 4096] as const)('sectors of %d bytes', (sectorSize) => {
  test.each(['mbr', 'gpt'] as const)('%s: both volumes are found, with their sizes', async (scheme) => {
    const volumes = await Promise.all(ids.map((id) => volume(id, sectorSize)));
    const bytes = volumes[0]?.length;
    const disk = writeDisk([volumes[0] as Buffer, plainNtfs({ sectorSize }), volumes[1] as Buffer], scheme, sectorSize);
    expect(await found(disk)).toEqual([
      [ids[0], bytes, 1_048_576],
      [ids[1], bytes, 3 * 1_048_576],
    ]);
    expect(await found(fixedVhd(disk, new Date('2024-01-01')))).toEqual(await found(disk));
  });
});

test('without a partition table it is the volume', async () => {
  const alone = await volume(ids[0], 512);
  expect(writeDisk([alone], 'none')).toEqual(alone);
  expect(await found(alone)).toEqual([[ids[0], alone.length, 0]]);
  expect(await found(fixedVhd(alone, new Date('2024-01-01')))).toEqual([[ids[0], alone.length, 0]]);
});

test('refuses more volumes than there is room for, and halves of sectors', () => {
  const empty = Buffer.alloc(4096);
  expect(() => writeDisk([empty, empty], 'none')).toThrow(RangeError);
  expect(() => writeDisk([empty, empty, empty, empty, empty], 'mbr')).toThrow(RangeError);
  expect(() => writeDisk([Buffer.alloc(512)], 'gpt', 4096)).toThrow(RangeError);
  expect(() => fixedVhd(Buffer.alloc(100), new Date())).toThrow(RangeError);
});
