/**
 * How often the main process is told that somebody is at the screen, milliseconds: once a minute, and four times within
 * the idle time where that is shorter, or a person who works would be locked out.
 */
export const pingEvery = (lockMinutes: number): number => Math.min(60_000, lockMinutes * 15_000);

/** Passes on the first touch and then at most one per `every()` milliseconds. `now` never jumps. */
export function throttle(now: () => number, every: () => number, tell: () => void): () => void {
  let told: number | null = null;
  return () => {
    const at = now();
    if (told !== null && at - told < every()) return;
    told = at;
    tell();
  };
}
