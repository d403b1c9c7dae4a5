import type { Clock } from '../ports/clock.ts';

/** How long the last window may be gone, as it is during a reload, before the shell ends. */
export const GRACE_MS = 3000;

/**
 * Calls `ended` once the number of windows has fallen to zero and stayed there for `GRACE_MS`. The returned function
 * is told each new number. Nothing happens before the first window has come.
 */
export function watchIdle(clock: Clock, ended: () => void): (windows: number) => void {
  let waiting: AbortController | null = null;
  return (windows) => {
    waiting?.abort();
    waiting = null;
    if (windows > 0) return;
    const mine = new AbortController();
    waiting = mine;
    clock.sleep(GRACE_MS, mine.signal).then(
      () => {
        if (!mine.signal.aborted) ended();
      },
      () => {}, // a window came back
    );
  };
}
