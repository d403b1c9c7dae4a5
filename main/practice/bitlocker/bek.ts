import { guidBytes } from '../../bitlocker/fve/guid.ts';
import { datum, fileTime, joined, KEY, keyDatum, ROLE, TYPE, textDatum, u16, u32 } from './datum.ts';

export interface BekOptions {
  /** GUID of the protector it opens; the file is named after it. */
  id: string;
  /** 32 bytes. */
  key: Buffer;
  created: Date;
  /** Windows 11 writes the volume's GUID too. */
  volumeId?: string;
}

/**
 * A .BEK file: 156 bytes as Windows 10 writes it, 180 with the volume's GUID. Header of 48 bytes (size, version 1, header
 * size, size again, GUID, next nonce, FILETIME), then one external-key datum. Wipe it after use.
 */
export function writeBek({ id, key, created, volumeId }: BekOptions): Buffer {
  const time = fileTime(created);
  const open = keyDatum(KEY.external, key);
  const body = datum(
    ROLE.startupKey,
    TYPE.external,
    guidBytes(id),
    time,
    textDatum(ROLE.property, 'ExternalKey'),
    ...(volumeId === undefined ? [] : [datum(ROLE.volumeId, TYPE.volumeId, guidBytes(volumeId))]),
    open,
  );
  open.fill(0);
  const size = u32(48 + body.length);
  const file = joined(size, u32(1), u32(48), size, guidBytes(id), u32(1), u16(0), u16(0), time, body);
  body.fill(0);
  return file;
}
