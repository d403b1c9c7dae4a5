import { block128, bytesOf, ecb, type SectorMode, words, xorInto } from './sector-mode.ts';

/**
 * AES-XTS (IEEE 1619, SP 800-38E) for whole blocks; Electron's BoringSSL does not offer it. The tweak is the number of the
 * sector, counted in sectors from the start of the volume.
 * @param key both keys, 32 or 64 bytes together
 */
export function xts(key: Buffer, sectorSize: number): SectorMode {
  const data = ecb(key.subarray(0, key.length / 2));
  const tweak = ecb(key.subarray(key.length / 2));
  const masks = (offset: number): Uint32Array =>
    tweaks(words(tweak.encrypt(block128(offset / sectorSize))), sectorSize);
  const masked = (offset: number, sector: Buffer, blocks: (bytes: Buffer) => Buffer): Buffer => {
    const mask = masks(offset);
    const before = words(sector);
    xorInto(before, mask);
    const after = words(blocks(bytesOf(before)));
    xorInto(after, mask);
    return bytesOf(after);
  };
  return {
    decrypt: (offset, sector) => masked(offset, sector, data.decrypt),
    encrypt: (offset, sector) => masked(offset, sector, data.encrypt),
  };
}

/** One mask for each block: the block before, times x in GF(2^128) modulo x^128 + x^7 + x^2 + x + 1 (IEEE 1619 §5.2). */
function tweaks(first: Uint32Array, sectorSize: number): Uint32Array {
  const all = new Uint32Array(sectorSize / 4);
  all.set(first);
  const word = (at: number): number => all[at] ?? 0;
  for (let at = 4; at < all.length; at += 4) {
    for (let n = 3; n > 0; n--) all[at + n] = (word(at + n - 4) << 1) | (word(at + n - 5) >>> 31);
    all[at] = (word(at - 4) << 1) ^ (word(at - 1) >>> 31 ? 0x87 : 0);
  }
  return all;
}
