import { expect, test } from 'vitest';
import { seal, unseal } from './seal.ts';

const KEY = Buffer.alloc(32, 7);
const SECRET = Buffer.from('correct horse');

test('it is AES-256-GCM (test case 14 of the GCM specification)', () => {
  const sealed = Buffer.from(
    `${'00'.repeat(12)}cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919`,
    'hex',
  );
  expect(unseal(Buffer.alloc(32), sealed, '')).toEqual(Buffer.alloc(16));
});

test('what was sealed comes back, with a fresh nonce each time, also if it is empty', () => {
  for (const plain of [SECRET, Buffer.alloc(0), Buffer.alloc(5000, 0xff)]) {
    const sealed = seal(KEY, plain, 'a');
    expect(unseal(KEY, sealed, 'a')).toEqual(plain);
    expect(seal(KEY, plain, 'a').subarray(0, 12)).not.toEqual(sealed.subarray(0, 12));
  }
});

test('no bit can be changed, nothing cut off, and no other key or context opens it', () => {
  const sealed = seal(KEY, SECRET, 'a');
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const damaged = Buffer.from(sealed);
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(unseal(KEY, damaged, 'a'), `bit ${bit}`).toBe(null);
  }
  for (let length = 0; length < sealed.length; length += 1)
    expect(unseal(KEY, sealed.subarray(0, length), 'a')).toBe(null);
  expect(unseal(KEY, Buffer.concat([sealed, Buffer.alloc(1)]), 'a')).toBe(null);
  expect(unseal(Buffer.alloc(32, 8), sealed, 'a')).toBe(null);
  expect(unseal(KEY, sealed, 'b')).toBe(null);
  expect(unseal(KEY, sealed, 'a')).toEqual(SECRET);
});
