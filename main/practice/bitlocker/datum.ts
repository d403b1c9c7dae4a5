/**
 * Datums, the records that BitLocker metadata and .BEK files are made of, as they are written:
 * u16 size, u16 role, u16 type, u16 version, data (libbde "FVE metadata entry"). Integers are little endian.
 */

import { ROLE as READ_ROLE, TYPE as READ_TYPE } from '../../bitlocker/fve/datum.ts';
import { secretBytes } from '../../ports/secret-bytes.ts';

/** What a datum is for: what the reader knows, and what it passes over. */
export const ROLE = { ...READ_ROLE, property: 0x00, startupKey: 0x06, stretchedKey: 0x13, volumeId: 0x19 } as const;

/** How its data is laid out. */
export const TYPE = { ...READ_TYPE, volumeId: 0x17 } as const;

/** What a key datum holds. The encryption key of the volume carries the number of its method instead. */
export const KEY = {
  recovery: 0x1000,
  passphrase: 0x1001,
  external: 0x2002,
  vmk: 0x2003,
  hash: 0x2005,
  stretchedPassphrase: 0x2007,
  stretchedRecovery: 0x2008,
} as const;

/** One datum around its data. @throws RangeError when it would be longer than its u16 size can say */
export function datum(role: number, type: number, ...data: Uint8Array[]): Buffer {
  return joined(u16(8 + data.reduce((sum, part) => sum + part.length, 0)), u16(role), u16(type), u16(1), ...data);
}

/** A text with its closing zero, UTF-16. */
export function textDatum(role: number, text: string): Buffer {
  return datum(role, TYPE.text, Buffer.from(`${text}\0`, 'utf16le'));
}

/** A key as it lies open or is sealed: u16 what it is, u16 flags, its bytes. */
export function keyDatum(kind: number, key: Uint8Array): Buffer {
  return datum(ROLE.property, TYPE.key, u16(kind), u16(0), key);
}

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function u64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

/** FILETIME: units of 100 ns since 1601-01-01 UTC (MS-DTYP 2.3.3). */
export function fileTime(date: Date): Buffer {
  return u64(BigInt(date.getTime()) * 10_000n + 116_444_736_000_000_000n);
}

/** As Buffer.concat, into memory of its own that its owner can wipe. */
export function joined(...parts: Uint8Array[]): Buffer {
  const whole = secretBytes(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
