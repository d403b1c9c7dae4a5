import type { ActionResult, Power, PowerVerb, Reading, Verdict } from '../../../preload/contract.ts';

export const verbs: PowerVerb[] = ['on', 'off', 'soft', 'cycle', 'reset', 'diag'];

/** What stands in the way of a verb. `null` checks mean the gate has not been asked: locked until it was. */
export function lockOf(checks: Record<PowerVerb, Verdict[]> | null, verb: PowerVerb): 'open' | 'locked' | 'unchecked' {
  if (checks === null) return 'unchecked';
  return checks[verb].length > 0 ? 'locked' : 'open';
}

/** Each rule once, with every verb it blocks here. */
export function rulesOf(checks: Record<PowerVerb, Verdict[]> | null): { verdict: Verdict; blocked: PowerVerb[] }[] {
  if (checks === null) return [];
  const rules = new Map<string, { verdict: Verdict; blocked: PowerVerb[] }>();
  for (const verb of verbs)
    for (const verdict of checks[verb]) {
      const known = rules.get(verdict.rule) ?? { verdict, blocked: [] };
      known.blocked.push(verb);
      rules.set(verdict.rule, known);
    }
  return [...rules.values()];
}

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
