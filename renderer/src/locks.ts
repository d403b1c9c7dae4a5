import type { RackStatus, Verdict } from '../../preload/contract.ts';

export interface HeldLock {
  deviceId: string;
  verdict: Verdict;
}
/** Every lock in the rack, one per device and rule. */
export function locksOf(rack: RackStatus): HeldLock[] {
  return rack.devices.flatMap((d) => d.locks.map((verdict) => ({ deviceId: d.deviceId, verdict })));
}
const keyOf = (lock: HeldLock) => `${lock.deviceId} ${lock.verdict.rule}`;

/** What came and what went. The first picture is not a change. */
export function lockChanges(before: HeldLock[] | null, now: HeldLock[]): { engaged: HeldLock[]; lifted: HeldLock[] } {
  if (before === null) return { engaged: [], lifted: [] };
  const had = new Set(before.map(keyOf));
  const has = new Set(now.map(keyOf));
  return { engaged: now.filter((l) => !had.has(keyOf(l))), lifted: before.filter((l) => !has.has(keyOf(l))) };
}

/**
 * `unchecked`: the gate was not asked yet; `unread`: the last outcome is unknown, and a reading must come first; `busy`: a
 * change of this very device is under way, and the gate would refuse a second one.
 */
export type Lock = 'open' | 'locked' | 'unchecked' | 'unread' | 'busy';

/** What stands in the way of a deed. No verdicts mean that the gate has not been asked: locked until it was. */
export function lockFrom(verdicts: Verdict[] | null | undefined): Exclude<Lock, 'unread' | 'busy'> {
  if (!verdicts) return 'unchecked';
  return verdicts.length > 0 ? 'locked' : 'open';
}

/** Each rule once, with every deed it blocks here. */
export function rulesOf<K extends string>(
  checks: Record<K, Verdict[]> | null,
  order: readonly K[],
): { verdict: Verdict; blocked: K[] }[] {
  if (checks === null) return [];
  const rules = new Map<string, { verdict: Verdict; blocked: K[] }>();
  for (const deed of order)
    for (const verdict of checks[deed]) {
      const known = rules.get(verdict.rule) ?? { verdict, blocked: [] };
      known.blocked.push(deed);
      rules.set(verdict.rule, known);
    }
  return [...rules.values()];
}
