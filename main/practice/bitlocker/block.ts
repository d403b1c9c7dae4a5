import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { guidBytes } from '../../bitlocker/fve/guid.ts';
import type { FveMethod } from '../../bitlocker/fve/types.ts';
import { datum, fileTime, joined, KEY, ROLE, TYPE, textDatum, u16, u32, u64 } from './datum.ts';
import { MOVED, type Room } from './room.ts';
import type { Sealer } from './sealer.ts';

const METHOD_CODE: Readonly<Record<FveMethod, number>> = {
  'aes-cbc-128-elephant': 0x8000,
  'aes-cbc-256-elephant': 0x8001,
  'aes-cbc-128': 0x8002,
  'aes-cbc-256': 0x8003,
  'aes-xts-128': 0x8004,
  'aes-xts-256': 0x8005,
};
const ENCRYPTED = 4;

export interface BlockOptions {
  /** 1 for Vista, 2 since. */
  version: 1 | 2;
  method: FveMethod;
  sectorSize: number;
  volumeBytes: number;
  volumeId: string;
  created: Date;
  description: string;
  room: Room;
  /** Version 1 keeps the cluster of $MFTMirr where version 2 has the offset of the moved sectors. */
  mirror: bigint;
  protectors: Buffer[];
  vmk: Buffer;
  fvek: Buffer;
  sealer: Sealer;
}

/**
 * One copy of the metadata as it lies on the volume: header (64), dataset (48 and datums) to a multiple of 16, then the
 * validation: u16 size, u16 version, u32 CRC-32 of all before and, since version 2, its SHA-256 under the volume master key
 * (libbde "FVE metadata block").
 */
export function metadataCopy(options: BlockOptions): Buffer {
  const block = metadataBlock(options);
  const { version, sealer, vmk } = options;
  const hash = createHash('sha256').update(block).digest();
  const seal = version === 1 ? Buffer.alloc(0) : sealer.seal(ROLE.property, vmk, KEY.hash, hash);
  const size = version === 1 ? 8 : options.room.copyBytes - block.length;
  return joined(block, u16(size), u16(version), u32(crc32(block)), seal);
}

function metadataBlock(options: BlockOptions): Buffer {
  const { version, room, sealer, created } = options;
  const code = METHOD_CODE[options.method];
  const datums = joined(
    textDatum(ROLE.description, options.description),
    ...options.protectors,
    sealer.seal(ROLE.fvek, options.vmk, code, options.fvek),
    ...(version === 1 ? [] : [datum(ROLE.relocated, TYPE.region, u64(room.moved), u64(MOVED))]),
  );
  const dataset = joined(
    ...[48 + datums.length, 1, 48, 48 + datums.length].map(u32),
    guidBytes(options.volumeId),
    u32(sealer.next + 1), // the validation takes one more
    u16(code),
    u16(0),
    fileTime(created),
    datums,
  );
  const length = Math.ceil((64 + dataset.length) / 16) * 16;
  const header = joined(
    Buffer.from('-FVE-FS-', 'latin1'),
    u16(version === 1 ? length : length / 16),
    u16(version),
    u16(ENCRYPTED),
    u16(ENCRYPTED),
    u64(options.volumeBytes),
    u32(0),
    u32(version === 1 ? 0 : MOVED / options.sectorSize),
    ...room.copies.map(u64),
    u64(version === 1 ? options.mirror : room.moved),
  );
  return joined(header, dataset, Buffer.alloc(length - header.length - dataset.length));
}
