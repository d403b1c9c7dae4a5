import type { RunView, Verdict } from '../../../preload/contract.ts';

export type PanelRule = RunView['interlocks'][number];

/** A rule may stand in the way of several devices, each by itself. */
export const ruleKey = ({ rule, scope = '' }: Pick<Verdict, 'rule' | 'scope'>): string => `${rule} ${scope}`;

/** Whether it keeps commands from a chassis. */
const onHardware = (rule: PanelRule) => rule.blocks.some((action) => /\b(power|bmc)\./.test(action));

/** Whether it stands in the way of something now. */
const locks = (rule: PanelRule) => rule.active && !rule.met && !rule.overridden;

/** Rules that keep commands from a chassis now. */
export const hardwareLocks = ({ interlocks }: Pick<RunView, 'interlocks'>): PanelRule[] =>
  interlocks.filter((rule) => locks(rule) && onHardware(rule));

/**
 * Sorts a run's active rules: `hardware` keeps commands from a chassis now, `later` stands before a manual step, `calm`
 * is met or overridden. Rules the current step shows itself are left out, so that nothing is said twice. What is said of a
 * rule is the same for each of its devices, so those of `later` and `calm` stand together.
 */
export function sortRules(run: Pick<RunView, 'interlocks' | 'current'>): {
  hardware: PanelRule[];
  later: PanelRule[][];
  calm: PanelRule[][];
} {
  const atStep = new Set(run.current?.blockedBy.map(ruleKey));
  const elsewhere = run.interlocks.filter((rule) => locks(rule) && !atStep.has(ruleKey(rule)));
  const calm = run.interlocks.filter((rule) => rule.active && !locks(rule));
  return {
    hardware: elsewhere.filter(onHardware),
    later: together(elsewhere.filter((rule) => !onHardware(rule))),
    calm: together(calm),
  };
}

const together = (rules: PanelRule[]): PanelRule[][] => [
  ...Map.groupBy(rules, ({ rule, overridden }) => `${rule} ${overridden}`).values(),
];
