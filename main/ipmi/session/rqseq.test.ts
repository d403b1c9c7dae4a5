import { expect, test } from 'vitest';
import { freshPool, restRqSeq, takeRqSeq } from './rqseq.ts';

test('numbers run 1 to 63, then 0', () => {
  let pool = freshPool;
  const got: number[] = [];
  for (let i = 0; i < 65; i++) {
    const taken = takeRqSeq(pool, 0);
    if (!taken) throw new Error('no number');
    pool = taken.pool;
    got.push(taken.rqSeq);
  }
  expect(got.slice(0, 3)).toEqual([1, 2, 3]);
  expect(got.slice(62)).toEqual([63, 0, 1]);
});

test('a number with an unanswered copy rests a minute', () => {
  let pool = restRqSeq(freshPool, 1, 1, 0);
  expect(takeRqSeq(pool, 59_999)?.rqSeq).toBe(2);
  expect(takeRqSeq(pool, 60_000)?.rqSeq).toBe(1);
  for (let i = 0; i < 64; i++) pool = restRqSeq(pool, i, 1, 0);
  expect(takeRqSeq(pool, 0)).toBeNull();
  expect(restRqSeq(freshPool, 5, 0, 0)).toBe(freshPool);
});
