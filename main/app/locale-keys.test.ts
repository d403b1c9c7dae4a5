import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import library from '../../resources/locales/en/library.json' with { type: 'json' };
import trips from '../../resources/locales/en/trips.json' with { type: 'json' };
import ui from '../../resources/locales/en/ui.json' with { type: 'json' };

type Tree = { [key: string]: string | Tree };
const flat = (tree: Tree, path = ''): string[] =>
  Object.entries(tree).flatMap(([k, v]) => (typeof v === 'string' ? [`${path}${k}`] : flat(v, `${path}${k}.`)));

test('no sentence of the screens is left over from a screen that is gone', () => {
  const sources = readdirSync('renderer/src', { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\./.test(name))
    .map((name) => readFileSync(`renderer/src/${name}`, 'utf8'))
    .join('\n');
  const named = new Set([...sources.matchAll(/['"]([\w.-]+)['"]/g)].map(([, key]) => key));
  // Names of list entries (`id: …`) are none. `run.status.${status}`: any one part of a key may stand in the hole.
  const hole = /\$\{(?:[^{}]|\{[^}]*\})*\}/;
  const made = [...sources.matchAll(/(?<!id: )`(?=([\w-]+\.[\w.-]*\$\{[^`]*)`)/g)].map(
    ([, template = '']) =>
      new RegExp(
        `^${template
          .split(hole)
          .map((part) => part.replaceAll('.', '\\.'))
          .join('[\\w.-]+')}$`,
      ),
  );
  const keys = [...flat(ui), ...flat(library), ...flat(trips, 'trips.')];
  const used = (key: string) => named.has(key) || made.some((pattern) => pattern.test(key));
  expect(keys.filter((key) => !used(key) && !used(key.replace(/_(zero|one|other)$/, '')))).toEqual([]);
});
