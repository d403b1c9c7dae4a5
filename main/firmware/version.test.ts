import { expect, it } from 'vitest';
import { compareVersions } from './version.ts';

const sign = (a: string, b: string) => {
  const order = compareVersions(a, b);
  return order === null ? null : Math.sign(order);
};

it.each([
  ['2.9.0', '2.10.1', -1],
  ['2.10.1', '2.9.0', 1],
  ['A12', '2.1.0', -1],
  ['A09', 'A12', -1],
  ['A12', 'a12', 0],
  ['2.10', '2.10.0', 0],
  ['7.00.30.00', '7.0.30.0', 0],
  ['1.66.65', '2.10.10.10', -1],
  ['25.5.9.0001', '25.5.9.1', 0],
  ['DL5A', 'dl5a ', 0],
  ['DL5A', 'DL5B', null],
  ['2.1.0', 'DL5B', null],
  ['', '1.0', null],
  ['1..0', '1.0', null],
  ['1.0-rc1', '1.0', null],
  ['99999999999999999999', '1', null],
])('%s against %s: %s', (a, b, order) => {
  expect(sign(a, b)).toBe(order);
  expect(sign(b, a)).toBe(order === null || order === 0 ? order : -order);
});
