import { expect, test } from 'vitest';
import { Reader } from '../bytes.ts';
import {
  accuracyPercent,
  convert,
  convertDistance,
  decodeFactors,
  encodeFactors,
  type Factors,
  isLinearizable,
  nearestRaw,
  rawNumber,
} from './convert.ts';

const factors = (some: Partial<Factors> = {}): Factors => ({
  linearization: 0,
  m: 1,
  b: 0,
  k1: 0,
  k2: 0,
  tolerance: 0,
  accuracy: 0,
  accuracyExp: 0,
  direction: 1,
  ...some,
});

test('M, B and both exponents', () => {
  expect(convert(factors({ m: 63, k2: -3 }), 'unsigned', 191)).toBe(12.033);
  expect(convert(factors({ m: 9, k2: -3 }), 'unsigned', 167)).toBe(1.503);
  expect(convert(factors({ m: 5, b: -40, k1: 1, k2: -1 }), 'unsigned', 100)).toBe(10);
  expect(convert(factors({ m: -2, b: 400, k2: -1 }), 'unsigned', 80)).toBe(24);
  expect(convert(factors({ m: 75 }), 'unsigned', 84)).toBe(6_300);
  expect(convert(factors({ m: 1, k2: 7 }), 'unsigned', 3)).toBe(30_000_000);
});

test('unsigned, one’s and two’s complement', () => {
  const all = (format: 'unsigned' | 'ones' | 'twos') =>
    [0x00, 0x7f, 0x80, 0xe0, 0xff].map((raw) => rawNumber(raw, format));
  expect(all('unsigned')).toEqual([0, 127, 128, 224, 255]);
  expect(all('ones')).toEqual([0, 127, -127, -31, -0]);
  expect(all('twos')).toEqual([0, 127, -128, -32, -1]);
  expect(convert(factors(), 'none', 5)).toBeNull();
});

test.each([
  [0, 12],
  [1, Math.log(12)],
  [2, Math.log10(12)],
  [3, Math.log2(12)],
  [4, Math.exp(12)],
  [5, 1e12],
  [6, 4_096],
  [7, 1 / 12],
  [8, 144],
  [9, 1_728],
  [10, Math.sqrt(12)],
  [11, Math.cbrt(12)],
])('linearization %i', (linearization, expected) => {
  expect(convert(factors({ linearization }), 'unsigned', 12)).toBe(expected);
});

test('where the formula has no result there is no value', () => {
  expect(convert(factors({ linearization: 1 }), 'unsigned', 0)).toBeNull(); // ln 0
  expect(convert(factors({ linearization: 1 }), 'twos', 0xff)).toBeNull(); // ln -1
  expect(convert(factors({ linearization: 7 }), 'unsigned', 0)).toBeNull(); // 1/0
  expect(convert(factors({ linearization: 10 }), 'twos', 0xff)).toBeNull(); // √-1
});

test('non-linear and reserved codes are not guessed', () => {
  for (const linearization of [12, 0x6f, 0x70, 0x7f]) {
    expect(isLinearizable(factors({ linearization }))).toBe(false);
    expect(convert(factors({ linearization }), 'unsigned', 1)).toBeNull();
  }
});

test('the factors come back as they went, at the ends of their ranges', () => {
  for (const m of [-512, -1, 0, 511])
    for (const b of [-512, 511])
      for (const [k1, k2] of [
        [-8, 7],
        [7, -8],
      ] as const) {
        const f = factors({
          m,
          b,
          k1,
          k2,
          tolerance: 63,
          accuracy: 1_023,
          accuracyExp: 3,
          direction: 2,
          linearization: 0x70,
        });
        expect(decodeFactors(new Reader(encodeFactors(f), 'factors'))).toEqual(f);
      }
});

test('distances do not know B; accuracy is in percent', () => {
  expect(convertDistance(factors({ m: -5, b: 100, k2: -1 }), 2)).toBe(1);
  expect(convertDistance(factors({ linearization: 8 }), 2)).toBeNull();
  expect(accuracyPercent(factors())).toBeNull();
  expect(accuracyPercent(factors({ accuracy: 50, accuracyExp: 1 }))).toBe(5);
});

test('the nearest raw value is the one that converts back', () => {
  for (const format of ['unsigned', 'ones', 'twos'] as const) {
    const f = factors({ m: 25, b: -300, k1: 1, k2: -2 });
    for (let raw = 0; raw < 256; raw++) {
      if (format === 'ones' && raw === 0xff) continue; // the other zero
      expect(nearestRaw(f, format, convert(f, format, raw) ?? Number.NaN)).toBe(raw);
    }
  }
  expect(nearestRaw(factors(), 'unsigned', 300)).toBe(255);
  expect(nearestRaw(factors(), 'twos', -300)).toBe(0x80);
});
