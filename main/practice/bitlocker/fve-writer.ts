import { fvekLength, type SectorCipher, sectorCipher } from '../../bitlocker/crypto/sector.ts';
import type { FveMethod } from '../../bitlocker/fve/types.ts';
import { type Stretch, stretchKey } from '../../bitlocker/stretch/stretch.ts';
import { type BlockOptions, metadataCopy } from './block.ts';
import { bootSector, type FveLayout, mirrorCluster, vistaBootSector } from './boot-sector.ts';
import { derive } from './derive.ts';
import { type FveProtector, protectorDatum } from './protector.ts';
import { findRoom, MOVED, type Room } from './room.ts';
import { Sealer } from './sealer.ts';

export { type BekOptions, writeBek } from './bek.ts';
export type { FveLayout } from './boot-sector.ts';
export type { FveProtector } from './protector.ts';

export interface FveOptions {
  /** A file system image; its length is the volume's. It must hold zeros enough for the metadata (about 200 KiB). */
  plain: Uint8Array;
  method: FveMethod;
  sectorSize?: 512 | 4096;
  /** GUID. */
  volumeId: string;
  /** Keys, salts and nonces come out of it: same options, same bytes. */
  seed: string;
  created: Date;
  description?: string;
  protectors: readonly FveProtector[];
  /** `windows7` (the default) is that of Windows 7 to 11. `vista` needs NTFS. */
  layout?: FveLayout;
  /** Copies of the metadata with a byte that is wrong. */
  damagedCopies?: readonly (0 | 1 | 2)[];
  /** Instead of the real 2^20 rounds (half a second each), where nobody opens the volume or the keys are kept. */
  stretch?: Stretch;
}

/**
 * A volume encrypted with BitLocker, byte for byte the same for the same options. Decrypted, it is `plain` again. For
 * practice and tests only: every key comes out of the seed.
 * @throws RangeError when `plain` is no multiple of the sector size or too full; TypeError for Vista without NTFS
 */
export async function writeFve(options: FveOptions): Promise<Buffer> {
  const { method, seed, sectorSize = 512, layout = 'windows7' } = options;
  const plain = Buffer.from(options.plain.buffer, options.plain.byteOffset, options.plain.length);
  if (plain.length % sectorSize !== 0) throw new RangeError(`${plain.length} bytes are no multiple of ${sectorSize}`);
  if (layout === 'vista' && plain.toString('latin1', 3, 7) !== 'NTFS') throw new TypeError('Vista encrypts NTFS only');

  const version = layout === 'vista' ? 1 : 2;
  const room = findRoom(plain, version);
  const vmk = derive(seed, 'volume master key', 32);
  const fvek = volumeKey(seed, method);
  try {
    const copy = await metadata(options, { version, room, plain, vmk, fvek });
    const volume = encrypted(plain, room, layout, sectorSize, sectorCipher(method, fvek, sectorSize));
    for (const [index, at] of room.copies.entries()) {
      volume.fill(0, at, at + room.copyBytes);
      copy.copy(volume, at);
      if (options.damagedCopies?.includes(index as 0 | 1 | 2)) damage(volume, at);
    }
    return volume;
  } finally {
    vmk.fill(0);
    fvek.fill(0);
  }
}

type Inside = Pick<BlockOptions, 'version' | 'room' | 'vmk' | 'fvek'> & { plain: Buffer };

async function metadata(options: FveOptions, { plain, ...inside }: Inside): Promise<Buffer> {
  const { method, seed, created, volumeId, sectorSize = 512, description = 'PRACTICE C: 1/1/2024' } = options;
  const sealer = new Sealer(created);
  const context = { seed, created, vmk: inside.vmk, sealer, stretch: options.stretch ?? stretchKey };
  const protectors: Buffer[] = [];
  for (const protector of options.protectors) protectors.push(await protectorDatum(protector, context));
  const mirror = mirrorCluster(plain);
  const volumeBytes = plain.length;
  return metadataCopy({
    ...inside,
    ...{ method, sectorSize, volumeBytes, volumeId, created, description, mirror, protectors, sealer },
  });
}

/** The key that the volume's sectors are encrypted with, as its metadata holds it. For tests that ask peers for it. */
export function volumeKey(seed: string, method: FveMethod): Buffer {
  return derive(seed, 'volume encryption key', fvekLength(method));
}

/** All sectors but the metadata. Sectors are encrypted for the place where they lie, not for the one they belong to. */
function encrypted(plain: Buffer, room: Room, layout: FveLayout, sectorSize: number, cipher: SectorCipher): Buffer {
  const start = plain.subarray(0, MOVED);
  const volume = Buffer.concat([Buffer.alloc(MOVED), cipher.encrypt(MOVED, plain.subarray(MOVED))]);
  if (layout === 'vista') {
    start.copy(volume);
    vistaBootSector(plain.subarray(0, sectorSize), room).copy(volume);
  } else {
    cipher.encrypt(room.moved, start).copy(volume, room.moved);
    bootSector(layout, sectorSize, room).copy(volume);
  }
  return volume;
}

/**
 * Into the text that describes the volume, which lies first in the dataset: only the checksum tells. That way cryptsetup 2.6,
 * which takes copy 1 as it is, goes on too.
 */
function damage(volume: Buffer, copy: number): void {
  const at = copy + 64 + 48 + 8;
  volume.writeUInt8(volume.readUInt8(at) ^ 0x01, at);
}
