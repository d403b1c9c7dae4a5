import { expect, test } from 'vitest';
import type { JournalEntry } from '../../preload/contract.ts';
import { seeded } from '../ports/seeded.ts';
import { canonicalJson } from './canonical.ts';
import { GENESIS, hashOf } from './chain.ts';
import { exportStream, MAX_LINE, verifyExport } from './export.ts';
import { randomJson } from './testing/random.ts';

function chain(count: number, stream = 'run-1', data = (n: number): unknown => ({ n, text: 'ä€' })): JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (let seq = 1; seq <= count; seq += 1) {
    const prev = entries.at(-1)?.hash ?? GENESIS;
    const entry = { stream, seq, at: '2026-11-21T08:00:00.000Z', author: 'Ada', type: 'note', data: data(seq), prev };
    entries.push({ ...entry, hash: hashOf(entry) });
  }
  return entries;
}
const good = exportStream('run-1', chain(3));
const lines = good.split('\n').slice(0, -1);
const text = (...rows: (string | undefined)[]) => rows.map((row) => `${row}\n`).join('');

test('an export of anything verifies, and says the same head', () => {
  const random = seeded(1);
  for (let i = 0; i < 30; i += 1) {
    const entries = chain(i, 'run-1', () => randomJson(random));
    const head = entries.at(-1)?.hash ?? GENESIS;
    const verdict = verifyExport(exportStream('run-1', entries));
    expect(verdict).toEqual({ ok: true, stream: 'run-1', entries: i, head, broken: null });
  }
});

test('no single character can be changed, removed or doubled', () => {
  for (let at = 0; at < good.length; at += 1) {
    const other = good[at] === 'a' ? 'b' : 'a';
    const changed = good.slice(0, at) + other + good.slice(at + 1);
    // The header names the stream, which is in no hash but in each entry, so even that cannot be changed alone.
    expect(verifyExport(changed).ok, `changed at ${at}`).toBe(false);
    expect(verifyExport(good.slice(0, at) + good.slice(at + 1)).ok, `removed at ${at}`).toBe(false);
    expect(verifyExport(good.slice(0, at) + good[at] + good.slice(at)).ok, `doubled at ${at}`).toBe(false);
  }
});

test('no beginning of an export is one itself', () => {
  for (let length = 0; length < good.length; length += 1) expect(verifyExport(good.slice(0, length)).ok).toBe(false);
});

test('lines removed, swapped, doubled or taken from elsewhere are told apart', () => {
  const [header, first, second, third] = lines;
  const [, alien] = exportStream('run-2', chain(1, 'run-2')).split('\n');
  const [, , sibling] = exportStream(
    'run-1',
    chain(2, 'run-1', (n) => ({ n })),
  ).split('\n');
  const cases: [string, number, string][] = [
    [text(header, second, third), 2, 'missing'],
    [text(header, first, third, second), 3, 'missing'],
    [text(header, first, first, second, third), 3, 'reordered'],
    [text(header, first, second), 4, 'count'],
    [text(header, first, sibling, third), 3, 'foreign'],
    [text(header, alien), 2, 'foreign'],
    [text(first, second, third), 1, 'format'],
    [text(header, first, second, third, third), 5, 'reordered'],
    [text(header, first, '', second, third), 3, 'format'],
    [text(header, first, header, second, third), 3, 'format'],
    [text(header?.replace(/[0-9a-f]{64}/, 'f'.repeat(64)), first, second, third), 1, 'head'],
    [text(header, first?.replace('Ada', 'Eve'), second, third), 2, 'altered'],
    [good.replaceAll('\n', '\r\n'), 1, 'format'],
    [`\ufeff${good}`, 1, 'format'],
    ['', 1, 'format'],
  ];
  for (const [forged, line, reason] of cases) {
    expect(verifyExport(forged)).toMatchObject({ ok: false, head: null, broken: { line, reason } });
  }
});

test('a member twice, an unknown member or another spelling of a number is no canonical line', () => {
  const [header, first = ''] = lines;
  for (const forged of [
    first.replace('"author":"Ada"', '"author":"Eve","author":"Ada"'),
    first.replace('{', '{ '),
    first.replace('"n":1', '"n":1.0'),
    first.replace('"n":1', '"n":1e0'),
    first.replace('ä', '\\u00e4'),
  ]) {
    expect(forged).not.toBe(first);
    expect(verifyExport(text(header, forged)).broken).toEqual({ line: 2, reason: 'format' });
  }
  const surplus = canonicalJson({ ...JSON.parse(first), note: 'x' });
  expect(verifyExport(text(header, surplus)).broken).toEqual({ line: 2, reason: 'format' });
});

test('hostile text ends in a verdict', () => {
  const [header] = lines;
  const hostile: [string, string][] = [
    [text(header, '['.repeat(1_000_000)), 'format'],
    [text(header, `${'['.repeat(100_000)}${']'.repeat(100_000)}`), 'format'],
    [text(header, '{"a":'.repeat(100_000)), 'format'],
    [text(header, 'x'.repeat(MAX_LINE + 1)), 'too-large'],
    [text('null'), 'format'],
    [text('[]'), 'format'],
    [text('{"__proto__":{"count":0}}'), 'format'],
    ['\0'.repeat(1000), 'format'],
    ['\n'.repeat(100_000), 'format'],
  ];
  for (const [forged, reason] of hostile) expect(verifyExport(forged).broken?.reason).toBe(reason);
});

test('random damage never verifies and never throws', () => {
  const random = seeded(2);
  for (let i = 0; i < 2000; i += 1) {
    const [a, b] = [Math.floor(random() * good.length), Math.floor(random() * good.length)].sort((x, y) => x - y);
    const damaged = good.slice(0, a) + good.slice(b) + good.slice(a, b);
    expect(verifyExport(damaged).ok).toBe(damaged === good);
  }
});
