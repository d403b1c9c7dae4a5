/**
 * The Elephant diffuser around AES-CBC, as Vista and Windows 7 have it (N. Ferguson, "AES-CBC + Elephant diffuser", 2006):
 * a sector is XORed with its sector key, goes through diffusers A and B, and then through CBC.
 */
import { cbc } from './cbc.ts';
import { block128, bytesOf, ecb, type SectorMode, words, xorInto } from './sector-mode.ts';

/** Which neighbours mix into a word, how far they are turned, and how often the whole sector is gone through (§4.4). */
interface Diffuser {
  near: number;
  far: number;
  turns: readonly [number, number, number, number];
  cycles: number;
}
const A: Diffuser = { near: -2, far: -5, turns: [9, 0, 13, 0], cycles: 5 };
const B: Diffuser = { near: 2, far: 5, turns: [0, 10, 0, 25], cycles: 3 };

const turnLeft = (word: number, bits: number): number => (word << bits) | (word >>> ((32 - bits) & 31));

/** What word i gets from its neighbours. */
function mixture(data: Uint32Array, i: number, { near, far, turns }: Diffuser): number {
  const word = (at: number): number => data[(at + data.length) % data.length] ?? 0;
  return word(i + near) ^ turnLeft(word(i + far), turns[i % 4] ?? 0);
}

/** The direction of decryption: words in order, each with its mixture added. */
function undo(data: Uint32Array, diffuser: Diffuser): void {
  for (let cycle = 0; cycle < diffuser.cycles; cycle++) {
    for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) + mixture(data, i, diffuser);
  }
}

/** The direction of encryption: the same backwards. */
function diffuse(data: Uint32Array, diffuser: Diffuser): void {
  for (let cycle = 0; cycle < diffuser.cycles; cycle++) {
    for (let i = data.length - 1; i >= 0; i--) data[i] = (data[i] ?? 0) - mixture(data, i, diffuser);
  }
}

/**
 * AES-CBC with the Elephant diffuser.
 * @param key of CBC, 16 or 32 bytes, in use for as long as the mode @param tweakKey as long, for the sector key
 */
export function elephant(key: Buffer, tweakKey: Buffer): SectorMode {
  const inner = cbc(key);
  const tweak = ecb(tweakKey);
  /** The encrypted byte offset, and the same with the last byte 0x80 (§4.3). */
  const sectorKey = (offset: number): Uint32Array => {
    const second = block128(offset);
    second[15] = 0x80;
    return words(tweak.encrypt(Buffer.concat([block128(offset), second])));
  };
  return {
    decrypt(offset, sector) {
      const data = words(inner.decrypt(offset, sector));
      undo(data, B);
      undo(data, A);
      xorInto(data, sectorKey(offset));
      return bytesOf(data);
    },
    encrypt(offset, sector) {
      const data = words(sector);
      xorInto(data, sectorKey(offset));
      diffuse(data, A);
      diffuse(data, B);
      return inner.encrypt(offset, bytesOf(data));
    },
  };
}
