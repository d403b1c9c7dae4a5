import { expect, test } from 'vitest';
import type { PowerVerb, Verdict } from '../../../preload/contract.ts';
import { lockOf, rulesOf, serialMatches } from './verbs.ts';

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
  expect(lockOf(null, 'on')).toBe('unchecked');
  expect(lockOf(checks, 'on')).toBe('open');
  expect(lockOf(checks, 'off')).toBe('locked');
});

test('each rule is shown once with all it blocks', () => {
  expect(rulesOf(checks).map((r) => [r.verdict.rule, r.blocked])).toEqual([
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
