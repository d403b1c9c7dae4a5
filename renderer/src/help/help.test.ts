import { expect, test } from 'vitest';
import deUi from '../../../resources/locales/de/ui.json' with { type: 'json' };
import enUi from '../../../resources/locales/en/ui.json' with { type: 'json' };
import { goKeys } from '../shell/shortcuts.ts';
import { findSections, pageOf, pagesIn } from './pages.ts';

const english = pagesIn('en');
const german = pagesIn('de');
const words = (pages: typeof english) => pages.flatMap((page) => page.sections.map(({ text }) => text)).join('\n');

test('both languages have the same pages with the same sections, in the same order, none empty', () => {
  expect(german.map(({ id }) => id)).toEqual(english.map(({ id }) => id));
  expect(english.map(({ id }) => id)).toEqual(['signs', 'what-now', 'keys', 'words']);
  for (const [index, page] of english.entries()) {
    const twin = german[index];
    expect(twin?.sections.length, page.id).toBe(page.sections.length);
    const points = (text: string) => text.match(/^(- |\d+\. )/gm)?.length ?? 0;
    for (const [s, section] of page.sections.entries()) {
      expect(section.text.trim(), section.title).not.toBe('');
      expect(points(twin?.sections[s]?.text ?? ''), section.title).toBe(points(section.text));
    }
  }
});

test.each([
  ['en', enUi, words(english)],
  ['de', deUi, words(german)],
] as const)('every sign is explained by the word that stands on the screen (%s)', (_, ui, text) => {
  const signs = [
    ...Object.values(ui.kindShort),
    ...Object.values(ui.severity),
    ui.fact.sensed,
    ui.fact.entered,
    ui.fact.pasted,
    ui.fact.marked,
  ];
  for (const sign of signs) expect(text).toContain(`**${sign}**`);
  for (const [key, screen] of Object.entries(goKeys)) expect(text).toContain(`\`g\` \`${key}\`: ${ui.nav[screen]}`);
  for (const name of [ui.outcome.readAgain, ui.device.test, ui.run.resume]) expect(text).toContain(`*${name}*`);
});

test('a word of either language finds the section, whatever the accents', () => {
  const titles = (query: string) =>
    findSections(english, german, query).map(([p, s]) => english[p]?.sections[s]?.title);
  expect(titles('forgotten passphrase')).toContain('The passphrase of the vault is forgotten');
  expect(titles('SCHLUSSELSPEICHER vergessen')).toContain('The passphrase of the vault is forgotten');
  expect(titles('stick abgezogen')).toEqual(['A stick was pulled out too early']);
  expect(titles('no such thing as this')).toEqual([]);
});

test('a page is its title and its sections; what stands before the first section belongs to none', () => {
  expect(pageOf('x', '# T\n\nlost\n\n## A\n\none\n\n## B\n\n- two\n')).toEqual({
    id: 'x',
    title: 'T',
    sections: [
      { title: 'A', text: 'one' },
      { title: 'B', text: '- two' },
    ],
  });
});
