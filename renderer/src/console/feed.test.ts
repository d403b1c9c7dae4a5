import { expect, test } from 'vitest';
import { seeded } from '../../../main/ports/seeded.ts';
import type { ConsoleChunk, ConsoleMark } from '../../../preload/contract.ts';
import { base64Of, bytesOf } from './base64.ts';
import { createFeed, type Piece } from './feed.ts';

const recording = 'r';
const chunk = (offset: number, text: string, at = '2026-01-01T00:00:00.000Z'): ConsoleChunk => ({
  siteId: 's',
  deviceId: 'd',
  recording,
  offset,
  at,
  data: base64Of(text),
});
const mark = (offset: number, kind: ConsoleMark['kind'] = 'gap'): ConsoleMark => ({
  recording,
  offset,
  at: '2026-01-01T00:00:00.000Z',
  kind,
  since: null,
  note: null,
});
const say = (pieces: Piece[]) =>
  pieces.map((p) => (p.kind === 'bytes' ? new TextDecoder().decode(p.bytes) : `<${p.mark.kind}>`)).join('');

test('base64 carries every byte', () => {
  const all = String.fromCharCode(...Array.from({ length: 128 }, (_, i) => i));
  expect(new TextDecoder().decode(bytesOf(base64Of(`${all}ä€😀`)))).toBe(`${all}ä€😀`);
});

test('overlaps leave once, and what came ahead waits for the missing stretch', () => {
  const feed = createFeed(recording);
  expect(say(feed.chunk(chunk(0, 'abc')))).toBe('abc');
  expect(say(feed.chunk(chunk(1, 'bcde')))).toBe('de');
  expect(say(feed.chunk(chunk(7, 'hi')))).toBe('');
  expect([feed.next(), feed.behind()]).toEqual([5, 4]);
  expect(say(feed.chunk(chunk(4, 'efgh')))).toBe('fghi');
  expect(feed.behind()).toBe(0);
});

test('a mark stands before the byte that came after it, and once, however often it is told', () => {
  const feed = createFeed(recording);
  expect(say(feed.mark(mark(2)))).toBe('');
  expect(say(feed.replay({ chunks: [chunk(0, 'abcd')], marks: [mark(2), mark(4, 'closed')], size: 4 }))).toBe(
    'ab<gap>cd<closed>',
  );
  expect(say(feed.mark(mark(2)))).toBe('');
});

test('another recording is not mixed in', () => {
  const feed = createFeed('other');
  expect(feed.chunk(chunk(0, 'abc'))).toEqual([]);
  expect(feed.mark(mark(0))).toEqual([]);
  expect(feed.behind()).toBe(0);
});

test('what does not fit is dropped, counted and taken from the recording later', () => {
  const feed = createFeed(recording, 4);
  feed.chunk(chunk(10, 'klmn'));
  feed.chunk(chunk(14, 'op'));
  expect(feed.behind()).toBe(16);
  feed.pass(chunk(16, 'q'));
  expect(feed.behind()).toBe(17);
  expect(say(feed.chunk(chunk(0, 'abcdefghij')))).toBe('abcdefghijklmn');
  expect(say(feed.replay({ chunks: [chunk(14, 'opq')], marks: [], size: 17 }))).toBe('opq');
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('seed %i: doubled, reordered and lost stretches end as the recording', (seed) => {
  const random = seeded(seed);
  const text = Array.from({ length: 500 }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join('');
  const marks = Array.from({ length: 5 }, () => mark(Math.floor(random() * 500), 'break')).filter(
    (m, i, all) => all.findIndex((o) => o.offset === m.offset) === i,
  );
  const feed = createFeed(recording, 60);
  const out: Piece[] = [];
  const cuts = Array.from({ length: 80 }, () => Math.floor(random() * 480));
  for (const [i, at] of cuts.entries()) {
    const piece = chunk(at, text.slice(at, at + 1 + Math.floor(random() * 20)));
    if (random() < 0.2) feed.pass(piece);
    else out.push(...feed.chunk(piece));
    const m = marks[i % marks.length];
    if (m && feed.next() <= m.offset) out.push(...feed.mark(m));
  }
  while (feed.next() < 500) {
    const from = feed.next();
    const to = from + 1 + Math.floor(random() * 100);
    out.push(...feed.replay({ chunks: [chunk(from, text.slice(from, to))], marks, size: 500 }));
  }
  const marked = [...text].map((c, i) => (marks.some((m) => m.offset === i) ? `<break>${c}` : c)).join('');
  expect(say(out)).toBe(marked);
});
