import { secretBytes } from '../../ports/secret-bytes.ts';
import { datums, keyOf, TYPE } from '../fve/datum.ts';
import { fileTime } from '../fve/fields.ts';
import { guidText } from '../fve/guid.ts';

export interface ExternalKey {
  /** GUID of the protector, in capitals. */
  id: string;
  /** 32 bytes that unseal the volume master key. The taker wipes them. */
  key: Buffer;
  created: Date | null;
  /** GUID of the volume, in capitals; only Windows 11 writes it. */
  volumeId: string | null;
}

const HEADER_BYTES = 48;
const VERSION = 1;
const GUID_BYTES = 16;
const TIME_BYTES = 8;
const KEY_BYTES = 32;
/** Kind of a key that unseals a VMK. */
const EXTERNAL_KEY = 0x2002;
/** Type of the entry that names the volume. */
const VOLUME = 0x17;

/**
 * A .BEK file (reference §1.7, all integers little endian): size u32, version u32, header size u32, size again, GUID of the
 * protector, next nonce u32, two u16, FILETIME; then one datum (type 9): GUID, FILETIME, and nested in it a text, the volume
 * (Windows 11) and the key. Null for anything else.
 */
export function decodeBek(bytes: Uint8Array): ExternalKey | null {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (all.length < HEADER_BYTES) return null;
  const size = all.readUInt32LE(0);
  const fits = size >= HEADER_BYTES && size <= all.length && size === all.readUInt32LE(12);
  if (!fits || all.readUInt32LE(4) !== VERSION || all.readUInt32LE(8) !== HEADER_BYTES) return null;
  const info = datums(all.subarray(HEADER_BYTES, size)).entries.find(({ type }) => type === TYPE.external);
  if (!info || info.data.length < GUID_BYTES + TIME_BYTES) return null;
  const parts = datums(info.data.subarray(GUID_BYTES + TIME_BYTES)).entries;
  const found = parts.map(keyOf).find((part) => part?.kind === EXTERNAL_KEY && part.key.length === KEY_BYTES);
  if (!found) return null;
  const key = secretBytes(KEY_BYTES);
  found.key.copy(key);
  const volume = parts.find(({ type, data }) => type === VOLUME && data.length === GUID_BYTES);
  return {
    id: guidText(all.subarray(16, 16 + GUID_BYTES)),
    key,
    created: fileTime(all, 40),
    volumeId: volume ? guidText(volume.data) : null,
  };
}
