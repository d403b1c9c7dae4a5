import { expect, test } from 'vitest';
import { groupsOf } from './digits.ts';

const groups = ['000011', '000022', '720885', '123453', '345675', '567897', '001331', '700007'];
const checks = ['8', '5', '2', '9', '6', '3', '0', '7'];

test('each group stands with its place, its digits in two threes and its own check digit', () => {
  expect(groupsOf({ groups, checks }).map((g) => `${g.place}: ${g.digits} (${g.check})`)).toEqual([
    '1: 000 011 (8)',
    '2: 000 022 (5)',
    '3: 720 885 (2)',
    '4: 123 453 (9)',
    '5: 345 675 (6)',
    '6: 567 897 (3)',
    '7: 001 331 (0)',
    '8: 700 007 (7)',
  ]);
});

test('the function keys of a group are those of its own digits', () => {
  expect(groupsOf({ groups, checks })[2]?.keys).toBe('F7 F2 F10 F8 F8 F5');
});
