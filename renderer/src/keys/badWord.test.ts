import { expect, test } from 'vitest';
import { i18n, type T } from '../i18n.ts';
import { badWord } from './badWord.ts';

test('bad groups are named by number, and all of them mean a wrong length', () => {
  const t = i18n.getFixedT('en') as T;
  expect(badWord(t, [3])).toBe('Bad group 3');
  expect(badWord(t, [3, 7])).toBe('Bad groups 3, 7');
  expect(badWord(t, [1, 2, 3, 4, 5, 6, 7, 8])).toBe('Too few or too many digits');
});
