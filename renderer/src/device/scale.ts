import type { SensorView } from '../../../preload/contract.ts';

/** Thresholds from the lowest to the highest (IPMI 2.0, 35.5). */
export const thresholdIds = [
  'lower-non-recoverable',
  'lower-critical',
  'lower-non-critical',
  'upper-non-critical',
  'upper-critical',
  'upper-non-recoverable',
] as const;
export type ThresholdId = (typeof thresholdIds)[number];

const severities: Record<ThresholdId, Zone['severity']> = {
  'lower-non-recoverable': 'non-recoverable',
  'lower-critical': 'critical',
  'lower-non-critical': 'non-critical',
  'upper-non-critical': 'non-critical',
  'upper-critical': 'critical',
  'upper-non-recoverable': 'non-recoverable',
};
export interface Zone {
  from: number;
  to: number;
  severity: 'ok' | 'non-critical' | 'critical' | 'non-recoverable';
}
export interface Scale {
  /** Where the value lies, 0 to 1. */
  at: number;
  ticks: { id: ThresholdId; at: number; value: number }[];
  /** From left to right, without gaps. */
  zones: Zone[];
}

/** A line that holds the value and all thresholds with some room at both ends; null where there is nothing to compare. */
export function scaleOf(value: number | null, thresholds: SensorView['thresholds']): Scale | null {
  const given = thresholdIds.flatMap((id) => {
    const at = thresholds[id];
    return at === undefined || !Number.isFinite(at) ? [] : [{ id, value: at }];
  });
  if (value === null || !Number.isFinite(value) || given.length === 0) return null;
  const all = [value, ...given.map((g) => g.value)];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const room = (most - least || Math.abs(most) || 1) * 0.15;
  const place = (v: number) => (v - least + room) / (most - least + 2 * room);
  const ticks = given.map((g) => ({ ...g, at: place(g.value) }));
  const edges = [...ticks].sort((a, b) => a.at - b.at);
  const zones: Zone[] = [];
  for (let i = 0; i <= edges.length; i++) {
    const [left, right] = [edges[i - 1], edges[i]];
    zones.push({ from: left?.at ?? 0, to: right?.at ?? 1, severity: severityBetween(left?.id, right?.id) });
  }
  return { at: place(value), ticks, zones };
}

/** Right of an upper threshold its severity begins; left of a lower one likewise; between the two sides all is well. */
function severityBetween(left: ThresholdId | undefined, right: ThresholdId | undefined): Zone['severity'] {
  if (left?.startsWith('upper')) return severities[left];
  if (right?.startsWith('lower')) return severities[right];
  return 'ok';
}
