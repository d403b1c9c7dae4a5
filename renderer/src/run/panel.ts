import type { RunView, Verdict } from '../../../preload/contract.ts';

export type PanelRule = RunView['interlocks'][number];

/** A rule may stand in the way of several devices, each by itself. */
export const ruleKey = ({ rule, scope = '' }: Pick<Verdict, 'rule' | 'scope'>): string => `${rule} ${scope}`;

const onHardware = (rule: PanelRule) => rule.blocks.some((action) => /\b(power|bmc)\./.test(action));

/**
 * Sorts a run's active rules: `hardware` keeps commands from a chassis now, `later` stands before a manual step, `calm`
 * is met or overridden. Rules the current step shows itself are left out, so that nothing is said twice.
 */
export function sortRules(
  run: Pick<RunView, 'interlocks' | 'current'>,
): Record<'hardware' | 'later' | 'calm', PanelRule[]> {
  const atStep = new Set(run.current?.blockedBy.map(ruleKey));
  const active = run.interlocks.filter((r) => r.active);
  const locked = active.filter((r) => !r.met && !r.overridden);
  const elsewhere = locked.filter((r) => !atStep.has(ruleKey(r)));
  return {
    hardware: elsewhere.filter(onHardware),
    later: elsewhere.filter((r) => !onHardware(r)),
    calm: active.filter((r) => r.met || r.overridden),
  };
}
