import { expect, test } from 'vitest';
import type { JournalEntry, RunSummary } from '../../../preload/contract.ts';
import { mergeEntries, streamsOf } from './entries.ts';

const entry = (seq: number, type = 'x'): JournalEntry => ({
  stream: 'r',
  seq,
  at: '',
  author: '',
  type,
  data: null,
  prev: '',
  hash: '',
});

test('overlapping reads give each entry once and in order', () => {
  const merged = mergeEntries([entry(1), entry(2)], [entry(3), entry(2)]);
  expect(merged.map((e) => e.seq)).toEqual([1, 2, 3]);
});

test('runs of the present site come first, the desk last, otherwise the order stays', () => {
  const run = (id: string, siteId: string) => ({ id, siteId }) as RunSummary;
  const ids = streamsOf([run('1', 'b'), run('2', 'a'), run('3', 'b'), run('4', 'a')], 'a').map((s) => s.id);
  expect(ids).toEqual(['2', '4', '1', '3', 'desk']);
});
