import { expect, test } from 'vitest';
import { fkeysOf, halvesOf } from './fkeys.ts';

test('F1 to F9 are the digits 1 to 9, and F10 is 0', () => {
  expect(fkeysOf('1234567890')).toEqual(['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'F10']);
});

test('a group keeps its order, its leading zero and its doubles', () => {
  expect(fkeysOf('000924')).toEqual(['F10', 'F10', 'F10', 'F9', 'F2', 'F4']);
  expect(halvesOf('000924')).toEqual(['000', '924']);
});
