import type { PlanStep } from '../../../preload/contract.ts';

export type Install = Extract<PlanStep, { kind: 'install' }>;
/** A way across the gap, before the first installation that needs what it brings. */
export type Stop = { kind: 'trip'; round: number; installs: Install[] } | { kind: 'step'; step: PlanStep; no: number };

/** The plan's steps with its round trips where they have to be over at the latest. */
export function stopsOf(steps: readonly PlanStep[]): Stop[] {
  const installs = steps.filter((step) => step.kind === 'install');
  const made = new Set<number>();
  return steps.flatMap((step, index): Stop[] => {
    const stop: Stop = { kind: 'step', step, no: index + 1 };
    if (step.kind !== 'install' || made.has(step.roundTrip)) return [stop];
    made.add(step.roundTrip);
    const round = step.roundTrip;
    return [{ kind: 'trip', round, installs: installs.filter((one) => one.roundTrip === round) }, stop];
  });
}
