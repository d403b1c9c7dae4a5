import type { CurrentStep, RunView } from '../../../preload/contract.ts';

export type Timing = NonNullable<CurrentStep['timing']>;
export type Level = Timing['normal'][number]['level'];
export interface Band {
  /** Shares of the scale, 0 to 1. */
  from: number;
  to: number;
  untilSeconds: number | null;
  level: Level;
}
export interface Gauge {
  elapsed: number;
  needle: number;
  bands: Band[];
  now: Timing['normal'][number] | null;
}

/** Procedure seconds at `now` (ms); the view was taken at `receivedAt` (ms) and time runs on, scaled in practice. */
export function elapsedAt(timing: Pick<Timing, 'elapsedSeconds' | 'scale'>, receivedAt: number, now: number): number {
  return timing.elapsedSeconds + (Math.max(0, now - receivedAt) / 1000) * timing.scale;
}

/** The scale ends a quarter behind the last limit, or just behind the needle once that has passed. */
export function gaugeOf(timing: Timing, elapsed: number): Gauge {
  const limits = timing.normal.flatMap((n) => (n.untilSeconds === null ? [] : [n.untilSeconds]));
  const end = Math.max(Math.max(0, ...limits) * 1.25, elapsed * 1.05, 60);
  let from = 0;
  const bands = timing.normal.map((n) => {
    const to = n.untilSeconds === null ? end : n.untilSeconds;
    const band: Band = { from: from / end, to: to / end, untilSeconds: n.untilSeconds, level: n.level };
    from = to;
    return band;
  });
  const now =
    timing.normal.find((n) => n.untilSeconds === null || elapsed < n.untilSeconds) ?? timing.normal.at(-1) ?? null;
  return { elapsed, needle: Math.min(1, elapsed / end), bands, now };
}

/** Seconds since the upgrade reboot, where there was one: the step's own clock, or the wall clock scaled in practice. */
export function sinceT0(run: RunView, receivedAt: number, now: number, scale: number): number | null {
  const timing = run.current?.timing;
  if (timing) return elapsedAt(timing, receivedAt, now);
  if (run.t0 === null || run.status !== 'open') return null;
  return Math.max(0, (now - Date.parse(run.t0)) / 1000) * scale;
}
