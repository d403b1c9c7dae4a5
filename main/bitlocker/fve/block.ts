import { crc32 } from 'node:zlib';
import { type Datum, datums, sealedOf } from './datum.ts';
import { fileTime, u64 } from './fields.ts';
import { guidText } from './guid.ts';
import type { FveVolume, Sealed } from './types.ts';

/** A metadata block: header, dataset, and the validation behind it (reference §2.2; little endian). */
export interface Block {
  version: number;
  state: FveVolume['state'];
  nextState: FveVolume['state'];
  encryptedBytes: number;
  /** Version 2: the original first sectors. Sectors, and offset in bytes from the start of the volume. */
  headerSectors: number;
  headerOffset: number;
  id: string;
  methodCode: number;
  created: Date | null;
  entries: Datum[];
  /** Every byte of the dataset belongs to an entry. */
  whole: boolean;
  sealedHash: Sealed | null;
  /** What the checksum and the sealed hash are over. */
  bytes: Buffer;
}

export type BlockFault = Exclude<FveVolume['copies'][number]['state'], 'good' | 'unreadable'>;

/** Each copy has an area of 64 KiB for block and validation. */
export const BLOCK_AREA_BYTES = 65_536;
const SIGNATURE = '-FVE-FS-';
const HEADER_BYTES = 64;
const DATASET_HEADER_BYTES = 48;
/** What must be there to know the size of a block. */
export const BLOCK_HEAD_BYTES = HEADER_BYTES + DATASET_HEADER_BYTES;
/** Size u16, version u16, CRC-32. */
export const VALIDATION_HEADER_BYTES = 8;
/** A sealed hash has 80 bytes; what else a validation could hold is left alone. */
export const VALIDATION_BYTES = 512;

const STATES: Readonly<Record<number, FveVolume['state']>> = {
  1: 'decrypted',
  2: 'switching-dirty',
  3: 'paused',
  4: 'encrypted',
  5: 'switching',
};

/** Bytes of the block that begins here, without its validation, or what is wrong with its head. */
export function blockBytes(head: Buffer): number | Exclude<BlockFault, 'checksum'> {
  if (head.length < BLOCK_HEAD_BYTES || head.toString('latin1', 0, 8) !== SIGNATURE) return 'no-signature';
  const version = head.readUInt16LE(10);
  const bytes = head.readUInt16LE(8) * (version >= 2 ? 16 : 1);
  return bytes >= BLOCK_HEAD_BYTES && bytes + VALIDATION_HEADER_BYTES <= BLOCK_AREA_BYTES ? bytes : 'size';
}

/** Where a block says that all its copies lie, itself among them. Read also from damaged ones; to be checked, not trusted. */
export function copyOffsets(head: Buffer): number[] {
  if (typeof blockBytes(head) === 'string') return [];
  return [32, 40, 48].map((at) => u64(head, at)).filter((offset) => offset > 0 && Number.isSafeInteger(offset));
}

/** Reads a block with its validation out of the bytes where a copy begins, or says what is wrong with it. Never throws. */
export function decodeBlock(area: Buffer): Block | BlockFault {
  const size = blockBytes(area);
  if (typeof size === 'string') return size;
  if (size + VALIDATION_HEADER_BYTES > area.length) return 'size';
  const bytes = area.subarray(0, size);
  const validation = area.subarray(size);
  if (crc32(bytes) !== validation.readUInt32LE(4)) return 'checksum';

  const dataset = bytes.subarray(HEADER_BYTES);
  const end = dataset.readUInt32LE(0);
  const start = dataset.readUInt32LE(8);
  if (start < DATASET_HEADER_BYTES || start > end || end > dataset.length) return 'size';
  return {
    version: bytes.readUInt16LE(10),
    state: STATES[bytes.readUInt16LE(12)] ?? 'unknown',
    nextState: STATES[bytes.readUInt16LE(14)] ?? 'unknown',
    encryptedBytes: u64(bytes, 16),
    headerSectors: bytes.readUInt32LE(28),
    headerOffset: u64(bytes, 56),
    id: guidText(dataset.subarray(16, 32)),
    methodCode: dataset.readUInt16LE(36),
    created: fileTime(dataset, 40),
    ...datums(dataset.subarray(start, end)),
    sealedHash: sealedHash(validation),
    bytes,
  };
}

/** The SHA-256 under the volume master key: the first entry of the validation, whose own size stands in front. */
function sealedHash(validation: Buffer): Sealed | null {
  const size = Math.min(validation.readUInt16LE(0), validation.length);
  const [first] = datums(validation.subarray(VALIDATION_HEADER_BYTES, Math.max(size, VALIDATION_HEADER_BYTES))).entries;
  return (first && sealedOf(first)) ?? null;
}
