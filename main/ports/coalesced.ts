import type { Clock } from './clock.ts';

export interface Coalesced<K> {
  /** This one has changed: told soon, together with what else changes until then. */
  mark(key: K): void;
  /** Tells now what is marked. */
  flush(): void;
  stop(): void;
}

/**
 * Tells what has changed, each thing once however often it changed: as soon as the present task is through, then not
 * again for `restMs` milliseconds. A writer of a hundred entries a second thus costs its readers ten looks, not a hundred.
 * `tell` must not throw; what it marks itself is told next time.
 */
export function coalesced<K>(clock: Clock, restMs: number, tell: (keys: ReadonlySet<K>) => void): Coalesced<K> {
  const stop = new AbortController();
  let marked = new Set<K>();
  let pending = false;
  const flush = (): void => {
    if (marked.size === 0 || stop.signal.aborted) return;
    const keys = marked;
    marked = new Set();
    tell(keys);
  };
  const rest = async (): Promise<void> => {
    await Promise.resolve();
    while (marked.size > 0) {
      flush();
      await clock.sleep(restMs, stop.signal);
    }
  };
  return {
    mark(key) {
      marked.add(key);
      if (pending || stop.signal.aborted) return;
      pending = true;
      rest().then(
        () => {
          pending = false;
        },
        () => undefined, // stopped
      );
    },
    flush,
    stop: () => stop.abort(),
  };
}
