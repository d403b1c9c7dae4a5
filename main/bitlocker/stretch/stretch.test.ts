import { afterEach, expect, test, vi } from 'vitest';
import { stretchKey } from './stretch.ts';
import { Stretching } from './stretching.ts';

const initial = Buffer.from('6bdb1ac659557f5d6b7b91218ad9f2fa1d14b0f12a999659568084dd51116d7a', 'hex');
const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const wiped = vi.spyOn(Stretching.prototype, Symbol.dispose);
const memories = () =>
  wiped.mock.contexts.map((stretching) => new Uint8Array((stretching as unknown as Stretching).memory.buffer));

afterEach(() => {
  expect(memories()).toHaveLength(1);
  for (const memory of memories()) expect(memory.every((byte) => byte === 0)).toBe(true);
  wiped.mockClear();
});

test('stretches in a worker, tells how far it is, and wipes', async () => {
  const shares: number[] = [];
  const key = await stretchKey(initial, salt, { onProgress: (share) => shares.push(share) });
  expect(key.toString('hex')).toBe('fa78e3fa8b578ad5197ff0de3bd50b05ecab74c2786b12b14f44173d58b859d2');
  expect(shares.length).toBeGreaterThan(30);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
});

test('stops when told to, with the reason it was told', async () => {
  const abort = new AbortController();
  const shares: number[] = [];
  const stretched = stretchKey(initial, salt, {
    signal: abort.signal,
    onProgress(share) {
      shares.push(share);
      abort.abort(new Error('the operator has left'));
    },
  });
  await expect(stretched).rejects.toThrow('the operator has left');
  expect(shares).not.toContain(1);
});

test('stops before it has begun', async () => {
  const abort = new AbortController();
  const stretched = stretchKey(initial, salt, { signal: abort.signal });
  abort.abort(new Error('never mind'));
  await expect(stretched).rejects.toThrow('never mind');
});
