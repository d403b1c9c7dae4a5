import type { HealthSummary, RackStatus } from '../../../preload/contract.ts';

/** One reading of the hottest sensor. */
export interface Point {
  at: string;
  celsius: number;
}
/** The last readings by device, oldest first. */
export type Trends = Readonly<Record<string, readonly Point[]>>;

const KEPT = 60;

/** The hottest sensor of those that gave a reading. */
export function hottest(health: HealthSummary | null) {
  return (health?.temperatures ?? []).reduce<HealthSummary['temperatures'][number] | null>(
    (top, t) => (top === null || t.celsius > top.celsius ? t : top),
    null,
  );
}

/** The trends with the new readings of a picture; a reading that is shown again is not a new one. */
export function grow(trends: Trends, rack: RackStatus): Trends {
  let grown = trends;
  for (const { deviceId, health } of rack.devices) {
    const top = hottest(health.value);
    const held = grown[deviceId] ?? [];
    if (top === null || health.at === null || held.at(-1)?.at === health.at) continue;
    grown = { ...grown, [deviceId]: [...held, { at: health.at, celsius: top.celsius }].slice(-KEPT) };
  }
  return grown;
}

export interface Range {
  least: number;
  most: number;
  seconds: number;
}
/** Null until there are two readings: one is a value, not a course. */
export function rangeOf(points: readonly Point[]): Range | null {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return null;
  const values = points.map((p) => p.celsius);
  return {
    least: Math.min(...values),
    most: Math.max(...values),
    seconds: (Date.parse(last.at) - Date.parse(first.at)) / 1000,
  };
}

/** The course as an SVG path in a field of the given size. A calm course is drawn in the middle, not blown up. */
export function pathOf(points: readonly Point[], width: number, height: number): string {
  const range = rangeOf(points);
  if (range === null) return '';
  const start = Date.parse(points[0]?.at ?? '');
  const span = Math.max(4, range.most - range.least);
  const bottom = (range.most + range.least - span) / 2;
  const round = (n: number) => Math.round(n * 10) / 10;
  return points
    .map((p, i) => {
      const x = range.seconds > 0 ? ((Date.parse(p.at) - start) / 1000 / range.seconds) * width : 0;
      const y = height - ((p.celsius - bottom) / span) * height;
      return `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`;
    })
    .join('');
}
