import { expect, it } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { sentences } from './sentences.ts';

it.each([
  ['Open the page. Read the version.', ['Open the page.', 'Read the version.']],
  ['Ist er an? Dann warten Sie!', ['Ist er an?', 'Dann warten Sie!']],
  ['Zeile eins\nZeile zwei', ['Zeile eins', 'Zeile zwei']],
  ['Die Rolle, z. B. primary, steht dort. Weiter.', ['Die Rolle, z. B. primary, steht dort.', 'Weiter.']],
  ['Mind. eine, d. h. die Nr. 2, bzw. zwei.', ['Mind. eine, d. h. die Nr. 2, bzw. zwei.']],
  ['Version 7.5.1 is shown. It is 5 F8.', ['Version 7.5.1 is shown.', 'It is 5 F8.']],
  ['Read “Off.” Then go on', ['Read “Off.”', 'Then go on']],
  ['  ', []],
])('%s', (text, expected) => {
  expect(sentences(text)).toEqual(expected);
});

it('loses nothing but white space', () => {
  const next = seeded(11);
  const pieces = ['.', '!', '?', ' ', '\n', 'a', 'z. B.', 'Nr.', '„', '“', 'Master', '7.5', ':', ')'];
  for (let round = 0; round < 3000; round++) {
    const text = Array.from({ length: 12 }, () => pieces[Math.floor(next() * pieces.length)]).join('');
    const bare = (all: string) => all.replace(/\s/g, '');
    expect(bare(sentences(text).join(' '))).toBe(bare(text));
  }
});
