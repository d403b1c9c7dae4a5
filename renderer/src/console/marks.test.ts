import { expect, test } from 'vitest';
import type { ConsoleMark } from '../../../preload/contract.ts';
import { duration } from '../format.ts';
import { i18n, type T } from '../i18n.ts';
import { markText } from './marks.ts';

const t = i18n.getFixedT('en') as T;
const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
const say = (kind: ConsoleMark['kind'], since: string | null = null) =>
  markText({ recording: 'r', offset: 0, at: at(100), kind, since, note: null }, t, () => '12:00:00', duration);

test('a gap says how long it was, and never that nothing was lost', () => {
  expect(say('gap', at(86))).toBe('14 s without connection: output may be missing');
  expect(say('gap', at(10))).toBe('1:30 without connection: output may be missing');
  expect(say('gap')).toContain('output may be missing');
});

test('typing does not clutter the output; what changes the line does stand in it', () => {
  expect([say('typed'), say('opened')]).toEqual([null, null]);
  expect([say('break'), say('locked'), say('closed')]).toEqual([
    '12:00:00 break sent',
    '12:00:00 keyboard locked',
    '12:00:00 console closed',
  ]);
});
