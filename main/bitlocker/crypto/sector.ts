/** The six ways in which BitLocker encrypts sectors, by the method in the metadata (bitlocker.md §2.3, §2.4). */
import type { FveMethod } from '../fve/types.ts';
import { cbc } from './cbc.ts';
import { elephant } from './elephant.ts';
import type { SectorMode } from './sector-mode.ts';
import { xts } from './xts.ts';

export interface SectorCipher {
  /** @param byteOffset where the data begins, from the start of the volume; a multiple of the sector size */
  decrypt(byteOffset: number, data: Buffer): Buffer;
  encrypt(byteOffset: number, data: Buffer): Buffer;
}

interface Method {
  /** Of the whole full-volume encryption key, in bytes. With Elephant the tweak key always begins at 32. */
  fvekLength: number;
  mode(fvek: Buffer, sectorSize: number): SectorMode;
}
const METHODS: Readonly<Record<FveMethod, Method>> = {
  'aes-cbc-128-elephant': { fvekLength: 64, mode: (k) => elephant(k.subarray(0, 16), k.subarray(32, 48)) },
  'aes-cbc-256-elephant': { fvekLength: 64, mode: (k) => elephant(k.subarray(0, 32), k.subarray(32, 64)) },
  'aes-cbc-128': { fvekLength: 16, mode: cbc },
  'aes-cbc-256': { fvekLength: 32, mode: cbc },
  'aes-xts-128': { fvekLength: 32, mode: xts },
  'aes-xts-256': { fvekLength: 64, mode: xts },
};
const SECTOR_SIZES = [512, 1024, 2048, 4096];

/** Bytes of the full-volume encryption key. */
export const fvekLength = (method: FveMethod): number => METHODS[method].fvekLength;

/**
 * En- and decrypts whole sectors, several at once if wanted, into buffers of their own.
 * @param fvek of `fvekLength(method)` bytes; in use for as long as the cipher, so the caller wipes it afterwards
 * @param sectorSize 512, 1024, 2048 or 4096
 * @throws RangeError for another sector size, a key of another length, parts of sectors, or an offset beyond 2^53
 */
export function sectorCipher(method: FveMethod, fvek: Buffer, sectorSize: number): SectorCipher {
  if (!SECTOR_SIZES.includes(sectorSize)) throw new RangeError(`sectors of ${sectorSize} bytes`);
  if (fvek.length !== fvekLength(method)) throw new RangeError(`a key of ${fvek.length} bytes for ${method}`);
  const mode = METHODS[method].mode(fvek, sectorSize);
  const each = (sector: SectorMode['decrypt']) => (byteOffset: number, data: Buffer) => {
    const whole = byteOffset % sectorSize === 0 && data.length % sectorSize === 0;
    if (!whole || byteOffset < 0 || !Number.isSafeInteger(byteOffset + data.length)) {
      throw new RangeError(`${data.length} bytes at ${byteOffset} are not whole sectors of ${sectorSize}`);
    }
    const result = Buffer.alloc(data.length);
    for (let at = 0; at < data.length; at += sectorSize) {
      result.set(sector(byteOffset + at, data.subarray(at, at + sectorSize)), at);
    }
    return result;
  };
  return { decrypt: each(mode.decrypt), encrypt: each(mode.encrypt) };
}
