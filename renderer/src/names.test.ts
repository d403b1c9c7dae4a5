import { expect, test } from 'vitest';
import type { Site } from '../../preload/contract.ts';
import { i18n } from './i18n.ts';
import { keyName, namedSites } from './names.ts';

const site = (name: string, practice: Site['practice']) => ({ id: name, name, practice }) as Site;
const practice = { scale: 1, control: '' } as Site['practice'];

test('what Rackhand has named is named in the language of the screen, and nothing else', () => {
  const [en, de] = [i18n.getFixedT('en'), i18n.getFixedT('de')];
  const named = (name: string, of: Site['practice'], t = de) => namedSites([site(name, of)], t)[0]?.name;
  expect(named('Practice rack', practice)).toBe('Übungsrack');
  expect(named('Übungsrack', practice, en)).toBe('Practice rack');
  expect(named('Room 4', practice)).toBe('Room 4');
  expect(named('Practice rack', null)).toBe('Practice rack');
  expect(keyName('This computer', de)).toBe('Dieser Rechner');
  expect(keyName('This computer (former)', de)).toBe('Dieser Rechner (früher)');
  expect(keyName('Rack 4', de)).toBe('Rack 4');
});
