import { describe, expect, it } from 'vitest';
import { share } from './share.ts';

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('what has come anew', () => {
  const before = {
    seq: 4,
    title: { en: 'Upgrade', de: 'Aktualisieren' },
    steps: [
      { path: 'a', title: { en: 'A', de: 'A' }, doneAt: null as string | null },
      { path: 'b', title: { en: 'B', de: 'B' }, doneAt: null },
    ],
    current: null as object | null,
  };
  it('is the same object where nothing differs', () => {
    expect(share(before, copy(before))).toBe(before);
  });
  it('keeps what it says as before, and only that', () => {
    const next = copy(before);
    next.seq = 5;
    const done = next.steps[1];
    if (done) done.doneAt = '2026-11-21T08:00:00Z';
    const shared = share(before, next);
    expect(shared).toEqual(next);
    expect(shared.title).toBe(before.title);
    expect(shared.steps).not.toBe(before.steps);
    expect(shared.steps[0]).toBe(before.steps[0]);
    expect(shared.steps[1]).not.toBe(before.steps[1]);
    expect(shared.steps[1]?.title).toBe(before.steps[1]?.title);
  });
  it.each([
    [{ a: 1, b: undefined }, { a: 1 }],
    [{ a: undefined }, { b: undefined }],
    [[1, 2], [1]],
    [[1], [1, 2]],
    [[], {}],
    [{}, []],
    [null, {}],
    [{}, null],
    [{ a: [{}] }, { a: [[]] }],
    ['1', 1],
  ])('is not taken for something else: %j, %j', (was, next) => {
    expect(share<unknown>(was, next)).toStrictEqual(next);
  });
  it('says exactly what came, whatever was there, and leaves both as they were (seed 11)', () => {
    let seed = 11;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % below;
    };
    const any = (depth: number): unknown => {
      const kind = random(depth > 0 ? 6 : 3);
      if (kind < 3) return [null, random(3), `t${random(3)}`][kind];
      const values = Array.from({ length: random(4) }, () => any(depth - 1));
      return kind === 3 ? values : Object.fromEntries(values.map((value) => [`k${random(4)}`, value]));
    };
    let kept = 0;
    for (let round = 0; round < 500; round++) {
      const was = any(3);
      const next = random(3) === 0 ? copy(was) : any(3);
      const [wasText, nextText] = [JSON.stringify(was), JSON.stringify(next)];
      const shared = share(was, next);
      expect(shared).toStrictEqual(JSON.parse(nextText));
      expect([JSON.stringify(was), JSON.stringify(next)]).toEqual([wasText, nextText]);
      // Identical exactly where it is equal; the order of names is no difference.
      if (wasText === nextText) expect(shared).toBe(was);
      if (shared === was) kept++;
    }
    expect(kept).toBeGreaterThan(150);
  });
});
