/** FVE structures built by hand for tests and the fuzzer, small enough to see every byte; no real cryptography in them. */
import { crc32 } from 'node:zlib';
import { guidBytes } from '../guid.ts';

export const VOLUME = '0A1B2C3D-4E5F-4071-8293-A4B5C6D7E8F9';
export const RECOVERY = '11111111-2222-4333-8444-555555555555';
export const PASSPHRASE = '22222222-2222-4333-8444-555555555555';
export const CLEAR = '33333333-2222-4333-8444-555555555555';
export const EXTERNAL = '44444444-2222-4333-8444-555555555555';
export const CREATED = new Date('2024-05-06T07:08:09.000Z');
export const SAVED = new Date('2024-05-07T00:00:00.000Z');

export const METADATA_GUID = guidBytes('4967D63B-2E29-4AD8-8399-F6A339E3D001');
export const USED_SPACE_GUID = guidBytes('92A84D3B-DD80-4D0E-9E4E-B1E3284EAED8');

export const u16 = (n: number) => Buffer.from([n & 255, n >> 8]);
export function u32(n: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(n);
  return bytes;
}
export function u64(n: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(n));
  return bytes;
}
export const fileTime = (date: Date) => u64(BigInt(date.getTime()) * 10_000n + 116444736000000000n);
export const text = (s: string) => Buffer.from(`${s}\0`, 'utf16le');

export function datum(role: number, type: number, ...parts: Buffer[]): Buffer {
  const data = Buffer.concat(parts);
  return Buffer.concat([u16(8 + data.length), u16(role), u16(type), u16(1), data]);
}
/** AES-CCM seal of a key of so many bytes: nonce, tag and ciphertext are bytes that show where they come from. */
export const sealed = (role: number, keyBytes: number, mark: number) =>
  datum(role, 5, Buffer.alloc(12, mark), Buffer.alloc(16, mark + 1), Buffer.alloc(12 + keyBytes, mark + 2));

export const protector = (id: string, code: number, ...entries: Buffer[]) =>
  datum(2, 8, guidBytes(id), fileTime(CREATED), u16(0), u16(code), ...entries);

export const stretch = (method: number, flags: number, ...nested: Buffer[]) =>
  datum(0, 3, u16(method), u16(flags), Buffer.alloc(16, 0x5a), ...nested);

export const recoveryPassword = (id = RECOVERY, ...more: Buffer[]) =>
  protector(
    id,
    0x0800,
    stretch(0x1000, 0, sealed(0x12, 16, 0x10), sealed(0x13, 32, 0x20)),
    sealed(0, 32, 0x30),
    ...more,
  );
export const backup = (first: Date, last: Date) => datum(0, 0x15, fileTime(first), fileTime(last), u32(0x20008));
export const passphrase = () =>
  protector(PASSPHRASE, 0x2000, stretch(0x1001, 0, sealed(0, 32, 0x40)), sealed(0, 32, 0x50));
export const clearKey = () =>
  protector(CLEAR, 0, datum(0, 1, u16(0x2002), u16(0), Buffer.alloc(32, 0xcc)), sealed(0, 32, 0x60));
export const externalKey = () =>
  protector(EXTERNAL, 0x0200, datum(0, 2, text('ExternalKey')), datum(0, 4, u16(5), u16(0)), sealed(0, 32, 0x70));

/** A protector of each kind that can be opened, description, encryption key and the moved first sectors. */
export const ALL_ENTRIES = [
  datum(7, 2, text('PC C: 5/6/2024')),
  recoveryPassword(RECOVERY, datum(0, 2, text('DiskPassword')), backup(CREATED, SAVED)),
  passphrase(),
  clearKey(),
  externalKey(),
  sealed(3, 32, 0x80),
  datum(0xf, 0xf, u64(0x50000), u64(0x2000), Buffer.alloc(40)),
];

export interface BlockOptions {
  version?: number;
  state?: number;
  nextState?: number;
  encrypted?: number;
  method?: number;
  offsets?: readonly number[];
  headerSectors?: number;
  headerOffset?: number;
  entries?: readonly Buffer[];
  validation?: Buffer;
}
export const OFFSETS = [0x10000, 0x20000, 0x30000] as const;

/** Block and validation, with a checksum that fits. */
export function block(options: BlockOptions = {}): Buffer {
  const { version = 2, state = 4, nextState = 4, method = 0x8004, offsets = OFFSETS, entries = ALL_ENTRIES } = options;
  const body = Buffer.concat(entries);
  const padding = Buffer.alloc((16 - ((64 + 48 + body.length) % 16)) % 16);
  const size = 64 + 48 + body.length + padding.length;
  const bytes = Buffer.concat([
    Buffer.from('-FVE-FS-'),
    ...[version >= 2 ? size / 16 : size, version, state, nextState].map(u16),
    u64(options.encrypted ?? 0x100000),
    u32(0),
    u32(options.headerSectors ?? 16),
    ...offsets.map(u64),
    u64(options.headerOffset ?? 0x40000),
    ...[48 + body.length, 1, 48, 48 + body.length].map(u32),
    guidBytes(VOLUME),
    u32(9),
    u16(method),
    u16(0),
    fileTime(CREATED),
    body,
    padding,
  ]);
  const validation = options.validation ?? sealed(0, 32, 0x90);
  return Buffer.concat([bytes, u16(8 + validation.length), u16(version), u32(crc32(bytes)), validation]);
}

/** Makes the checksum of a block fit again, where its size still says where that is. */
export function repaired(bytes: Buffer): Buffer {
  if (bytes.length < 12) return bytes;
  const size = bytes.readUInt16LE(8) * (bytes.readUInt16LE(10) >= 2 ? 16 : 1);
  if (size + 8 <= bytes.length) bytes.writeUInt32LE(crc32(bytes.subarray(0, size)), size + 4);
  return bytes;
}

export interface BootOptions {
  jump?: number;
  oem?: string;
  sectorSize?: number;
  guid?: Buffer | null;
  at?: number;
  offsets?: readonly (number | bigint)[];
}

/** First sector as Windows 7 to 11 write it, or what the options make of it. */
export function bootSector(options: BootOptions = {}): Buffer {
  const {
    jump = 0x58,
    oem = '-FVE-FS-',
    sectorSize = 512,
    guid = METADATA_GUID,
    at = 160,
    offsets = OFFSETS,
  } = options;
  const sector = Buffer.alloc(512);
  sector.set([0xeb, jump, 0x90]);
  sector.write(oem, 3, 'latin1');
  sector.writeUInt16LE(sectorSize, 11);
  sector[13] = 8;
  guid?.copy(sector, at);
  if (guid) Buffer.concat(offsets.map(u64)).copy(sector, at + 16);
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

/** Windows Vista: cluster of the metadata at 56, size of the volume at 40. */
export function vistaBootSector(cluster = 0x10, sectors = 2047): Buffer {
  const sector = bootSector({ jump: 0x52, guid: null });
  sector.writeBigUInt64LE(BigInt(sectors), 40);
  sector.writeBigUInt64LE(BigInt(cluster), 56);
  return sector;
}

/** A volume of 1 MiB (or less) with the same block in all places that `OFFSETS` names. */
export function image(
  blocks: readonly Buffer[] = [block(), block(), block()],
  boot = bootSector(),
  size = 0x100000,
): Buffer {
  const bytes = Buffer.alloc(size);
  boot.copy(bytes);
  for (const [n, at] of OFFSETS.entries()) blocks[n]?.copy(bytes, at);
  return bytes;
}
