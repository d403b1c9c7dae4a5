import { expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { readList } from './read-list.ts';

const HASH = 'ab'.repeat(32);

test('a copied table is read by its head, whatever the order of its columns', () => {
  const text = [
    'Updates for your appliance',
    'Package\tVersion\tType\tRequires\tSize in bytes\tSHA-256',
    `base-7.0\t7.0.0\tbase\t-\t3145728\t${HASH.toUpperCase()}`,
    'product-24.1\t24.1.2\tproduct\tbase-7.0, other\t5242880\t',
  ].join('\r\n');
  expect(readList(text)).toMatchObject([
    expect.anything(),
    { name: 'base-7.0', version: '7.0.0', kind: 'base', dependsOn: [], sizeBytes: 3_145_728, vendorSha256: HASH },
    {
      name: 'product-24.1',
      kind: 'product',
      dependsOn: ['base-7.0', 'other'],
      sizeBytes: 5_242_880,
      vendorSha256: null,
    },
  ]);
});

test('without a head each line is a package, as far as its shape tells', () => {
  expect(
    readList(
      `- Base software   6.1.0  (1.5 GB) https://update.example/base.pkg ${HASH}\nProduct 23.2.1 requires Base software`,
    ),
  ).toEqual([
    {
      ...{ name: 'Base software', version: '6.1.0', kind: 'base', dependsOn: [] },
      // A rounded size is none to be held against a file.
      ...{ sizeBytes: null, vendorSha256: HASH, url: 'https://update.example/base.pkg' },
    },
    {
      ...{ name: 'Product 23.2.1', version: '23.2.1', kind: 'product', dependsOn: ['Base software'] },
      ...{ sizeBytes: null, vendorSha256: null, url: null },
    },
  ]);
});

test('nothing, noise and very much are read without harm', () => {
  expect(readList('')).toEqual([]);
  expect(readList('\t\t\n---\n1234')).toEqual([]);
  const random = seeded(7);
  const noise = () => Array.from({ length: 200 }, () => String.fromCharCode(Math.floor(random() * 400))).join('');
  for (let n = 0; n < 300; n += 1)
    for (const { name } of readList(noise())) expect(name.length).toBeLessThanOrEqual(200);
  expect(readList('a-1.0\n'.repeat(5_000)).length).toBe(1);
});
