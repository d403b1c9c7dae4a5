import { expect, test } from 'vitest';
import type { PowerVerb, Verdict } from '../../../preload/contract.ts';
import { lockFrom, rulesOf } from '../locks.ts';
import { serialMatches, verbs, waitsForReading } from './verbs.ts';

const rule = (id: string): Verdict => ({
  rule: id,
  severity: 'hard',
  title: { en: id, de: id },
  reason: { en: '', de: '' },
  lift: { en: '', de: '' },
  source: { document: 'tool' },
  runId: null,
  blocks: [],
  unmet: [],
});
const checks: Record<PowerVerb, Verdict[]> = {
  on: [],
  off: [rule('A')],
  soft: [rule('A')],
  cycle: [rule('A'), rule('B')],
  reset: [],
  diag: [],
};

test('a verb is open only when the gate said so', () => {
  expect(lockFrom(null)).toBe('unchecked');
  expect(lockFrom(checks.on)).toBe('open');
  expect(lockFrom(checks.off)).toBe('locked');
});

test('each rule is shown once with all it blocks', () => {
  expect(rulesOf(checks, verbs).map((r) => [r.verdict.rule, r.blocked])).toEqual([
    ['A', ['off', 'soft', 'cycle']],
    ['B', ['cycle']],
  ]);
});

test('a missing serial never matches, not even an empty confirmation', () => {
  expect(serialMatches('', null)).toBe(false);
  expect(serialMatches('', '')).toBe(false);
  expect(serialMatches(' SN1 ', 'SN1')).toBe(true);
  expect(serialMatches('sn1', 'SN1')).toBe(false);
});

test('after an unknown outcome a second reset waits for a reading that is newer than the command', () => {
  const last = { outcome: 'unknown', at: '2026-01-01T00:00:10Z' } as const;
  const power = (at: string | null) => ({ value: at === null ? null : ('on' as const), at, error: null });
  expect(waitsForReading('reset', last, null)).toBe(true);
  expect(waitsForReading('reset', last, power(null))).toBe(true);
  expect(waitsForReading('cycle', last, power('2026-01-01T00:00:09Z'))).toBe(true);
  expect(waitsForReading('cycle', last, power('2026-01-01T00:00:11Z'))).toBe(false);
  expect(waitsForReading('on', last, null)).toBe(false);
  expect(waitsForReading('reset', { ...last, outcome: 'done' }, null)).toBe(false);
});
