import { expect, test } from 'vitest';
import { emptyRow, flawOf, moved, packageOf, type Row, rowOf } from './offer.ts';
import { offered } from './testing.ts';

const row = (id: number, part: Partial<Row> = {}): Row => ({ ...emptyRow(id), name: `p${id}`, ...part });

test('a package survives its row', () => {
  const one = offered({
    dependsOn: ['a', 'b'],
    vendorSha256: 'ab'.repeat(32),
    url: 'https://updates.example/base-7.0.bin',
  });
  expect(packageOf(rowOf(one, 1))).toEqual(one);
  const bare = offered({ version: null, sizeBytes: null });
  expect(packageOf(rowOf(bare, 1))).toEqual(bare);
});

test.each<[string, Partial<Row>, string | null]>([
  ['nothing', {}, null],
  ['a space as name', { name: ' ' }, 'no-name'],
  ['a name that is taken', { name: 'p2' }, 'twice'],
  ['a dependency that is not in the list', { dependsOn: 'p2, nowhere' }, 'unknown-dependency'],
  ['itself as dependency', { dependsOn: 'p1' }, 'waits-for-itself'],
  ['a size in words', { sizeBytes: '12 MB' }, 'size'],
  ['a short hash', { sha256: 'abc' }, 'sha256'],
  ['an address that is not https', { url: 'http://updates.example/x' }, 'url'],
])('%s', (_, part, flaw) => {
  const first = row(1, part);
  expect(flawOf(first, [first, row(2)])).toBe(flaw);
});

test('packages that wait for each other are found over several of them, and others beside them are not blamed', () => {
  const rows = [
    row(1, { dependsOn: 'p2' }),
    row(2, { dependsOn: 'p3' }),
    row(3, { dependsOn: 'p1' }),
    row(4, { dependsOn: 'p1' }),
  ];
  expect(rows.map((one) => flawOf(one, rows))).toEqual([
    'waits-for-itself',
    'waits-for-itself',
    'waits-for-itself',
    null,
  ]);
});

test('a row moves by one place and stops at the ends', () => {
  const rows = [row(1), row(2), row(3)];
  const ids = (of: Row[]) => of.map(({ id }) => id);
  expect(ids(moved(rows, 3, -1))).toEqual([1, 3, 2]);
  expect(ids(moved(rows, 1, -1))).toEqual([1, 2, 3]);
  expect(ids(moved(rows, 3, 1))).toEqual([1, 2, 3]);
});
