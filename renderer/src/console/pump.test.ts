import { expect, test } from 'vitest';
import type { ConsoleMark } from '../../../preload/contract.ts';
import type { Piece } from './feed.ts';
import { createPump } from './pump.ts';

const at = (second: number) => `2026-01-01T00:00:0${second}.500Z`;
const bytes = (text: string, second = 0): Piece => ({
  kind: 'bytes',
  bytes: new TextEncoder().encode(text),
  at: at(second),
});
const gap: Piece = { kind: 'mark', mark: { kind: 'gap' } as ConsoleMark, at: at(0) };

/** A terminal that parses when told to, and frames that pass when told to. */
function stage() {
  const frames: (() => void)[] = [];
  const parsing: (() => void)[] = [];
  const shown: string[] = [];
  let idle = 0;
  const each = (all: (() => void)[]) => {
    for (const run of all.splice(0)) run();
  };
  const pump = createPump(
    {
      write(b, when, done) {
        shown.push(`${when.slice(18, 19)}:${b.length > 20 ? b.length : new TextDecoder().decode(b)}`);
        parsing.push(done);
      },
      mark(m, done) {
        shown.push(`<${m.kind}>`);
        parsing.push(done);
      },
    },
    (run) => frames.push(run),
    () => {
      idle += 1;
    },
  );
  return {
    pump,
    shown,
    frame: () => each(frames),
    parse: () => each(parsing),
    idle: () => idle,
  };
}

test('a frame takes many stretches as one write per second of arrival', () => {
  const s = stage();
  s.pump.push([bytes('a'), bytes('b')]);
  s.pump.push([bytes('c'), bytes('d', 1)]);
  expect(s.shown).toEqual([]);
  s.frame();
  expect(s.shown).toEqual(['0:abc', '1:d']);
  expect([s.pump.waiting(), s.idle()]).toEqual([0, 0]);
  s.parse();
  expect(s.idle()).toBe(1);
});

test('one frame of bytes is under way at a time; the rest waits for the terminal and keeps its order', () => {
  const s = stage();
  s.pump.push([bytes('x'.repeat(700_000)), bytes('end')]);
  for (let i = 0; i < 5; i++) s.frame();
  expect(s.shown).toEqual(['0:131072']);
  for (let i = 0; i < 6; i++) {
    s.parse();
    s.frame();
  }
  const sizes = s.shown.map((w) => Number(w.slice(2)));
  expect(sizes.reduce((a, b) => a + b)).toBe(700_003);
  expect(s.idle()).toBe(1);
});

test('a mark waits until all before it is parsed, and all after it waits for the mark', () => {
  const s = stage();
  s.pump.push([bytes('before'), gap, bytes('after')]);
  s.frame();
  s.frame();
  expect(s.shown).toEqual(['0:before']);
  s.parse();
  s.frame();
  expect(s.shown).toEqual(['0:before', '<gap>']);
  s.parse();
  s.frame();
  expect(s.shown).toEqual(['0:before', '<gap>', '0:after']);
});
