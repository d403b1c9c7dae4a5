import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { root } from './shell.ts';

type Tree = { [key: string]: string | Tree };
const flat = (tree: Tree, at = ''): [string, string][] =>
  Object.entries(tree).flatMap(([k, v]) => (typeof v === 'string' ? [[`${at}${k}`, v]] : flat(v, `${at}${k}.`)));
const locale = (language: string) =>
  ['ui', 'trips', 'library', 'errors', 'findings'].flatMap((file) =>
    flat(
      JSON.parse(readFileSync(path.join(root, 'resources/locales', language, `${file}.json`), 'utf8')) as Tree,
      `${file}.`,
    ),
  );

/** The English sentences of the screens that are said differently in German; what stands in a hole may be anything. */
const english = (() => {
  const german = new Map(locale('de'));
  const said = new Set(german.values());
  return locale('en')
    .filter(([key, text]) => german.get(key) !== text && !said.has(text))
    .filter(([, text]) => text.replace(/{{.*?}}/g, '').replace(/[^a-z]/gi, '').length > 3)
    .map(([key, text]) => {
      const parts = text.split(/{{.*?}}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      return { key, pattern: new RegExp(`^${parts.join('.+')}$`, 's') };
    });
})();

/** Words that stand in English sentences and in no German one; the second row only in lower case. */
const words = [
  /\b(the|is|are|were|of|with|from|this|that|and|or|have|has|been|before|your|cannot|does|not yet|until|which|there)\b/i,
  /\b(after|must|read|none|device|computer|key|open|close|start|stop|step|step by|node|page|value|version of)\b/,
];

/** What stays as its vendor or a standard prints it, and why. It is taken out of a text before its words are looked at. */
const allowed: [pattern: RegExp, why: string][] = [
  [/^Quelle: .*$/, "sections of the vendors' documents, named so that they are found there"],
  [/„[^“]*“/g, 'commands and labels are quoted as they are'],
  [/\b(This|Other) node\b/g, 'labels of the SPS web interface'],
  [/^(Deutsch|Memory)$/, 'a language calls itself by its own name; a sensor goes by the name its BMC gives it'],
  [/^(operator|administrator)$/, 'names of accounts of the BMC'],
  [/\bAfter reboot\b/g, 'label of the SPS web interface'],
];

/** Texts and names on the page that a German speaker would stumble over. What is marked as English is left alone. */
export async function englishOn(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found = new Set<string>();
    const visible = (node: Element) => node.checkVisibility?.() !== false;
    const foreign = (node: Element) => node.closest('[lang=en], code, pre, kbd, .mono, .xterm, script, style') !== null;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT);
    for (let node = walker.currentNode as Element | null; node; node = walker.nextNode() as Element | null) {
      if (foreign(node) || !visible(node)) continue;
      const own = [...node.childNodes]
        .filter((child) => child.nodeType === Node.TEXT_NODE)
        .map((child) => child.nodeValue);
      const named = ['aria-label', 'aria-description', 'placeholder', 'title', 'alt'].map((name) =>
        node.getAttribute(name),
      );
      for (const text of [own.join('').trim(), ...named]) if (text?.trim()) found.add(text.replace(/\s+/g, ' ').trim());
    }
    found.add(document.title);
    return [...found];
  });
  return texts.flatMap((text) => {
    const bare = allowed.reduce((rest, [pattern]) => rest.replace(pattern, ''), text);
    const leak = english.find(({ pattern }) => pattern.test(bare));
    if (leak) return [`${text} (${leak.key})`];
    const word = words.map((pattern) => pattern.exec(bare)?.[0]).find(Boolean);
    return word ? [`${text} (${word})`] : [];
  });
}
