import { expect, test } from 'vitest';
import { matchOffered } from './match.ts';
import { offered } from './testing/scratch.ts';

const HASH = 'a'.repeat(64);
const list = [
  offered('Base 7.0.1', { sizeBytes: 100 }),
  offered('product-24.1', { vendorSha256: HASH.toUpperCase(), url: 'https://vendor.invalid/dl/rs%20product.zip?k=1' }),
  offered('licence', { sizeBytes: 7 }),
  offered('hotfix', { sizeBytes: 7 }),
];

test.each([
  ['base_7.0.1.zip', 100, null, 'Base 7.0.1', 'name'],
  ['Base 7.0.1 (2).tar.gz', 100, null, 'Base 7.0.1', 'name'],
  ['anything', 100, null, 'Base 7.0.1', 'size'],
  ['rs product (1).zip', 55, null, 'product-24.1', 'name'],
  ['anything', 55, HASH, 'product-24.1', 'hash'],
  ['licence.txt', 7, null, 'licence', 'name'],
])('%s of %i bytes is %s', (name, size, sha256, found, by) => {
  expect(matchOffered({ name, size, sha256 }, list)).toMatchObject({ package: { name: found }, by });
});

test.each([
  ['base 7.0.1.zip', 101, null, 'other-size'],
  ['product-24.1.zip', 55, 'b'.repeat(64), 'other-hash'],
  ['anything', 7, null, 'ambiguous'],
  ['anything', 8, null, 'unknown'],
])('%s of %i bytes is none: %s', (name, size, sha256, why) => {
  expect(matchOffered({ name, size, sha256 }, list)).toEqual({ package: null, why });
});
