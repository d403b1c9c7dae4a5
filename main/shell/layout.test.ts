import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { findLayout } from './layout.ts';

test('the parts are found from wherever the bundler put the asking module', () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const layout = findLayout(import.meta.dirname);
  expect(layout).toMatchObject({ root, version: manifest.version, resources: path.join(root, 'resources') });
  const built = findLayout(path.join(root, 'out', 'main', 'chunks'));
  // Sources may be newer than what was compiled; only what was built together belongs together.
  expect([layout.library, built.library]).toEqual([null, path.join(root, 'out', 'main', 'library.json')]);
  expect({ ...built, library: null }).toEqual(layout);
});

test('an incomplete installation says so', () => {
  expect(() => findLayout(path.parse(os.tmpdir()).root)).toThrow(/incomplete/);
});
