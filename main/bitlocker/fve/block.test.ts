import { describe, expect, it } from 'vitest';
import { type Block, blockBytes, copyOffsets, decodeBlock } from './block.ts';
import { ALL_ENTRIES, block, CREATED, datum, OFFSETS, repaired, VOLUME } from './testing/structures.ts';

const good = (bytes: Buffer): Block => {
  const found = decodeBlock(bytes);
  if (typeof found === 'string') throw new Error(found);
  return found;
};
const changed = (at: number, value: number, bytes = block()) => {
  bytes.writeUInt16LE(value, at);
  return bytes;
};

describe('a metadata block', () => {
  it('is read with its dataset and the hash behind it', () => {
    const bytes = block();
    const found = good(Buffer.concat([bytes, Buffer.alloc(100)]));
    expect(found).toMatchObject({
      version: 2,
      state: 'encrypted',
      nextState: 'encrypted',
      encryptedBytes: 0x100000,
      headerSectors: 16,
      headerOffset: 0x40000,
      id: VOLUME,
      methodCode: 0x8004,
      created: CREATED,
      whole: true,
      sealedHash: { nonce: Buffer.alloc(12, 0x90), tag: Buffer.alloc(16, 0x91), ciphertext: Buffer.alloc(44, 0x92) },
    });
    expect(found.entries).toHaveLength(ALL_ENTRIES.length);
    expect(found.bytes).toEqual(bytes.subarray(0, bytes.length - 88));
    expect(copyOffsets(bytes)).toEqual([...OFFSETS]);
  });

  it('of version 1 counts its size in bytes', () => {
    expect(good(block({ version: 1 }))).toMatchObject({ version: 1, id: VOLUME });
  });

  it.each([
    ['decrypted', 1],
    ['switching-dirty', 2],
    ['paused', 3],
    ['encrypted', 4],
    ['switching', 5],
    ['unknown', 6],
  ])('is %s by the number %i', (name, state) => {
    expect(good(block({ state, nextState: 1 }))).toMatchObject({ state: name, nextState: 'decrypted' });
  });

  it('is told apart from what is none, has no possible size, or was changed', () => {
    expect(decodeBlock(Buffer.alloc(200))).toBe('no-signature');
    expect(decodeBlock(Buffer.alloc(0))).toBe('no-signature');
    expect(decodeBlock(changed(8, 6))).toBe('size'); // 96 bytes: smaller than its own header
    expect(decodeBlock(changed(8, 4096))).toBe('size'); // 64 KiB: no room for the validation
    expect(decodeBlock(changed(12, 1))).toBe('checksum');
    expect(copyOffsets(changed(12, 1))).toEqual([...OFFSETS]);
    expect(copyOffsets(Buffer.alloc(200))).toEqual([]);
  });

  it.each([
    ['begins in its header', 64 + 8, 47],
    ['ends in front of its start', 64, 47],
    ['ends behind the block', 64, 0xffff],
  ])('whose dataset %s has an impossible size', (_, at, value) => {
    expect(decodeBlock(repaired(changed(at, value)))).toBe('size');
  });

  it('without a hash behind it is read all the same', () => {
    expect(good(block({ validation: Buffer.alloc(0) })).sealedHash).toBeNull();
    expect(good(block({ validation: datum(0, 4, Buffer.alloc(50)) })).sealedHash).toBeNull();
  });

  it('says when an entry has an impossible size, and keeps those in front', () => {
    const [first = Buffer.alloc(0)] = ALL_ENTRIES;
    const found = good(block({ entries: [first, Buffer.from([4, 0, 1, 0, 1, 0, 1, 0])] }));
    expect(found.entries).toHaveLength(1);
    expect(found.whole).toBe(false);
  });

  it('cut at any byte is refused, or read as far as its checksum reaches', () => {
    const bytes = block();
    const size = blockBytes(bytes);
    if (typeof size === 'string') throw new Error(size);
    for (let cut = 0; cut < bytes.length; cut++) {
      const found = decodeBlock(bytes.subarray(0, cut));
      if (cut < 112) expect(found, `${cut}`).toBe('no-signature');
      else if (cut < size + 8) expect(found, `${cut}`).toBe('size');
      else expect(found, `${cut}`).toMatchObject({ id: VOLUME, sealedHash: null });
    }
    expect(good(bytes).sealedHash).not.toBeNull();
  });

  it('with any one byte changed never passes for the same block', () => {
    const bytes = block();
    const size = Number(blockBytes(bytes));
    for (let at = 0; at < size; at++) {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(at) ^ 0x41, at);
      expect(typeof decodeBlock(copy), `${at}`).toBe('string');
    }
  });
});
