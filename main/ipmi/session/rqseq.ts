/**
 * Hands out request sequence numbers (6 bits). A number whose request was sent more often than it was answered may still
 * have an answer under way; it rests before it is used again, so that a late answer can never be taken for a new one.
 */
export interface RqSeqPool {
  next: number;
  /** Number → monotonic milliseconds until which it rests. */
  resting: ReadonlyMap<number, number>;
}

/** Longer than any answer stays in a network or a BMC's queue. */
const REST_MS = 60_000;
const NUMBERS = 64;

export const freshPool: RqSeqPool = { next: 1, resting: new Map() };

/** The next free number, or null when all 64 rest: then the session must be given up. */
export function takeRqSeq(pool: RqSeqPool, now: number): { pool: RqSeqPool; rqSeq: number } | null {
  for (let i = 0; i < NUMBERS; i++) {
    const rqSeq = (pool.next + i) % NUMBERS;
    if ((pool.resting.get(rqSeq) ?? 0) <= now) return { pool: { ...pool, next: (rqSeq + 1) % NUMBERS }, rqSeq };
  }
  return null;
}

/** Notes that `unanswered` copies of the request with this number were sent and not answered. */
export function restRqSeq(pool: RqSeqPool, rqSeq: number, unanswered: number, now: number): RqSeqPool {
  if (unanswered <= 0) return pool;
  return { ...pool, resting: new Map([...pool.resting, [rqSeq, now + REST_MS]]) };
}
