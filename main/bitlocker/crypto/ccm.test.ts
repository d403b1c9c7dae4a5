import { describe, expect, test } from 'vitest';
import { ccmOpen, ccmSeal } from './ccm.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const counting = (from: number, length: number) => Buffer.from(Array.from({ length }, (_, i) => from + i));

interface Vector {
  name: string;
  key: Buffer;
  nonce: Buffer;
  aad: Buffer;
  plain: Buffer;
  sealed: Buffer;
  tag: Buffer;
}
const none = Buffer.alloc(0);
const vectors: Vector[] = [
  {
    name: 'the shape of a BitLocker datum, AES-256',
    key: counting(0, 32),
    nonce: counting(0, 12),
    aad: none,
    plain: Buffer.concat([hex('2c0000000100000003200000'), Buffer.alloc(32, 0x11)]),
    sealed: hex('a6d5b8163f2fc997afe9b1231c214d552c650764286449a874b4924484093362d4dddb65a3c9d095f2911a07'),
    tag: hex('3725824d3861d61b04a494679c47d278'),
  },
  {
    name: 'a volume master key under a stretched key, AES-256',
    key: hex('fa78e3fa8b578ad5197ff0de3bd50b05ecab74c2786b12b14f44173d58b859d2'),
    nonce: hex('001122334455667703000000'),
    aad: none,
    plain: hex('2c0000000100000003200000f314fbec69f47f164c517fdba97c31b876f825ef228ab34418b462f17febfb99'),
    sealed: hex('26da59abe5109ff312cf7c2b7c2f23612540c5d358843a75c2719105964733b5f13c906c34885dc72578f337'),
    tag: hex('2f815ab3023a0f7f820c91a2cb8290d0'),
  },
  {
    name: 'RFC 3610 packet vector 1',
    key: counting(0xc0, 16),
    nonce: hex('00000003020100a0a1a2a3a4a5'),
    aad: counting(0, 8),
    plain: counting(8, 23),
    sealed: hex('588c979a61c663d2f066d0c2c0f989806d5f6b61dac384'),
    tag: hex('17e8d12cfdf926e0'),
  },
  {
    name: 'SP 800-38C example 1',
    key: counting(0x40, 16),
    nonce: counting(0x10, 7),
    aad: counting(0, 8),
    plain: counting(0x20, 4),
    sealed: hex('7162015b'),
    tag: hex('4dac255d'),
  },
  {
    name: 'SP 800-38C example 2',
    key: counting(0x40, 16),
    nonce: counting(0x10, 8),
    aad: counting(0, 16),
    plain: counting(0x20, 16),
    sealed: hex('d2a1f0e051ea5f62081a7792073d593d'),
    tag: hex('1fc64fbfaccd'),
  },
  {
    name: 'SP 800-38C example 3',
    key: counting(0x40, 16),
    nonce: counting(0x10, 12),
    aad: counting(0, 20),
    plain: counting(0x20, 24),
    sealed: hex('e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5'),
    tag: hex('484392fbc1b09951'),
  },
  {
    name: 'SP 800-38C example 4, with 64 KiB that are only authenticated',
    key: counting(0x40, 16),
    nonce: counting(0x10, 13),
    aad: Buffer.alloc(65536, counting(0, 256)),
    plain: counting(0x20, 32),
    sealed: hex('69915dad1e84c6376a68c2967e4dab615ae0fd1faec44cc484828529463ccf72'),
    tag: hex('b4ac6bec93e8598e7f0dadbcea5b'),
  },
];

test.each(vectors)('seals and opens $name', ({ key, nonce, aad, plain, sealed, tag }) => {
  expect(ccmSeal(key, nonce, plain, tag.length, aad)).toEqual({ ciphertext: sealed, tag });
  expect(ccmOpen(key, nonce, sealed, tag, aad)).toEqual(plain);
});

describe('what was changed', () => {
  const { key, nonce, sealed, tag } = vectors[0] as Vector;
  const flipped = (bytes: Buffer, bit: number) => {
    const copy = Buffer.from(bytes);
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return copy;
  };
  const bits = (bytes: Buffer) => Array.from({ length: 8 * bytes.length }, (_, bit) => bit);

  test('does not open, whichever bit it was', () => {
    for (const bit of bits(key)) expect(ccmOpen(flipped(key, bit), nonce, sealed, tag)).toBeNull();
    for (const bit of bits(nonce)) expect(ccmOpen(key, flipped(nonce, bit), sealed, tag)).toBeNull();
    for (const bit of bits(sealed)) expect(ccmOpen(key, nonce, flipped(sealed, bit), tag)).toBeNull();
    for (const bit of bits(tag)) expect(ccmOpen(key, nonce, sealed, flipped(tag, bit))).toBeNull();
    expect(ccmOpen(key, nonce, sealed, tag, Buffer.of(0))).toBeNull();
    expect(ccmOpen(key, nonce, sealed.subarray(1), tag)).toBeNull();
  });

  test('leaves what it was given as it was', () => {
    const given = [key, nonce, sealed, tag].map((bytes) => Buffer.from(bytes));
    ccmOpen(key, nonce, sealed, tag);
    ccmOpen(key, nonce, sealed, flipped(tag, 0));
    expect([key, nonce, sealed, tag]).toEqual(given);
  });
});

test('lengths that CCM does not have are an error of the caller', () => {
  const [key, nonce] = [Buffer.alloc(32), Buffer.alloc(12)];
  for (const length of [0, 6, 14, 16]) expect(() => ccmSeal(key, Buffer.alloc(length), none)).toThrow(RangeError);
  for (const length of [0, 2, 5, 18]) expect(() => ccmSeal(key, nonce, none, length)).toThrow(RangeError);
  for (const length of [0, 3, 17]) expect(() => ccmOpen(key, nonce, none, Buffer.alloc(length))).toThrow(RangeError);
  const tooLong = Buffer.alloc(0x10000); // with a nonce of 13 bytes, two are left to count with
  expect(() => ccmSeal(key, Buffer.alloc(13), tooLong)).toThrow(RangeError);
  expect(ccmSeal(key, Buffer.alloc(13), tooLong.subarray(1)).ciphertext).toHaveLength(0xffff);
});
