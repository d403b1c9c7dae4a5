import { describe, expect, it } from 'vitest';
import german from '../../../resources/locales/de/spelling.json' with { type: 'json' };
import english from '../../../resources/locales/en/spelling.json' with { type: 'json' };
import { seeded } from '../../ports/seeded.ts';
import { spell } from './spell.ts';

const groups = (value: string) => spell(value).map(({ characters }) => characters);
const words = (value: string, language: 'en' | 'de') =>
  spell(value)
    .map((group) => group.words.map((word) => word[language]).join(' '))
    .join(' | ');

describe('what is spelled over the phone', () => {
  it('comes in groups of at most four, as equal as they can be', () => {
    expect(groups('RH-SPS-B')).toEqual(['RH', '-', 'SPS', '-', 'B']);
    expect(groups('7.5.1')).toEqual(['7', '.', '5', '.', '1']);
    expect(groups('4F7KXM2')).toEqual(['4F7K', 'XM2']);
    expect(groups('ABCDE')).toEqual(['ABC', 'DE']);
    expect(groups('a'.repeat(64))).toEqual(Array.from({ length: 16 }, () => 'aaaa'));
    expect(groups('  5 F8 ')).toEqual(['5', ' ', 'F8']);
    expect(groups('')).toEqual([]);
  });
  it('has a word for each character, in each language its own', () => {
    expect(words('RH-2', 'en')).toBe('Romeo Hotel | hyphen | two');
    expect(words('RH-2', 'de')).toBe('Rostock Hamburg | Bindestrich | zwo');
    expect(words('Üß.0', 'de')).toBe('Umlaut Unna Eszett | Punkt | null');
    expect(words('b', 'en')).toBe(words('B', 'en'));
    expect(words('€', 'de')).toBe('€');
  });
  it('knows every letter and digit, and no two of them sound the same', () => {
    for (const table of [english, german]) {
      const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
      const said = alphabet.map((character) => (table as Record<string, string>)[character]);
      expect(said).not.toContain(undefined);
      expect(new Set(said).size).toBe(alphabet.length);
    }
  });
  it('loses and adds nothing, whatever is spelled', () => {
    const next = seeded(7);
    for (let round = 0; round < 2000; round++) {
      const length = Math.floor(next() * 40);
      const value = Array.from({ length }, () => String.fromCodePoint(33 + Math.floor(next() * 500))).join('');
      const spelled = spell(value);
      expect(groups(value).join('')).toBe(value.trim());
      for (const { characters, words: said } of spelled) {
        expect([...characters].length).toBeLessThanOrEqual(4);
        expect(said).toHaveLength([...characters].length);
      }
    }
  });
});
