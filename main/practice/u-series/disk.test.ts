import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../bitlocker/disk/source.ts';
import { type ListedVolume, listVolumes } from '../../bitlocker/fve/read-volume.ts';
import { shownOnRecoveryScreen } from '../../bitlocker/fve/screen.ts';
import type { FveVolume } from '../../bitlocker/fve/types.ts';
import { practiceDisk } from './disk.ts';
import { keyMaterial } from './key-material.ts';

// Nobody opens them here; that the numbers on the stick do is shown in test/peers/practice-keys.test.ts.
const stretch = async () => Buffer.alloc(32, 1);
const [before, after] = await Promise.all([practiceDisk(1, stretch), practiceDisk(2, stretch)]);

const volumesOn = async (disk: Buffer): Promise<FveVolume[]> =>
  (await listVolumes(sourceOf(disk, 'disk.img'))).map(({ volume }: ListedVolume) => {
    if (!volume) throw new Error('a volume of the practice disk cannot be read');
    return volume;
  });
const ids = (generation: number) => keyMaterial(generation).map(({ volumeId, keyId }) => [volumeId, keyId]);
const idsOn = async (disk: Buffer) => (await volumesOn(disk)).map(({ id, protectors }) => [id, protectors[0]?.id]);

describe('the practice disk', () => {
  it('has two encrypted volumes, each with the one protector that the stick has a key for', async () => {
    expect(await idsOn(before)).toEqual(ids(1));
    for (const volume of await volumesOn(before)) {
      expect(volume).toMatchObject({ layout: 'windows7', state: 'encrypted', suspended: false, unsupported: [] });
      expect(volume.copies.map(({ state }) => state)).toEqual(['good', 'good', 'good']);
      expect(volume.protectors.map(({ kind }) => kind)).toEqual(['recovery-password']);
      expect(shownOnRecoveryScreen(volume)).toEqual({ keyId: volume.protectors[0]?.id, certain: true });
    }
    expect((await volumesOn(before)).map(({ method }) => method)).toEqual(['aes-xts-128', 'aes-cbc-256']);
  });

  it('has other volumes in every generation', async () => {
    expect(await idsOn(after)).toEqual(ids(2));
    expect(
      ids(0)
        .flat()
        .some((id) => [...ids(1), ...ids(2)].flat().includes(id)),
    ).toBe(false);
  });

  it('is the same every time', async () => {
    expect((await practiceDisk(1, stretch)).equals(before)).toBe(true);
  });

  it('has no BitLocker volume while the appliance is between two generations', async () => {
    const bare = await practiceDisk(null);
    await expect(listVolumes(sourceOf(bare, 'disk.img'))).rejects.toMatchObject({ code: 'bitlocker.none' });
    expect(bare.length).toBe(before.length);
  });
});
