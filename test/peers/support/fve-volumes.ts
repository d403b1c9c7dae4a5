import { afterAll, beforeAll } from 'vitest';
import { openSource } from '../../../main/bitlocker/disk/source.ts';
import { readVolume } from '../../../main/bitlocker/fve/read-volume.ts';
import type { FveOptions } from '../../../main/practice/bitlocker/fve-writer.ts';
import { fveOptions } from '../../../main/practice/bitlocker/testing/volumes.ts';
import { fatImage } from './file-systems.ts';
import { FveFiles } from './fve-files.ts';

/** Volumes of our writer around real FAT file systems, as files for a peer, and what our reader says of them. */
export function fveVolumes() {
  const files = new FveFiles();
  afterAll(() => files[Symbol.dispose]());
  const plain = {} as Record<512 | 4096, Buffer>;
  beforeAll(async () => {
    for (const sectorSize of [512, 4096] as const) plain[sectorSize] = await fatImage(sectorSize);
  });
  return {
    files,
    plain,
    written: (options: Partial<FveOptions> = {}) => files.volume(fveOptions(plain[options.sectorSize ?? 512], options)),
    ours: async (file: string) => {
      await using source = await openSource(file);
      return await readVolume(source);
    },
  };
}
