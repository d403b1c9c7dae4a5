import { text16 } from './fields.ts';
import type { Sealed } from './types.ts';

/** An entry of the metadata: size u16, role u16, type u16, flags u16, then its data (reference §2.3). */
export interface Datum {
  role: number;
  type: number;
  flags: number;
  data: Buffer;
}

export const ROLE = { vmk: 2, fvek: 3, description: 7, ownKey: 0x12, relocated: 0xf } as const;
export const TYPE = {
  key: 1,
  text: 2,
  stretch: 3,
  useKey: 4,
  sealed: 5,
  tpmBlob: 6,
  vmk: 8,
  external: 9,
  region: 0xf,
  backup: 0x15,
} as const;

const HEADER_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Key kind u16, flags u16 in front of the bytes of a key. */
const KEY_HEADER_BYTES = 4;

/**
 * The entries that lie one behind another in `bytes`; nothing is copied, and nothing nested is opened. `whole` is false when
 * what is left behind the last one is neither an entry nor zeros.
 */
export function datums(bytes: Buffer): { entries: Datum[]; whole: boolean } {
  const entries: Datum[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= bytes.length) {
    const size = bytes.readUInt16LE(at);
    if (size < HEADER_BYTES || at + size > bytes.length) break;
    entries.push({
      role: bytes.readUInt16LE(at + 2),
      type: bytes.readUInt16LE(at + 4),
      flags: bytes.readUInt16LE(at + 6),
      data: bytes.subarray(at + HEADER_BYTES, at + size),
    });
    at += size;
  }
  return { entries, whole: bytes.subarray(at).every((byte) => byte === 0) };
}

/** Nonce, tag and ciphertext of an AES-CCM datum (type 5); null when it is another or holds nothing. */
export function sealedOf({ type, data }: Datum): Sealed | null {
  const ciphertext = data.subarray(NONCE_BYTES + TAG_BYTES);
  if (type !== TYPE.sealed || ciphertext.length === 0) return null;
  return { nonce: data.subarray(0, NONCE_BYTES), tag: data.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES), ciphertext };
}

/** The kind and the bytes of a key datum (type 1), sharing its memory; null when it is another or too short. */
export function keyOf({ type, data }: Datum): { kind: number; key: Buffer } | null {
  if (type !== TYPE.key || data.length <= KEY_HEADER_BYTES) return null;
  return { kind: data.readUInt16LE(0), key: data.subarray(KEY_HEADER_BYTES) };
}

/** Text of a datum of type 2; null when it is another or empty. */
export function textOf({ type, data }: Datum): string | null {
  return (type === TYPE.text && text16(data)) || null;
}
