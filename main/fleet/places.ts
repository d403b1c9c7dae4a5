import type { Clock } from '../ports/clock.ts';

export interface Places {
  /** How many begin at once. */
  width: number;
  /** A member that takes longer than this, milliseconds, waits on outside, and its place goes to the next one. */
  holdMs: number;
  clock: Clock;
  signal: AbortSignal;
}

/**
 * Runs `work` for every member and hands out the results as they come, whichever way round that is. At most `width` are
 * begun at a time, in order; who has no result after `holdMs` no longer counts, so that a hundred dead BMCs in a row delay
 * the living behind them by one `holdMs` and not by a time-out. `work` must not reject. Ends early, without the results
 * that are missing, when the signal aborts or the caller stops reading: then nothing further is begun.
 */
export async function* asTheyCome<M, R>(
  members: readonly M[],
  work: (member: M) => Promise<R>,
  { width, holdMs, clock, signal }: Places,
): AsyncGenerator<R, void> {
  const ready: R[] = [];
  let wake: (() => void) | null = null;
  const nudge = () => wake?.();
  let next = 0;
  let held = 0;
  let missing = members.length;
  let over = false;

  const begin = (member: M) => {
    held++;
    const late = new AbortController();
    const release = () => {
      if (late.signal.aborted) return;
      late.abort(null);
      held--;
      fill();
    };
    clock.sleep(holdMs, late.signal).then(release, () => undefined);
    void work(member).then((result) => {
      ready.push(result);
      missing--;
      release();
      nudge();
    });
  };
  // One at a time, with a look at what has arrived between two: the first are answered while the last are being asked, so
  // that their side and ours work at the same time.
  let filling = false;
  const fill = () => {
    if (filling || over || signal.aborted || held >= width) return;
    const member = members[next++];
    if (member === undefined) return;
    filling = true;
    setImmediate(() => {
      filling = false;
      fill();
    });
    begin(member);
  };

  signal.addEventListener('abort', nudge);
  try {
    fill();
    while (!signal.aborted) {
      const result = ready.shift();
      if (result !== undefined) yield result;
      else if (missing === 0) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    over = true;
    signal.removeEventListener('abort', nudge);
  }
}
