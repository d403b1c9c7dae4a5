import { type Clock, systemClock } from '../../../ports/clock.ts';

/**
 * For tests: a real clock on which short waits pass at once, for everybody who has it, and deadlines stay real.
 * `skip` lets time pass.
 */
export function leapingClock(): Clock & { skip(ms: number): void } {
  let skipped = 0;
  return {
    now: () => systemClock.now() + skipped,
    monotonic: () => systemClock.monotonic() + skipped,
    sleep: async (ms, signal) => {
      if (ms > 1000) return systemClock.sleep(ms, signal);
      skipped += ms;
    },
    skip: (ms) => {
      skipped += ms;
    },
  };
}
