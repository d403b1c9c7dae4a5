import type { Stretch } from '../../bitlocker/stretch/stretch.ts';
import { writeDisk } from '../bitlocker/disk-image.ts';
import { writeFve } from '../bitlocker/fve-writer.ts';
import { plainNtfs } from '../bitlocker/plain.ts';
import { type KeyMaterial, keyMaterial } from './key-material.ts';

/**
 * The appliance's disk, GPT: its two drives as BitLocker volumes of one generation (about half a second each), or in the
 * clear where there is none. Byte for byte the same every time. `stretch`: another one, where nobody opens the volumes.
 */
export async function practiceDisk(generation: number | null, stretch?: Stretch): Promise<Buffer> {
  const drives = keyMaterial(generation ?? 0);
  const volumes = drives.map((drive) => {
    const plain = plainNtfs({ label: `Practice ${drive.letter}` });
    return generation === null ? plain : encrypted(plain, drive, stretch);
  });
  const disk = writeDisk(await Promise.all(volumes), 'gpt');
  for (const { key } of drives) key.fill(0);
  return disk;
}

function encrypted(plain: Buffer, drive: KeyMaterial, stretch?: Stretch): Promise<Buffer> {
  const { letter, method, volumeId, keyId, key, created, seed } = drive;
  return writeFve({
    ...{ plain, method, volumeId, seed, created },
    description: `PRACTICE ${letter}: ${created.toISOString().slice(0, 10)}`,
    protectors: [{ kind: 'recovery-password', id: keyId, key, backup: created }],
    ...(stretch && { stretch }),
  });
}
