import { describe, expect, it } from 'vitest';
import { readCatalogue } from './catalogue.ts';
import { PlanError } from './error.ts';

const GOOD = `
date: '2026-02-20'
releases:
  - { component: firmware, version: 5.0.11, published: '2020-03-01' }
  - { component: product, version: '12.2.0', requires: { base: 3.5 }, attributes: { windows: 2016 } }
`;

describe('a list of releases', () => {
  it('is read from YAML and from JSON', () => {
    const list = readCatalogue(GOOD);
    expect(list.releases[1]).toEqual({
      ...{ component: 'product', version: '12.2.0' },
      ...{ requires: { base: '3.5' }, attributes: { windows: '2016' } },
    });
    expect(readCatalogue(JSON.stringify(list))).toEqual(list);
  });
  it.each([
    ['', /file/],
    ['date: soon\nreleases: []', /date: expected a date/],
    ["date: '2026-01-01'\nreleases: [{ component: x }]", /releases\.0\.version/],
    ["date: '2026-01-01'\nreleases: [{ component: x, version: '1', colour: red }]", /releases\.0/],
    ['a: &a [*a, *a]', /list of releases/],
    ['{', /list of releases/],
    ['x'.repeat((1 << 20) + 1), /larger than 1 MB/],
  ])('of another shape is refused: %#', (text, message) => {
    expect(() => readCatalogue(text)).toThrow(PlanError);
    expect(() => readCatalogue(text)).toThrow(message);
  });
  it('damaged anywhere is read or refused, and never anything else (seed 7)', () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % below;
    };
    let refused = 0;
    for (let round = 0; round < 2_000; round++) {
      const at = random(GOOD.length);
      const text = GOOD.slice(0, at) + String.fromCharCode(random(128)) + GOOD.slice(at + random(3));
      try {
        expect(readCatalogue(text).date).toMatch(/^\d{4}-/);
      } catch (error) {
        expect(error).toBeInstanceOf(PlanError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(200);
  });
});
