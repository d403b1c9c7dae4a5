// No German text of a procedure, fact or rule is an English sentence, and it names the same numbers as the English one: a wait of
// 30 minutes must not be one of 3 hours in the other language. Labels of the vendors stay as they are printed.
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { PRODUCTS } from './model.ts';
import { filesOf } from './testing/shipped.ts';

const english = /\b(the|is|are|were|of|with|from|this|that|and|or|have|has|been|your|does|until|which|after)\b/;
const german =
  /\b(der|die|das|den|dem|ein|eine|und|oder|Sie|ist|sind|nicht|auf|mit|von|bei|nach|zu|im|am|hat|wird|es|aus)\b/i;

interface Pair {
  en: string;
  de: string;
}
function pairs(node: unknown): Pair[] {
  if (typeof node !== 'object' || node === null) return [];
  const { en, de } = node as Partial<Pair>;
  if (typeof en === 'string' && typeof de === 'string') return [{ en, de }];
  return Object.values(node).flatMap(pairs);
}

/** A sentence ends like one and has words of English and none of German; what is quoted is the vendor's. */
const isEnglish = ({ de }: Pair) => {
  const own = de.replace(/„[^“]*“|"[^"]*"/g, '');
  return /[.!?]$/.test(own) && english.test(own) && !german.test(own);
};

const WORDS = {
  en: 'three four five six seven eight nine ten eleven twelve fifteen twenty thirty sixty'.split(' '),
  de: 'drei vier fünf sechs sieben acht neun zehn elf zwölf fünfzehn zwanzig dreißig sechzig'.split(' '),
};
const VALUES = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 20, 30, 60];

/** The numbers of a text, in digits and in words. One and two are no numbers to a language: an article, “beide”, a pair. */
function numbersOf(text: string, words: readonly string[]): string {
  const digits = text.replace(/(\d),(\d)/g, '$1.$2').match(/\d+(?:\.\d+)*/g) ?? [];
  const spelled = (text.toLowerCase().match(/\p{L}+/gu) ?? []).flatMap(
    (word) => VALUES[words.indexOf(word.replace(/mal$/, ''))] ?? [],
  );
  return [...digits, ...spelled.map(String)].sort().join(' ');
}
const numbersDiffer = ({ en, de }: Pair) => numbersOf(en, WORDS.en) !== numbersOf(de, WORDS.de);

it.each(PRODUCTS)('%s', (product) => {
  const texts = filesOf(product).flatMap(({ text }) => pairs(parse(text)));
  expect(texts.length).toBeGreaterThan(300);
  expect(texts.filter(isEnglish)).toEqual([]);
  expect(texts.filter(numbersDiffer)).toEqual([]);
  expect(texts.filter(({ en, de }) => en.trim() === '' || de.trim() === '')).toEqual([]);
});

it('an English sentence would be found', () => {
  expect(isEnglish({ en: '', de: 'Open the page and read the version.' })).toBe(true);
  expect(isEnglish({ en: '', de: 'Öffnen Sie „Read the version.“' })).toBe(false);
});

it.each([
  ['Wait 30 minutes.', 'Warten Sie 3 Minuten.', true],
  ['about five minutes', 'etwa fünfzehn Minuten', true],
  ['It fails five times above 4.1 GB.', 'Über 4,1 GB scheitert es fünfmal.', false],
  ['It has 5 lamps.', 'Sie hat fünf Lampen.', false],
])('another number would be found: %s %s', (en, de, found) => expect(numbersDiffer({ en, de })).toBe(found));
