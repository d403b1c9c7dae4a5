import { expect, test } from 'vitest';
import { compareBack } from './aloud.ts';

const expected = { en: 'Primary', de: 'Primär' };

test.each([
  ['', { is: 'nothing' }],
  ['prim', { is: 'partly' }],
  ['primär', { is: 'same' }],
  ['PRIMARY', { is: 'same' }],
  ['prima', { is: 'partly' }],
  ['Primärx', { is: 'wrong', wrongAt: 7 }],
  ['Backup', { is: 'wrong', wrongAt: 1 }],
])('%s', (typed, echo) => {
  expect(compareBack(typed, expected)).toEqual(echo);
});
