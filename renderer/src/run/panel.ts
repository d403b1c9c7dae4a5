import type { RunView } from '../../../preload/contract.ts';

export type PanelRule = RunView['interlocks'][number];

const onHardware = (rule: PanelRule) => rule.blocks.some((action) => /\b(power|bmc)\./.test(action));

/**
 * Sorts a run's active rules: `hardware` keeps commands from a chassis now, `later` stands before a manual step, `calm`
 * is met or overridden. Rules the current step shows itself are left out, so that nothing is said twice.
 */
export function sortRules(
  run: Pick<RunView, 'interlocks' | 'current'>,
): Record<'hardware' | 'later' | 'calm', PanelRule[]> {
  const atStep = new Set(run.current?.blockedBy.map((v) => v.rule));
  const active = run.interlocks.filter((r) => r.active);
  const locked = active.filter((r) => !r.met && !r.overridden);
  const elsewhere = locked.filter((r) => !atStep.has(r.rule));
  return {
    hardware: elsewhere.filter(onHardware),
    later: elsewhere.filter((r) => !onHardware(r)),
    calm: active.filter((r) => r.met || r.overridden),
  };
}
