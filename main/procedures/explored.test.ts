import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exploreProduct } from './testing/explore-product.ts';
import { branchesOf } from './testing/explorer-parts.ts';
import { loaded } from './testing/fixture.ts';
import { ON_MODELS } from './testing/on-models.ts';
import { filesOf } from './testing/shipped.ts';
import { UNSOUGHT } from './testing/unsought.ts';

// Every step of every procedure is reached and every branch is taken, by answers, readings and outcomes that are searched for: none
// is dead, and no run comes to a place without a way on.

const products = ['sps', 'imprivata', 'u-series', 'remote-support'] as const;
/** What the Dell server and the appliance on it are rehearsed with. */
const ON_SERVER = [
  ...['us-dell-bios-update', 'us-dell-chipset-update', 'us-dell-idrac-update'],
  ...['us-idrac-configure', 'us-idrac-cli', 'us-appliance-recovery'],
];
/** Walks of one procedure; most need a few. */
const WALKS = 600;

describe.each(products)('the procedures of %s', (product) => {
  const library = loaded(filesOf(product));
  it('have no branch that nothing walks, and no place without a way on', () => {
    const { left, stuck } = exploreProduct(library, Object.keys(UNSOUGHT), WALKS);
    expect({ left, stuck }).toEqual({ left: [], stuck: [] });
  }, 120_000);
});

it('the branches that are not sought exist', () => {
  const all = products.flatMap((product) => Object.values(loaded(filesOf(product)).procedures).flatMap(branchesOf));
  expect(Object.keys(UNSOUGHT).filter((branch) => !all.includes(branch))).toEqual([]);
});
it('the large ones exist, and the file that walks each of them proves all its branches', () => {
  const all = products.flatMap((product) => Object.keys(loaded(filesOf(product)).procedures));
  const proves = (name: string) => {
    const file = new URL(name, import.meta.url);
    return existsSync(file) && readFileSync(file, 'utf8').includes('\neveryBranchWalked(library, import.meta);\n');
  };
  expect(Object.entries(ON_MODELS).filter(([id, name]) => !all.includes(id) || !proves(name))).toEqual([]);
  expect(Object.values(UNSOUGHT).filter((name) => !proves(name))).toEqual([]);
});
it('every umbrella procedure of which a practice rack has the appliances has its answers', () => {
  const folder = new URL('../../resources/procedures/', import.meta.url);
  const shipped = products.flatMap((product) => {
    const answers = new URL(`${product}/answers/`, folder);
    return readdirSync(answers).map((name) => readFileSync(new URL(name, answers), 'utf8').slice(0, 200));
  });
  const umbrellas = Object.keys(ON_MODELS).filter((id) =>
    /^(sps|imp|us|rs)(-atlas)?-(hotfix-)?(upgrade|hardware-migration)/.test(id),
  );
  expect(umbrellas.length).toBeGreaterThan(10);
  expect([...umbrellas, ...ON_SERVER].filter((id) => !shipped.some((head) => head.includes(id)))).toEqual([]);
});
