import { expect, test } from 'vitest';
import { spell } from '../procedures/aloud/spell.ts';
import { aloudLines } from './run-aloud.ts';

test('the lines of the step, then what is expected with its words', () => {
  const aloud = {
    step: 1,
    of: 2,
    lines: [{ kind: 'place' as const, text: { en: 'Step 1 of 2.', de: 'Schritt 1 von 2.' } }],
    readBack: [{ label: { en: 'Version', de: 'Version' }, value: { en: '7.5', de: '7.5' }, spelled: spell('7.5') }],
  };
  const figures = ['    7  sieben', '    .  Punkt', '    5  fünf'];
  expect(aloudLines(aloud, 'de')).toEqual(['Schritt 1 von 2.', '= Version: 7.5', ...figures]);
  expect(aloudLines(aloud, 'en')[0]).toBe('Step 1 of 2.');
});
