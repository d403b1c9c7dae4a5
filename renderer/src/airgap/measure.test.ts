import { expect, test } from 'vitest';
import { bytes, grouped, percentOf, seconds, spread } from './measure.ts';

test('sizes have three digits and the unit that is printed on drives', () => {
  expect([0, 999, 1000, 12_345_678, 999_499_999, 4_294_967_296].map((n) => bytes(n, 'en'))).toEqual([
    '0 B',
    '999 B',
    '1 kB',
    '12.3 MB',
    '999 MB',
    '4.29 GB',
  ]);
  expect(bytes(1_234_567, 'de')).toBe('1,23 MB');
  expect(bytes(999_600, 'en')).toBe('1 MB');
});

test('a job is at 100 percent only when its last byte is durable', () => {
  expect(percentOf({ doneBytes: 999_999, totalBytes: 1_000_000 })).toBe(99);
  expect(percentOf({ doneBytes: 1_000_000, totalBytes: 1_000_000 })).toBe(100);
  expect(percentOf({ doneBytes: 0, totalBytes: 0 })).toBe(0);
});

test('seconds carry their sign, an uncertainty does not', () => {
  expect([seconds(3.25, 'en'), seconds(-754.4, 'en'), seconds(0, 'de')]).toEqual(['+3.3 s', '−754 s', '+0 s']);
  expect(spread(0.5, 'de')).toBe('0,5 s');
});

test('groups of four lose nothing', () => {
  expect(grouped('SHA256:abcdefghi')).toEqual(['SHA256:', 'abcd', 'efgh', 'i']);
  expect(grouped('abcde')).toEqual(['abcd', 'e']);
  expect(grouped('')).toEqual([]);
});
