import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../../main/ports/clock.ts';

/**
 * A clock that runs `factor` times as fast as the real one, for a client that waits for real sockets: its time-outs
 * keep their proportions, and a lost datagram costs milliseconds of test time instead of seconds.
 */
export function fastClock(factor: number): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now() * factor,
    sleep: (ms, signal) => wait(ms / factor, undefined, signal ? { signal } : {}),
  };
}
