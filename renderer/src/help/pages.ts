import { lexer, type Token } from 'marked';
import type { Language } from '../../../preload/contract.ts';
import { fold, wordsOf } from '../fold.ts';

export interface Section {
  title: string;
  /** Markdown below the heading. */
  text: string;
}
export interface Page {
  /** Name of its file without number: the same in every language. */
  id: string;
  title: string;
  sections: Section[];
}

const files = import.meta.glob<string>('../../../resources/help/*/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The pages of a language, in the order of their files. */
export function pagesIn(language: Language): Page[] {
  return Object.entries(files)
    .filter(([path]) => path.includes(`/help/${language}/`))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => pageOf(/\d+-([\w-]+)\.md$/.exec(path)?.[1] ?? path, text));
}

/** `# Title`, then `## Section` by `## Section`. */
export function pageOf(id: string, text: string): Page {
  const page: Page = { id, title: id, sections: [] };
  for (const token of lexer(text) as Token[]) {
    const section = page.sections.at(-1);
    if (token.type === 'heading' && token.depth === 1) page.title = token.text;
    else if (token.type === 'heading' && token.depth === 2) page.sections.push({ title: token.text, text: '' });
    else if (section) section.text += token.raw;
  }
  return { ...page, sections: page.sections.map(({ title, text }) => ({ title, text: text.trim() })) };
}

/** Places of the sections in which every word occurs, in either language: what they are called differs, not where they are. */
export function findSections(pages: readonly Page[], others: readonly Page[], query: string): [number, number][] {
  const words = wordsOf(query);
  return pages.flatMap((page, p) =>
    page.sections.flatMap((section, s): [number, number][] => {
      const twin = others[p]?.sections[s];
      const text = fold(`${section.title} ${section.text} ${twin?.title ?? ''} ${twin?.text ?? ''}`);
      return words.every((word) => text.includes(word)) ? [[p, s]] : [];
    }),
  );
}
