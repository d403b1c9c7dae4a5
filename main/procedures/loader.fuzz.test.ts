import { describe, expect, it } from 'vitest';
import { initial, next, reduce, start } from './engine.ts';
import { loadLibrary, type SourceFile } from './loader.ts';
import { BINDINGS, FILES } from './testing/fixture.ts';

/** mulberry32: small, seeded, good enough to pick places. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const SNIPPETS = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ':',
    '- ',
    '#',
    '&a ',
    '*a',
    '!!js/function ',
    '|',
    '>-',
    '\t',
    '\n',
    '\0',
    '"',
    "'",
    '---\n',
  ],
  ...['null', 'true', '0', '-1', '1e999', '.nan', '__proto__', 'constructor', 'toString', '30s', '20min', '9999999d'],
  ...[
    'known(',
    '&&',
    '||',
    '!',
    '==',
    "'x'",
    'at(t0)',
    'master.verified',
    '{ en: x, de: y }',
    'goto: end',
    'kind: act',
    'with: { job: t0 }',
    'until: known(t0)',
    'onFailure: stop',
    'action: firmware.update',
    'needs: []',
    'may: [idrac]',
    '\u{1f9ea}',
    '\ud800',
  ],
];

/** One text with a few random cuts, doublings, swaps and insertions. */
function mutated(text: string, pick: (below: number) => number): string {
  let result = text;
  for (let change = pick(3); change >= 0; change--) {
    const at = pick(result.length + 1);
    const length = pick(40);
    const piece = result.slice(at, at + length);
    const rest = result.slice(at + length);
    const snippet = SNIPPETS[pick(SNIPPETS.length)] ?? '';
    const ways = [
      () => result.slice(0, at) + rest,
      () => result.slice(0, at) + piece + piece + rest,
      () => result.slice(0, at) + snippet + result.slice(at),
      () => result.slice(0, at) + snippet + rest,
      () => result.slice(0, at),
      () => rest + result.slice(0, at),
    ];
    // Cutting the end off or turning it round leaves little to look at: seldom.
    result = (ways[pick(20) === 0 ? 4 + pick(2) : pick(4)] ?? ways[0])?.() ?? '';
  }
  return result;
}

describe('files with random faults', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
    'seed %i: load, or give errors with their place; never throw',
    (seed) => {
      const pick = random(seed);
      let refused = 0;
      for (let round = 0; round < 50; round++) {
        const victim = pick(FILES.length);
        const files: SourceFile[] = FILES.map((file, index) =>
          index === victim ? { ...file, text: mutated(file.text, pick) } : file,
        );
        const result = loadLibrary(files);
        if (result.ok) {
          // What is loaded can be run: the first entry folds, and there is something to do.
          if (!Object.hasOwn(result.library.procedures, 'upgrade')) continue;
          const given = { runId: 'r', procedure: 'upgrade', siteId: 's', scale: 1, bindings: BINDINGS };
          const state = reduce(initial, {
            ...start(result.library, given),
            seq: 1,
            at: '2026-03-01T20:00:00Z',
            author: 't',
          });
          expect(next(state, Date.parse(state.at)).do).not.toBe('nothing');
          continue;
        }
        refused++;
        expect(result.errors.length).toBeGreaterThan(0);
        for (const { file, line, column, message } of result.errors) {
          const text = files.find(({ path }) => path === file)?.text.split(/\r\n|[\r\n]/) ?? [];
          expect({
            file,
            line: line >= 1 && line <= text.length + 1,
            column: column >= 1,
            said: message !== '',
          }).toEqual({
            file,
            line: true,
            column: true,
            said: true,
          });
        }
      }
      expect(refused).toBeGreaterThan(15);
    },
  );
});
