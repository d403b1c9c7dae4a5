import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { loadLibrary } from '../procedures/loader.ts';
import { FILES } from '../procedures/testing/fixture.ts';
import { compiledFrom, digestOf } from './compiled-library.ts';

const place = path.join(mkdtempSync(path.join(os.tmpdir(), 'compiled-')), 'library.json');
const loaded = loadLibrary(FILES);
if (!loaded.ok) throw new Error('the fixture does not load');
const { library } = loaded;

it('is the library, when it was made from exactly these files', () => {
  writeFileSync(place, JSON.stringify({ digest: digestOf(FILES), library }));
  expect(compiledFrom(place, FILES.toReversed())).toEqual(library);
});
it('is not used for files of other words, more files or fewer', () => {
  const [first, ...rest] = FILES;
  if (!first) throw new Error('no files');
  for (const files of [
    rest,
    [...FILES, { path: 'sps/more.yaml', text: '' }],
    [{ ...first, text: `${first.text} ` }, ...rest],
  ]) {
    expect(compiledFrom(place, files)).toBeNull();
  }
});
it('is not used when it is damaged or was never built', () => {
  writeFileSync(place, '{"digest": "');
  expect(compiledFrom(place, FILES)).toBeNull();
  expect(compiledFrom(`${place}.gone`, FILES)).toBeNull();
  expect(compiledFrom(null, FILES)).toBeNull();
});
