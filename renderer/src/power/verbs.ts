import type { ActionResult, Power, PowerVerb, Reading } from '../../../preload/contract.ts';

export const verbs: PowerVerb[] = ['on', 'off', 'soft', 'cycle', 'reset', 'diag'];

/**
 * After an unknown outcome `on`, `off` and `soft` may be offered again, for they end in the same state. The others wait
 * for a power state read after the command.
 */
export function waitsForReading(
  verb: PowerVerb,
  last: Pick<ActionResult, 'outcome' | 'at'> | null,
  power: Reading<Power> | null,
): boolean {
  if (last?.outcome !== 'unknown' || verb === 'on' || verb === 'off' || verb === 'soft') return false;
  return power === null || power.value === null || power.at === null || Date.parse(power.at) <= Date.parse(last.at);
}

/** Typed as printed on the label; only spaces around it are forgiven. */
export const serialMatches = (typed: string, serial: string | null): boolean =>
  serial !== null && serial !== '' && typed.trim() === serial;
