import { expect, test } from 'vitest';
import type { RackStatus } from '../../../preload/contract.ts';
import { grow, hottest, pathOf, rangeOf, type Trends } from './trend.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
const temperature = (name: string, celsius: number) => ({ name, celsius, state: 'ok' as const });
const picture = (second: number, ...celsius: number[]) =>
  ({
    siteId: 's',
    devices: [
      {
        deviceId: 'd',
        health: {
          value: { temperatures: celsius.map((c, i) => temperature(`T${i}`, c)) },
          at: at(second),
          error: null,
        },
      },
    ],
  }) as unknown as RackStatus;

test('the hottest sensor counts, and none is no temperature', () => {
  expect(hottest(null)).toBeNull();
  expect(grow({}, picture(0, 21, 45, 30)).d).toEqual([{ at: at(0), celsius: 45 }]);
  expect(grow({}, picture(0))).toEqual({});
});

test('the same reading in two pictures is one reading, and the last sixty are kept', () => {
  let trends: Trends = grow({}, picture(0, 20));
  expect(grow(trends, picture(0, 20))).toBe(trends);
  for (let i = 1; i <= 70; i++) trends = grow(trends, picture(i, 20 + i));
  expect(trends.d).toHaveLength(60);
  expect(rangeOf(trends.d ?? [])).toEqual({ least: 31, most: 90, seconds: 59 });
});

test('one reading is no course; a calm one runs through the middle', () => {
  expect(pathOf([{ at: at(0), celsius: 20 }], 100, 40)).toBe('');
  const calm = [0, 1, 2].map((s) => ({ at: at(s), celsius: 24 }));
  expect(pathOf(calm, 100, 40)).toBe('M0 20L50 20L100 20');
  const rising = [0, 10].map((s) => ({ at: at(s), celsius: 20 + s }));
  expect(pathOf(rising, 100, 40)).toBe('M0 40L100 0');
});
