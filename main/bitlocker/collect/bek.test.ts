import { expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { decodeBek } from './bek.ts';
import { bekFile } from './testing/bek.ts';
import { EXTERNAL, KEYS } from './testing/samples.ts';

const created = new Date(Number((132_000_000_000_000_000n - 116_444_736_000_000_000n) / 10_000n));

test('Windows 10: 156 bytes; Windows 11: 180, with the volume', () => {
  expect(bekFile(EXTERNAL, 7)).toHaveLength(156);
  expect(bekFile(EXTERNAL, 7, KEYS.os.id)).toHaveLength(180);
  expect(decodeBek(bekFile(EXTERNAL, 7))).toEqual({ id: EXTERNAL, key: Buffer.alloc(32, 7), created, volumeId: null });
  expect(decodeBek(bekFile(EXTERNAL, 9, KEYS.os.id))).toEqual({
    id: EXTERNAL,
    key: Buffer.alloc(32, 9),
    created,
    volumeId: KEYS.os.id,
  });
});

test('the key is a copy: what was read can be wiped', () => {
  const file = bekFile(EXTERNAL, 7);
  const found = decodeBek(file);
  file.fill(0);
  expect(found?.key).toEqual(Buffer.alloc(32, 7));
});

test('bytes behind the end do no harm; a file that is cut is none', () => {
  const file = bekFile(EXTERNAL, 7);
  expect(decodeBek(Buffer.concat([file, Buffer.alloc(100, 0xee)]))?.id).toBe(EXTERNAL);
  for (let length = 0; length < file.length; length++) expect(decodeBek(file.subarray(0, length))).toBeNull();
});

test.each([
  ['size beyond the file', 0, 157],
  ['size below the header', 0, 47],
  ['huge size', 0, 0xffffffff],
  ['another size at the second place', 12, 155],
  ['version', 4, 2],
  ['header size', 8, 0xffffffff],
])('not one: %s', (_name, at, value) => {
  const file = bekFile(EXTERNAL, 7);
  file.writeUInt32LE(value, at);
  expect(decodeBek(file)).toBeNull();
});

test('20,000 mutated files: a key of 32 bytes or nothing', () => {
  const random = seeded(1_987);
  const pick = (below: number) => Math.floor(random() * below);
  let [keys, none] = [0, 0];
  for (let round = 0; round < 20_000; round++) {
    const file = bekFile(EXTERNAL, 7, round % 2 ? KEYS.os.id : null);
    for (let times = pick(4); times >= 0; times--) file[pick(file.length)] = pick(256);
    const found = decodeBek(file.subarray(0, pick(8) === 0 ? pick(file.length) : file.length));
    if (!found) none++;
    else if (found.key.length === 32) keys++;
  }
  expect(keys + none).toBe(20_000);
  expect(Math.min(keys, none)).toBeGreaterThan(1_000);
});
