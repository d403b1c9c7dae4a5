import { expect, test } from 'vitest';
import { findRoom } from './room.ts';

test('in a small volume copies move on until none lies on another', () => {
  const { copies, moved } = findRoom(Buffer.alloc(272 * 1024), 2);
  expect(copies).toEqual([68 * 1024, 140 * 1024, 204 * 1024]);
  expect(moved).toBe(132 * 1024);
});

test('the search goes on at the beginning, behind the sectors that are moved', () => {
  const plain = Buffer.alloc(1024 * 1024);
  plain.fill(1, 768 * 1024);
  expect(findRoom(plain, 2).copies).toEqual([256 * 1024, 512 * 1024, 8192]);
});
