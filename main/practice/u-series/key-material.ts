import { guidText } from '../../bitlocker/fve/guid.ts';
import { derive } from '../bitlocker/derive.ts';

/** One BitLocker volume of the practice appliance, and the only key to it. */
export interface KeyMaterial {
  letter: 'C' | 'D';
  method: 'aes-xts-128' | 'aes-cbc-256';
  /** GUIDs in capitals: of the volume, and of its recovery password. */
  volumeId: string;
  keyId: string;
  /** The 48 digits as 16 bytes. Whoever asked for it wipes it. */
  key: Buffer;
  created: Date;
  seed: string;
}

/** As images of different years were made. */
const METHODS = { C: 'aes-xts-128', D: 'aes-cbc-256' } as const;

/**
 * Volumes and keys of one generation, the same on every practice rack. They are as public as this line; nothing but practice
 * disks may ever be encrypted with them. @throws RangeError for a generation that the calendar has no year for
 */
export function keyMaterial(generation: number): KeyMaterial[] {
  const created = new Date(Date.UTC(2020 + generation, 0, 15, 8));
  if (Number.isNaN(created.getTime())) throw new RangeError(`no generation ${generation} of practice volumes`);
  return (['C', 'D'] as const).map((letter) => {
    const seed = `practice U-Series, generation ${generation}, ${letter}:`;
    return {
      letter,
      method: METHODS[letter],
      volumeId: guid(seed, 'volume'),
      keyId: guid(seed, 'protector'),
      key: derive(seed, 'recovery password', 16),
      created,
      seed,
    };
  });
}

/** A random GUID (RFC 9562 §5.4) as far as a reader can tell. Its third field is little endian, as in `guidText`. */
function guid(seed: string, purpose: string): string {
  const bytes = derive(seed, purpose, 16);
  bytes.writeUInt8((bytes.readUInt8(7) & 0x0f) | 0x40, 7);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return guidText(bytes);
}
