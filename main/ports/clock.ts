import { setTimeout as wait } from 'node:timers/promises';

/** Time as the rest of the code may see it. Tests pass a simulated clock; nothing but this file reads the real one. */
export interface Clock {
  /** Wall time, milliseconds since 1970-01-01T00:00:00Z. Jumps when the host's clock is set. */
  now(): number;
  /** Milliseconds from an arbitrary start; never jumps. For time-outs and durations inside one process. */
  monotonic(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) => wait(ms, undefined, signal ? { signal } : {}),
};
