/**
 * The second phase of the session database upgrade: old sessions are converted beside normal operation, the newest first, for
 * days or weeks (upgrade guide, "Notes and warnings"). Pure; times are simulated seconds.
 */

/** How long it takes on the practice rack: two weeks, as with a large database. */
export const PHASE_2 = 14 * 86_400;

export interface SessionDatabase {
  /** When the node first ran the new version; null while it runs the old one. */
  since: number | null;
  /** The conversion stops with an error from then on, until support has repaired it. */
  failsAt: number | null;
}

export interface Phase2 {
  state: 'running' | 'finished' | 'error';
  /** What the System Monitor shows, in percent. */
  percent: number;
}

/** How far phase 2 is at `now`, or null before the new version runs. */
export function phase2(database: SessionDatabase, now: number): Phase2 | null {
  const { since, failsAt } = database;
  if (since === null || now < since) return null;
  const until = failsAt === null ? now : Math.min(now, failsAt);
  const percent = Math.min(100, Math.floor((100 * (until - since)) / PHASE_2));
  if (percent === 100) return { state: 'finished', percent };
  return { state: failsAt !== null && now >= failsAt ? 'error' : 'running', percent };
}

/** The database after support has repaired it at `now`: what stood still goes on from where it was. */
export function repaired(database: SessionDatabase, now: number): SessionDatabase {
  const { since, failsAt } = database;
  if (since === null || failsAt === null || now < failsAt) return database;
  return { since: since + (now - failsAt), failsAt: null };
}
