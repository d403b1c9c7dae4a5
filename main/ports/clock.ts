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
  // Not node:timers/promises: that one rejects with an error of its own, whose stack costs more than all the rest.
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const cancel = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', cancel);
        resolve();
      }, ms);
      signal?.addEventListener('abort', cancel, { once: true });
    }),
};
