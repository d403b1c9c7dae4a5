/** Following a job through restarts of the host and of the iDRAC itself. idrac.md §2.6. */
import type { Clock } from '../../ports/clock.ts';
import { RedfishError, type RedfishErrorCode } from '../../redfish/error.ts';
import type { Reads } from '../../redfish/service.ts';
import { type DellJob, dellJobOf, jobOver } from './job.ts';

export interface FollowOptions {
  /** Logs in anew by itself when the iDRAC has forgotten the session. */
  service: Reads;
  /** Where the job may be, from `jobLinks`. */
  links: readonly string[];
  clock: Clock;
  /** Stop at `staged` or `restart-needed`, when the host has to be restarted by a step of its own; or go on to the end. */
  until: 'staged' | 'over';
  /** Milliseconds of silence that are borne, from the last answer; 30 minutes if not given. */
  silenceMs?: number;
  /** Milliseconds altogether; 60 minutes if not given. */
  withinMs?: number;
  signal?: AbortSignal;
  onNews?(news: JobNews): void;
}

export type JobNews = { kind: 'job'; job: DellJob } | { kind: 'no-answer'; error: RedfishError; forMs: number };

/** How the following ended. None of them proves that anything was installed: read the version back. */
export type Followed =
  | { kind: 'staged' | 'restart-needed' | 'over'; job: DellJob }
  /** The iDRAC answers and does not know the job any more. */
  | { kind: 'vanished'; last: DellJob | null }
  /** The iDRAC has not come back in time. */
  | { kind: 'silent'; last: DellJob | null; error: RedfishError }
  /** It answers, and the job goes on for longer than it should. */
  | { kind: 'unfinished'; last: DellJob | null };

const MINUTE = 60_000;
const PAUSE_MS = 10_000;
const PAUSE_AFTER_ERROR_MS = 30_000;
/** An iDRAC that is starting denies jobs that it will know again a little later. */
const VANISHED_MS = 5 * MINUTE;

/** What an iDRAC that restarts, or is about to, answers or fails with. */
const PASSING: ReadonlySet<RedfishErrorCode> = new Set<RedfishErrorCode>([
  'silent',
  'refused',
  'dropped',
  'plain-http',
  'tls',
  'timeout',
  'malformed',
  'starting',
  'busy',
  'session-expired',
  'session-limit',
  'not-supported',
]);

/** Reads the job again and again; changes nothing. @throws RedfishError for what waiting does not mend, `wrong-pin` first */
export async function followJob(options: FollowOptions): Promise<Followed> {
  const { service, links, clock, until, signal } = options;
  const { silenceMs = 30 * MINUTE, withinMs = 60 * MINUTE } = options;
  const began = clock.monotonic();
  let heardAt = began;
  let deniedSince: number | null = null;
  let last: DellJob | null = null;
  let answered = false;
  for (;;) {
    let pause = PAUSE_MS;
    const seen = await look(service, links);
    const now = clock.monotonic();
    if (seen instanceof RedfishError) {
      // A password that was right a minute ago is refused by an iDRAC that starts; one that never was, is wrong.
      if (!PASSING.has(seen.code) && !(seen.code === 'login-refused' && answered)) throw seen;
      options.onNews?.({ kind: 'no-answer', error: seen, forMs: now - heardAt });
      if (now - heardAt >= silenceMs) return { kind: 'silent', last, error: seen };
      deniedSince = null;
      pause = PAUSE_AFTER_ERROR_MS;
    } else {
      heardAt = now;
      answered = true;
      deniedSince = seen === null ? (deniedSince ?? now) : null;
      if (seen) {
        last = seen;
        options.onNews?.({ kind: 'job', job: seen });
        if (jobOver(seen.phase)) return { kind: 'over', job: seen };
        if (until === 'staged' && (seen.phase === 'staged' || seen.phase === 'restart-needed')) {
          return { kind: seen.phase, job: seen };
        }
      }
      if (deniedSince !== null && now - deniedSince >= VANISHED_MS) return { kind: 'vanished', last };
    }
    if (now - began >= withinMs) return { kind: 'unfinished', last };
    await clock.sleep(pause, signal);
  }
}

/** The job; null when the service knows it under none of its links; otherwise why nothing could be read. */
async function look(service: Reads, links: readonly string[]): Promise<DellJob | null | RedfishError> {
  for (const link of links) {
    try {
      const job = dellJobOf((await service.get(link)).json);
      if (job) return job;
    } catch (error) {
      if (!(error instanceof RedfishError)) throw error;
      // Not in this place. A 404 of a web server that is still starting looks the same, hence the patience above.
      if (error.code !== 'not-supported' && error.status !== 400) return error;
    }
  }
  return null;
}
