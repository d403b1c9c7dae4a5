import { expect, test } from 'vitest';
import { names } from './drive.ts';

const drive = { serial: '4C530001230504', label: 'STICK', path: '/dev/sdb1' };

test('the serial number or its last characters name a drive, in any case', () => {
  for (const typed of ['4C530001230504', ' 4c530001230504 ', '0504', '1230504']) expect(names(typed, drive)).toBe(true);
});
test('too few characters, the beginning, the label or nothing do not', () => {
  for (const typed of ['', '   ', '504', '4C53', 'STICK', '/dev/sdb1', 'x4C530001230504'])
    expect(names(typed, drive)).toBe(false);
});
test('a short serial number has to be typed as a whole', () => {
  expect(names('12', { ...drive, serial: '12' })).toBe(true);
  expect(names('2', { ...drive, serial: '12' })).toBe(false);
});
test('without a serial number all of the label counts, without a label all of the path', () => {
  const blank = { ...drive, serial: null };
  expect([names('stick', blank), names('tick', blank)]).toEqual([true, false]);
  expect([names('/dev/sdb1', { ...blank, label: null }), names('sdb1', { ...blank, label: null })]).toEqual([
    true,
    false,
  ]);
});
