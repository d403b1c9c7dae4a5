/** Receive window over session sequence numbers (IPMI 2.0 section 6.12.13): 16 back, 15 ahead of the highest seen. */
export interface Window {
  /** Highest number accepted so far; 0 before the first packet. */
  highest: number;
  /** Bit n set: number `highest - n` was seen (bit 0 is `highest` itself). */
  seen: number;
}

const AHEAD = 15;
const BEHIND = 16;

export const freshWindow: Window = { highest: 0, seen: 1 };

/**
 * The window after accepting `sequence`, or null when the packet must be dropped: a replay, number 0, or outside the
 * window. Call only for packets whose AuthCode was verified. Numbers wrap at 2^32 and skip 0.
 */
export function accept(window: Window, sequence: number): Window | null {
  if (sequence === 0) return null;
  const ahead = distance(window.highest, sequence);
  if (ahead > 0) {
    if (ahead > AHEAD) return null;
    return { highest: sequence, seen: ((window.seen << ahead) | 1) & 0x1ffff };
  }
  const back = -ahead;
  if (back > BEHIND || (window.seen & (1 << back)) !== 0) return null;
  return { highest: window.highest, seen: window.seen | (1 << back) };
}

/** Signed distance on the ring of 2^32 numbers. */
function distance(from: number, to: number): number {
  return (to - from) | 0;
}
