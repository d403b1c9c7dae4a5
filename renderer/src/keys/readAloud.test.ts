import { expect, test } from 'vitest';
import { begin, compare, type Reading, turn, type Word } from './readAloud.ts';

const told = (words: Word[], from: Reading = begin()) => words.reduce(turn, from);
const agrees = (n: number): Word[] => Array.from({ length: n }, () => 'agrees');

test('the ID first, then eight groups, then the end', () => {
  expect(begin().place).toEqual({ at: 'id' });
  expect(told(agrees(1)).place).toEqual({ at: 'group', group: 0 });
  expect(told(agrees(8)).place).toEqual({ at: 'group', group: 7 });
  expect(told(agrees(9)).place).toEqual({ at: 'end' });
});

test('what differs stays and loses its tick', () => {
  const there = told([...agrees(4), 'back', 'differs']);
  expect(there.place).toEqual({ at: 'group', group: 2 });
  expect(there.agreed).toEqual([true, true, false, false, false, false, false, false]);
});

test('the last group does not end a reading that has a gap: it leads to the gap', () => {
  const gap: Reading = { ...told(agrees(8)), agreed: [true, false, true, true, true, true, true, false] };
  expect(turn(gap, 'agrees').place).toEqual({ at: 'group', group: 1 });
});

test('back leads to the ID and no further; from the end to the last group', () => {
  expect(told(['agrees', 'back', 'back']).place).toEqual({ at: 'id' });
  expect(told([...agrees(9), 'back']).place).toEqual({ at: 'group', group: 7 });
  expect(told([...agrees(9), 'restart'])).toEqual(begin());
});

test('no number of confirmations goes past the end, and nothing but agreement leaves the ID', () => {
  expect(told(agrees(40)).place).toEqual({ at: 'end' });
  expect(told(['differs']).place).toEqual({ at: 'id' });
});

test('what is typed back is compared digit by digit', () => {
  expect(compare('', '427284')).toEqual({ is: 'nothing' });
  expect(compare('427 2', '427284')).toEqual({ is: 'partly' });
  expect(compare('427-284', '427284')).toEqual({ is: 'same' });
  expect(compare('427384', '427284')).toEqual({ is: 'wrong', wrongAt: 4 });
  expect(compare('4272841', '427284')).toEqual({ is: 'wrong', wrongAt: 7 });
  expect(compare('rh sps b', 'RH-SPS-B')).toEqual({ is: 'same' });
});
