/** A place in the terminal's buffer that moves with its line; xterm's markers are such. */
export interface Anchor {
  readonly line: number;
  readonly isDisposed: boolean;
  dispose(): void;
}

/**
 * When the lines arrived: one anchor for the first line of each second. There are at most `limit`; then every other one
 * of the older half goes, so that a watch of days stays cheap and the recent lines stay exact.
 */
export function createArrivals(limit = 2000) {
  let held: { at: string; anchor: Anchor }[] = [];
  const thin = () => {
    const half = Math.floor(held.length / 2);
    held = held.filter(({ anchor }, i) => {
      const keep = i >= half || i % 2 === 0;
      if (!keep) anchor.dispose();
      return keep && !anchor.isDisposed;
    });
  };
  return {
    /** Says that what is written from now on arrived at `at`; `anchor` is asked for only when that is news. */
    note(at: string, anchor: () => Anchor | undefined): void {
      const last = held.at(-1);
      if (last && !last.anchor.isDisposed && last.at.slice(0, 19) === at.slice(0, 19)) return;
      const made = anchor();
      if (!made) return;
      held.push({ at, anchor: made });
      if (held.length > limit) thin();
    },
    /** Arrival of each line from `first` on, null where nothing was written yet. */
    of(first: number, count: number): (string | null)[] {
      const live = held.filter(({ anchor }) => !anchor.isDisposed && anchor.line >= 0);
      let i = live.findLastIndex(({ anchor }) => anchor.line < first);
      return Array.from({ length: count }, (_, row) => {
        const before = live[i] ?? null;
        // A line that began in one second and went on in the next one has the time of its beginning.
        const own = live[i + 1]?.anchor.line === first + row ? live[i + 1] : null;
        while (live[i + 1]?.anchor.line === first + row) i += 1;
        return (own ?? before)?.at ?? null;
      });
    },
    clear(): void {
      for (const { anchor } of held) anchor.dispose();
      held = [];
    },
  };
}
