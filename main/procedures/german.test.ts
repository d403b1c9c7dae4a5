// No German text of a procedure, fact or rule is an English sentence. Labels of the vendors stay as they are printed.
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

it.each(PRODUCTS)('%s', (product) => {
  const texts = filesOf(product).flatMap(({ text }) => pairs(parse(text)));
  expect(texts.length).toBeGreaterThan(300);
  expect(texts.filter(isEnglish)).toEqual([]);
  expect(texts.filter(({ en, de }) => en.trim() === '' || de.trim() === '')).toEqual([]);
});

it('an English sentence would be found', () => {
  expect(isEnglish({ en: '', de: 'Open the page and read the version.' })).toBe(true);
  expect(isEnglish({ en: '', de: 'Öffnen Sie „Read the version.“' })).toBe(false);
});
