import type { Clock } from '../ports/clock.ts';

export interface Places {
  /** How many may hold a place at a time. */
  width: number;
  /** A member that takes longer than this, milliseconds, loses its place (at twice this at the latest). */
  holdMs: number;
  clock: Clock;
  signal: AbortSignal;
}

const AT_ONCE = 8;

/**
 * Runs `work` for every member and hands out the results as they come, whichever way round that is. Members begin in
 * order, when a place is free. Who has no result after `holdMs` waits on without a place, so that any number of dead BMCs
 * in a row delay the living behind them by that, and not by a time-out. `work` must not reject. Ends early, without the
 * results that are missing, when the signal aborts or the caller stops reading: then nothing further is begun.
 */
export async function* asTheyCome<M, R extends object>(
  members: readonly M[],
  work: (member: M) => Promise<R>,
  { width, holdMs, clock, signal }: Places,
): AsyncGenerator<R, void> {
  const over = new AbortController();
  const ready: R[] = [];
  let wake: (() => void) | null = null;
  const nudge = () => wake?.();
  let next = 0;
  let missing = members.length;
  /** Numbers of the members that hold a place. */
  const holding = new Set<number>();

  const begin = (member: M) => {
    const number = next++;
    holding.add(number);
    void work(member).then((result) => {
      ready.push(result);
      missing--;
      nudge();
      if (holding.delete(number)) fill();
    });
  };
  // A few at a time, with a look at what has arrived in between: the first are answered while the last are being asked, so
  // that their side and ours work at the same time.
  let filling = false;
  const fill = () => {
    if (filling || over.signal.aborted || signal.aborted) return;
    for (let begun = 0; begun < AT_ONCE; begun++) {
      const member = members[next];
      if (member === undefined || holding.size >= width) return;
      begin(member);
    }
    filling = true;
    setImmediate(() => {
      filling = false;
      fill();
    });
  };
  /** One timer for all: who holds a place at two looks in a row has held it for long enough. */
  const evict = async () => {
    for (let former: number[] = []; next < members.length; former = [...holding]) {
      for (const number of former) holding.delete(number);
      fill();
      await clock.sleep(holdMs, over.signal);
    }
  };

  signal.addEventListener('abort', nudge);
  try {
    fill();
    evict().catch(() => undefined);
    while (!signal.aborted) {
      const result = ready.shift();
      if (result !== undefined) yield result;
      else if (missing === 0) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    over.abort(null);
    signal.removeEventListener('abort', nudge);
  }
}
