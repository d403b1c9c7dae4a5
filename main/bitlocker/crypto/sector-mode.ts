import { type Cipheriv, createCipheriv, createDecipheriv, type Decipheriv } from 'node:crypto';

/** One sector at a time. Both return a buffer of their own and leave what they are given as it is. */
export interface SectorMode {
  /** @param offset of the sector from the start of the volume, in bytes, below 2^53 */
  decrypt(offset: number, sector: Buffer): Buffer;
  encrypt(offset: number, sector: Buffer): Buffer;
}

/** Bits of an AES key, as they stand in the names of OpenSSL. */
export const aesBits = (key: Buffer): number => key.length * 8;

/** Whole blocks, each for itself. @param key in use for as long as what is returned */
export function ecb(key: Buffer): { encrypt(blocks: Buffer): Buffer; decrypt(blocks: Buffer): Buffer } {
  const name = `aes-${aesBits(key)}-ecb`;
  return {
    encrypt: (blocks) => whole(createCipheriv(name, key, null), blocks),
    decrypt: (blocks) => whole(createDecipheriv(name, key, null), blocks),
  };
}

/** Whole blocks through a cipher that is used once: with `final` OpenSSL wipes the key, otherwise it waits for the collector. */
export function whole(cipher: Cipheriv | Decipheriv, blocks: Buffer): Buffer {
  const result = cipher.setAutoPadding(false).update(blocks);
  cipher.final();
  return result;
}

/** A number below 2^53 as a block of 128 bits, little endian. */
export function block128(value: number): Buffer {
  const block = Buffer.alloc(16);
  block.writeBigUInt64LE(BigInt(value));
  return block;
}

/** Words of 32 bits, little endian as in memory of every machine that Rackhand runs on; a copy. */
export function words(bytes: Buffer): Uint32Array<ArrayBuffer> {
  const copy = new Uint32Array(bytes.length / 4);
  new Uint8Array(copy.buffer).set(bytes);
  return copy;
}

export const bytesOf = (words: Uint32Array<ArrayBuffer>): Buffer => Buffer.from(words.buffer);

/** `target ^= pattern`, the pattern repeated where it is shorter. */
export function xorInto(target: Uint32Array, pattern: Uint32Array): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] ?? 0) ^ (pattern[i % pattern.length] ?? 0);
}
