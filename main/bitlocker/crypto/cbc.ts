import { createCipheriv, createDecipheriv } from 'node:crypto';
import { aesBits, block128, ecb, type SectorMode, whole } from './sector-mode.ts';

/**
 * AES-CBC as Windows 7 and To Go use it: the IV is the sector's byte offset as a block, encrypted with the same key
 * (bitlocker.md §2.4).
 * @param key 16 or 32 bytes, in use for as long as the mode
 */
export function cbc(key: Buffer): SectorMode {
  const name = `aes-${aesBits(key)}-cbc`;
  const { encrypt } = ecb(key);
  const iv = (offset: number): Buffer => encrypt(block128(offset));
  return {
    decrypt: (offset, sector) => whole(createDecipheriv(name, key, iv(offset)), sector),
    encrypt: (offset, sector) => whole(createCipheriv(name, key, iv(offset)), sector),
  };
}
