import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { FveMethod } from '../fve/types.ts';
import { fvekLength, sectorCipher } from './sector.ts';

const pattern = (length: number, step: number) =>
  Buffer.from(Array.from({ length }, (_, i) => (i * step + (i >> 8)) & 0xff));
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/**
 * SHA-256 of two encrypted sectors of 512 and of 4096 bytes at 0x21000. The same as the code gives that decrypts the public
 * test images of cryptsetup, whose plaintext is known from Windows (bitlocker.md §2.7).
 */
const METHODS: readonly [FveMethod, string, string][] = [
  [
    'aes-cbc-128-elephant',
    '6afeb1f63f39640d2cc04d1dd82fad9ec38cd89aaa41488a2c504f1f7b7ec0a6',
    '64616ad31a58f56802a316c0bc1759be2a3f2dca506d948e8674dadb7699d70a',
  ],
  [
    'aes-cbc-256-elephant',
    'e7cca6b9cdf2c4ee14bcfd38d76eb1133815ba32cb0ea7298be74b02b6818edf',
    '51fc63976e4aab1b580d50e18c4b3f9f8448bf4802df376e64f781388aedf9db',
  ],
  [
    'aes-cbc-128',
    '202563503de1e2b465377bd02f3492c40bf5d35773b0ac20f424b8da65589d37',
    '59eadbbe522d892502c7dd6713b4312a4064df24b4c2dd6b313be20987bbf814',
  ],
  [
    'aes-cbc-256',
    'e910d3b1eb955d98b95b1031ee207c756b44b3f771849450b27c0226b10fd01d',
    '40100282db33dc392a8d8d9b2b4d54bba015a9f8c835790cb82ae8cea1e3464d',
  ],
  [
    'aes-xts-128',
    '32df758038cfa06e547c10adc134fe74741e8b01a13f3f3e9ea1bd78363dad59',
    'ccfe36ae303b050db1b99b88692b3e98d022e7514b6c9d3a6a3df221b45da717',
  ],
  [
    'aes-xts-256',
    '26d20f2e9c208d479dfa2db1db36c8c0901f158589f6eb318f2f75b75caca2db',
    '827899ca63f8bd28ce8c024fd2bc6c503ae7e4f3685a9321bb373ecdadca3623',
  ],
];

describe.each(METHODS)('%s', (method, small, large) => {
  const key = pattern(fvekLength(method), 7);

  test('encrypts to the bytes that are known to be right', () => {
    expect(sha256(sectorCipher(method, key, 512).encrypt(0x21000, pattern(1024, 31)))).toBe(small);
    expect(sha256(sectorCipher(method, key, 4096).encrypt(0x21000, pattern(8192, 31)))).toBe(large);
  });

  test.each([512, 1024, 2048, 4096])('decrypts what it encrypted, in sectors of %d bytes, up to 2^53', (sectorSize) => {
    const cipher = sectorCipher(method, key, sectorSize);
    const plain = pattern(3 * sectorSize, 13);
    for (const offset of [0, 7 * sectorSize, 2 ** 32 + sectorSize, 2 ** 53 - 5 * sectorSize]) {
      const encrypted = cipher.encrypt(offset, plain);
      expect(encrypted).not.toEqual(plain);
      expect(cipher.decrypt(offset, encrypted)).toEqual(plain);
      const second = encrypted.subarray(sectorSize, 2 * sectorSize);
      expect(cipher.decrypt(offset + sectorSize, second)).toEqual(plain.subarray(sectorSize, 2 * sectorSize));
      expect(cipher.decrypt(offset + sectorSize, encrypted)).not.toEqual(plain);
    }
  });

  test('refuses what it cannot be meant to do, and leaves its input alone', () => {
    const cipher = sectorCipher(method, key, 512);
    const data = pattern(512, 5);
    expect(cipher.decrypt(512, data)).not.toEqual(data);
    expect(data).toEqual(pattern(512, 5));
    expect(cipher.decrypt(512, Buffer.alloc(0))).toEqual(Buffer.alloc(0));
    expect(() => cipher.decrypt(1, data)).toThrow(RangeError);
    expect(() => cipher.decrypt(-512, data)).toThrow(RangeError);
    expect(() => cipher.decrypt(2 ** 53, data)).toThrow(RangeError);
    expect(() => cipher.encrypt(0, data.subarray(1))).toThrow(RangeError);
    expect(() => sectorCipher(method, key.subarray(1), 512)).toThrow(RangeError);
    for (const size of [0, 256, 520, 8192]) expect(() => sectorCipher(method, key, size)).toThrow(RangeError);
  });
});

test('IEEE 1619 vector 4', () => {
  const key = Buffer.from('2718281828459045235360287471352631415926535897932384626433832795', 'hex');
  const plain = Buffer.alloc(512, Buffer.from(Array.from({ length: 256 }, (_, i) => i)));
  const encrypted = sectorCipher('aes-xts-128', key, 512).encrypt(0, plain).toString('hex');
  expect(encrypted.slice(0, 64)).toBe('27a7479befa1d476489f308cd4cfa6e2a96e4bbe3208ff25287dd3819616e89c');
  expect(encrypted.slice(-32)).toBe('0a282df920147beabe421ee5319d0568');
});
