import { expect, test } from 'vitest';
import { DecodeError } from '../bytes.ts';
import { decryptPayload, encryptPayload } from './confidentiality.ts';

const key = Buffer.alloc(20, 7);
const iv = Buffer.alloc(16, 9);

test('every length from 0 to 64 comes back and is padded to whole blocks', () => {
  for (let n = 0; n <= 64; n++) {
    const sealed = encryptPayload(key, iv, Buffer.alloc(n, n));
    expect(sealed.length % 16).toBe(0);
    expect(sealed.length).toBe(16 + Math.ceil((n + 1) / 16) * 16);
    expect(decryptPayload(key, sealed)).toEqual(Buffer.alloc(n, n));
  }
});

test('a wrong key, a missing block and a broken pad are refused', () => {
  const sealed = encryptPayload(key, iv, Buffer.from('hello'));
  expect(() => decryptPayload(key, sealed.subarray(0, 16))).toThrow(DecodeError);
  expect(() => decryptPayload(key, sealed.subarray(0, 31))).toThrow(DecodeError);
  const damaged = Buffer.from(sealed);
  damaged.writeUInt8(damaged.readUInt8(8) ^ 1, 8); // the IV carries over to plain byte 8, which is in the pad
  expect(() => decryptPayload(key, damaged)).toThrow('pad is damaged');
});
