import { expect, test } from 'vitest';
import type { CurrentStep } from '../../../preload/contract.ts';
import { type PanelRule, ruleKey, sortRules } from './panel.ts';

const text = { en: '', de: '' };
const rule = (id: string, change: Partial<PanelRule> = {}): PanelRule => ({
  rule: id,
  severity: 'hard',
  title: text,
  reason: text,
  lift: text,
  source: { document: 'tool' },
  runId: 'r',
  blocks: ['power.on'],
  unmet: [],
  active: true,
  met: false,
  overridden: false,
  ...change,
});
const ids = (rules: (PanelRule | PanelRule[])[]) => rules.flat().map((r) => r.rule);

test('every active rule is shown once, in the place where it matters', () => {
  const interlocks = [
    rule('hardware'),
    rule('manual', { blocks: ['sps.firmware.activate'] }),
    rule('both', { blocks: ['sps.thisNode.reboot', 'power.reset'] }),
    rule('met', { met: true }),
    rule('overridden', { overridden: true }),
    rule('asleep', { active: false }),
    rule('at-step'),
  ];
  const current = { blockedBy: [rule('at-step')] } as unknown as CurrentStep;
  const sorted = sortRules({ interlocks, current });
  expect(ids(sorted.hardware)).toEqual(['hardware', 'both']);
  expect(ids(sorted.later)).toEqual(['manual']);
  expect(ids(sorted.calm)).toEqual(['met', 'overridden']);
});

test('a rule before the same step of several devices is one line, and apart where somebody has overridden it', () => {
  const at = (scope: string, change: Partial<PanelRule> = {}) =>
    rule('each', { scope, blocks: ['rs.install'], ...change });
  const sorted = sortRules({ interlocks: [at('n#0'), rule('other', { blocks: [] }), at('n#1')], current: null });
  expect(sorted.later.map((rules) => rules.map(ruleKey))).toEqual([['each n#0', 'each n#1'], ['other ']]);
  const calm = sortRules({
    interlocks: [at('n#0', { met: true }), at('n#1', { overridden: true })],
    current: null,
  }).calm;
  expect(calm.map(ids)).toEqual([['each'], ['each']]);
});

test('without a current step nothing is left out', () => {
  expect(ids(sortRules({ interlocks: [rule('a')], current: null }).hardware)).toEqual(['a']);
});
