import type { RackStatus, Verdict } from '../../preload/contract.ts';

export interface Lock {
  deviceId: string;
  verdict: Verdict;
}
/** Every lock in the rack, one per device and rule. */
export function locksOf(rack: RackStatus): Lock[] {
  return rack.devices.flatMap((d) => d.locks.map((verdict) => ({ deviceId: d.deviceId, verdict })));
}
const keyOf = (lock: Lock) => `${lock.deviceId} ${lock.verdict.rule}`;

/** What came and what went. The first picture is not a change. */
export function lockChanges(before: Lock[] | null, now: Lock[]): { engaged: Lock[]; lifted: Lock[] } {
  if (before === null) return { engaged: [], lifted: [] };
  const had = new Set(before.map(keyOf));
  const has = new Set(now.map(keyOf));
  return { engaged: now.filter((l) => !had.has(keyOf(l))), lifted: before.filter((l) => !has.has(keyOf(l))) };
}
