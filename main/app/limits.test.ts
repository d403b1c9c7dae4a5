import { expect, test } from 'vitest';
import { LIMITS, tooLarge } from './limits.ts';

test('ordinary arguments pass', () => {
  expect(tooLarge([])).toBeNull();
  expect(tooLarge(['a', { b: [1, null, true, { c: 'd' }] }])).toBeNull();
  expect(tooLarge(['x'.repeat(LIMITS.characters)])).toBeNull();
});

test('text is counted in values and in names', () => {
  expect(tooLarge(['x'.repeat(LIMITS.characters + 1)])).toBe('too much text');
  expect(tooLarge([{ ['x'.repeat(LIMITS.characters + 1)]: 1 }])).toBe('too much text');
});

test('values are counted, also in one long list', () => {
  expect(tooLarge([new Array(LIMITS.values + 1)])).toBe('too many values');
  expect(tooLarge(Array.from({ length: 500 }, () => new Array(500).fill(0)))).toBe('too many values');
});

test('depth is limited, and a cycle ends there', () => {
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  expect(tooLarge(cyclic)).toBe('nested too deeply');
});

test('only plain data is let through', () => {
  for (const value of [new Date(0), new Map(), new Uint8Array(8), /x/, new (class Device {})()]) {
    expect(tooLarge([value])).toBe('not plain data');
  }
  expect(tooLarge([Object.create(null)])).toBeNull();
});
