// Styles come with the screen that imports them, and screens are loaded late: a piece that is drawn on two screens must bring its own.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = 'renderer/src';
const read = (file: string) => readFileSync(file, 'utf8');
const sources = new Map(
  globSync(`${root}/**/*.{ts,tsx}`)
    .filter((file) => !file.includes('.test.'))
    .map((file) => [file, read(file)]),
);

/** Every file that is there once `file` is: what it imports, what that imports, and so on; not what is loaded later. */
function loadedWith(file: string): Set<string> {
  const found = new Set<string>();
  for (const open = [file]; open.length > 0; ) {
    const one = open.pop() ?? '';
    if (found.has(one)) continue;
    found.add(one);
    for (const [, name = ''] of (sources.get(one) ?? '').matchAll(/(?:from|import) '(\.[^']+)'/g))
      open.push(path.join(path.dirname(one), name));
  }
  return found;
}

/** Class to the style sheets that have a rule for it. */
const styled = new Map<string, Set<string>>();
for (const file of globSync(`${root}/**/*.css`)) {
  const selectors = read(file)
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\{[^{}]*\}/g, ' ');
  for (const [, name = ''] of selectors.matchAll(/\.([a-zA-Z][\w-]*)/g))
    styled.set(name, (styled.get(name) ?? new Set()).add(file));
}

const wornBy = (file: string): string[] =>
  [...(sources.get(file) ?? '').matchAll(/className=(?:"([^"]*)"|\{([^}]*)\})/g)].flatMap(
    ([, plain = '', made = '']) => `${plain} ${made}`.match(/[a-zA-Z][\w-]*/g) ?? [],
  );

test('no piece relies on the styles of a screen that may not have been opened', () => {
  const always = loadedWith(`${root}/main.tsx`);
  const isLoaded = (name: string, loaded: Set<string>) =>
    [...(styled.get(name) ?? [])].some((sheet) => loaded.has(sheet) || always.has(sheet));
  const late = [...read(`${root}/shell/screens.tsx`).matchAll(/import\('([^']+)'\)/g)].map(([, name = '']) =>
    loadedWith(path.join(root, 'shell', name)),
  );
  expect(late.length).toBeGreaterThan(5);
  const bare = [always, ...late].flatMap((loaded) =>
    [...loaded].flatMap((file) =>
      wornBy(file)
        .filter((name) => styled.has(name) && !isLoaded(name, loaded))
        .map((name) => `${file}: .${name} of ${[...(styled.get(name) ?? [])].join(', ')}`),
    ),
  );
  expect([...new Set(bare)]).toEqual([]);
});
