import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findKeys } from '../../main/bitlocker/collect/find-keys.ts';
import { partitionsOf } from '../../main/bitlocker/disk/partitions.ts';
import { sourceOf } from '../../main/bitlocker/disk/source.ts';
import { groupsForDisplay } from '../../main/bitlocker/recovery-password.ts';
import { practiceDisk } from '../../main/practice/u-series/disk.ts';
import { type KeyMaterial, keyMaterial } from '../../main/practice/u-series/key-material.ts';
import { keyFile } from '../../main/practice/u-series/key-texts.ts';
import { bitlkDump, bitlkOpens } from './support/cryptsetup.ts';
import { FveFiles } from './support/fve-files.ts';

// Disk and stick of the practice appliance come from our own code alone. cryptsetup, which shares nothing with it, must find
// on the disk what the stick says, and open it with what stands there.

const files = new FveFiles();
afterAll(() => files[Symbol.dispose]());

/** Each volume of the disk in a file of its own: cryptsetup knows no offset for BitLocker. */
let volumes: string[];
beforeAll(async () => {
  const disk = await practiceDisk(1);
  const { partitions } = await partitionsOf(sourceOf(disk, 'disk.img'));
  volumes = partitions.map(({ offset, length }, at) => files.file(`${at}.img`, disk.subarray(offset, offset + length)));
});

/** The number in a file of the stick, as a person would type it. */
function onTheStick(drive: KeyMaterial, misprint = false): string {
  const [found] = findKeys(keyFile(drive, misprint).bytes).keys;
  return found ? groupsForDisplay(found.digits).join('-') : '';
}

describe.each([
  { letter: 'C', cipher: 'aes-xts-plain64-256' },
  { letter: 'D', cipher: 'aes-cbc-eboiv-256' },
] as const)('drive $letter: of the practice disk', ({ letter, cipher }) => {
  const volume = () => volumes[letter === 'C' ? 0 : 1] ?? '';
  const driveOf = (generation: number, one: 'C' | 'D' = letter) => {
    const drive = keyMaterial(generation).find((candidate) => candidate.letter === one);
    if (!drive) throw new Error(`the practice appliance has no drive ${one}:`);
    return drive;
  };

  test('is for cryptsetup what the stick says', async () => {
    const { volumeId, keyId } = driveOf(1);
    const protectors = [{ id: keyId, protection: 'VMK protected with recovery passphrase' }];
    expect(await bitlkDump(volume())).toMatchObject({ id: volumeId, cipher, protectors });
  });

  test.each([
    ['its own', true, () => onTheStick(driveOf(1))],
    ['that of the other drive', false, () => onTheStick(driveOf(1, letter === 'C' ? 'D' : 'C'))],
    ['that of a former generation', false, () => onTheStick(driveOf(0))],
    ['that of the next generation', false, () => onTheStick(driveOf(2))],
    ['a misprinted one', false, () => onTheStick(driveOf(1), true)],
  ])('with the number on the stick, %s, opens: %s', async (_which, opens, password) => {
    expect(await bitlkOpens(volume(), { password: password() })).toMatchObject({ opens });
  });
});
