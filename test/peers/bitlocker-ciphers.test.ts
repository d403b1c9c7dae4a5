import { createCipheriv } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ccmOpen, ccmSeal } from '../../main/bitlocker/crypto/ccm.ts';
import { fvekLength, sectorCipher } from '../../main/bitlocker/crypto/sector.ts';
import { seeded } from '../../main/ports/seeded.ts';

// Our own CCM and XTS beside OpenSSL's, which Electron does not have. Here, because this project runs without the guard.
const random = seeded(0xb17);
const upTo = (limit: number): number => Math.floor(random() * limit);
const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => upTo(256)));

function flipped(original: Buffer): Buffer {
  const copy = Buffer.from(original);
  const bit = upTo(8 * copy.length);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

test('AES-256-CCM: 5,000 random messages, and one bit changed in each', () => {
  for (let n = 0; n < 5000; n++) {
    const [key, nonce, plain] = [bytes(32), bytes(7 + upTo(7)), bytes(upTo(100))];
    const aad = upTo(2) ? bytes(upTo(60)) : Buffer.alloc(0);
    const authTagLength = 4 + 2 * upTo(7);
    const theirs = createCipheriv('aes-256-ccm', key, nonce, { authTagLength });
    theirs.setAAD(aad, { plaintextLength: plain.length });
    const ciphertext = theirs.update(plain);
    theirs.final();
    const tag = theirs.getAuthTag();
    expect(ccmSeal(key, nonce, plain, authTagLength, aad)).toEqual({ ciphertext, tag });
    expect(ccmOpen(key, nonce, ciphertext, tag, aad)).toEqual(plain);
    // A tag of 4 bytes lets one forgery in 2^32 pass: none of these, as the seed is fixed.
    expect(ccmOpen(key, nonce, ciphertext, flipped(tag), aad)).toBeNull();
    if (plain.length > 0) expect(ccmOpen(key, nonce, flipped(ciphertext), tag, aad)).toBeNull();
    if (aad.length > 0) expect(ccmOpen(key, nonce, ciphertext, tag, flipped(aad))).toBeNull();
  }
});

test.each([70_000, 0xff00, 0xfeff])('AES-256-CCM with %d bytes that are only authenticated', (length) => {
  const [key, nonce, aad, plain] = [bytes(32), bytes(12), bytes(length), bytes(50)];
  const theirs = createCipheriv('aes-256-ccm', key, nonce, { authTagLength: 16 });
  theirs.setAAD(aad, { plaintextLength: plain.length });
  const ciphertext = theirs.update(plain);
  theirs.final();
  expect(ccmSeal(key, nonce, plain, 16, aad)).toEqual({ ciphertext, tag: theirs.getAuthTag() });
});

const littleEndian = (value: number): Buffer => {
  const block = Buffer.alloc(16);
  block.writeBigUInt64LE(BigInt(value));
  return block;
};

describe.each([512, 1024, 2048, 4096])('sectors of %d bytes', (sectorSize) => {
  const offset = (): number => upTo(2 ** 53 / sectorSize - 2) * sectorSize;

  test.each([128, 256] as const)('AES-XTS %d', (bits) => {
    for (let n = 0; n < 300; n++) {
      const [key, plain, at] = [bytes(fvekLength(`aes-xts-${bits}`)), bytes(sectorSize), offset()];
      const theirs = createCipheriv(`aes-${bits}-xts`, key, littleEndian(at / sectorSize)).update(plain);
      const ours = sectorCipher(`aes-xts-${bits}`, key, sectorSize);
      expect(ours.encrypt(at, plain).equals(theirs)).toBe(true);
      expect(ours.decrypt(at, theirs).equals(plain)).toBe(true);
    }
  });

  test.each([128, 256] as const)('AES-CBC %d', (bits) => {
    for (let n = 0; n < 300; n++) {
      const [key, plain, at] = [bytes(fvekLength(`aes-cbc-${bits}`)), bytes(sectorSize), offset()];
      const iv = createCipheriv(`aes-${bits}-ecb`, key, null).update(littleEndian(at));
      const theirs = createCipheriv(`aes-${bits}-cbc`, key, iv).setAutoPadding(false).update(plain);
      const ours = sectorCipher(`aes-cbc-${bits}`, key, sectorSize);
      expect(ours.encrypt(at, plain).equals(theirs)).toBe(true);
      expect(ours.decrypt(at, theirs).equals(plain)).toBe(true);
    }
  });
});
