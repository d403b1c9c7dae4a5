import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { passphraseInitial, recoveryInitial } from './initial.ts';
import { ROUNDS, Stretching } from './stretching.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
const salt = hex('000102030405060708090a0b0c0d0e0f');
const initial = recoveryInitial(hex('01000200ffffd72bc17aabc9790095f8'));

test('starts from the SHA-256 of a recovery password, and from the double one of a passphrase', () => {
  expect(initial.toString('hex')).toBe('6bdb1ac659557f5d6b7b91218ad9f2fa1d14b0f12a999659568084dd51116d7a');
  const once = createHash('sha256').update('anaconda', 'utf16le').digest();
  expect(passphraseInitial(Buffer.from('anaconda', 'utf16le'))).toEqual(createHash('sha256').update(once).digest());
});

test('vector A (bitlocker.md §2.5), looked at on the way', () => {
  using stretching = new Stretching(initial, salt);
  const after = (rounds: number) => {
    stretching.run(rounds);
    return stretching.key().toString('hex');
  };
  expect(after(1)).toBe('3e8c8f4f38a62d7b85fbb3d1c14f241b61ce37be0b118cbaf3cd842e134056e9');
  expect(after(1)).toBe('893d0ac9f09b705d59e332f4e240f893688adf8e68600e506f96f5b6b93623ae');
  expect(after(254)).toBe('94cbf50561227fd289f361ba91f2834f7cc4f70cad698a5c9ce5656a4177bd19');
  expect(after(65536 - 256)).toBe('1ba19fde21331cd40bceb6d3e518a1ae14c0b2c625c2b1a338cc6dfa6858a02a');
  expect(after(ROUNDS - 65536)).toBe('fa78e3fa8b578ad5197ff0de3bd50b05ecab74c2786b12b14f44173d58b859d2');
});

test('vector B, a volume made by Windows, in chunks of odd sizes', () => {
  const random = seeded(5);
  const real = recoveryInitial(hex('be531d7f315abf04a0553557c67932d2'));
  using stretching = new Stretching(real, hex('2ba080989af9b50c203aaebd0b40d498'));
  for (let left = ROUNDS; left > 0; ) {
    const rounds = Math.min(left, Math.floor(random() * 3000));
    stretching.run(rounds);
    left -= rounds;
  }
  expect(stretching.key().toString('hex')).toBe('1a39f926dab83e947fa85125b91e556e9ecc2bc5968924e03de234878d1fd4bd');
});

/** The definition, word for word. */
function slowly(from: Buffer, with_: Buffer, rounds: number): Buffer {
  let last = Buffer.alloc(32);
  for (let round = 0; round < rounds; round++) {
    const count = Buffer.alloc(8);
    count.writeUInt32LE(round);
    last = createHash('sha256').update(last).update(from).update(with_).update(count).digest();
  }
  return last;
}

test('is the definition, for random inputs and chunks of 0 to 9 rounds', () => {
  const random = seeded(6);
  const bytes = (length: number) => Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
  for (let n = 0; n < 50; n++) {
    const [from, with_] = [bytes(32), bytes(16)];
    const chunks = Array.from({ length: 8 }, () => Math.floor(random() * 10));
    using stretching = new Stretching(from, with_);
    for (const rounds of chunks) stretching.run(rounds);
    const all = chunks.reduce((sum, rounds) => sum + rounds, 0);
    expect(stretching.key()).toEqual(slowly(from, with_, all));
  }
});

describe('secrets', () => {
  test('leave nothing in its memory, and what they came in is as it was', () => {
    const [from, with_] = [Buffer.from(initial), Buffer.from(salt)];
    const stretching = new Stretching(from, with_);
    stretching.run(1001);
    const memory = new Uint8Array(stretching.memory.buffer);
    expect(memory.some((byte) => byte !== 0)).toBe(true);
    const key = stretching.key();
    stretching[Symbol.dispose]();
    expect(memory.every((byte) => byte === 0)).toBe(true);
    expect([from, with_]).toEqual([initial, salt]);
    expect(key).toEqual(slowly(initial, salt, 1001));
  });

  test('of other lengths are an error of the caller', () => {
    expect(() => new Stretching(initial.subarray(1), salt)).toThrow(RangeError);
    expect(() => new Stretching(initial, Buffer.alloc(32))).toThrow(RangeError);
  });
});
