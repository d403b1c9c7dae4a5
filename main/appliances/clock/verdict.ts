import type { ClockReading, ClockVerdict, Reading } from '../../../preload/contract.ts';

/**
 * The vendor states no tolerance (procedures.md, rs-clock-check, F-RS-01), so this limit is the tool's own: a clock that is
 * set by NTP is well within it, and one that is not shows.
 */
export const CLOCK_LIMIT_S = 60;

export interface ClockComparison {
  appliance: Reading<ClockReading>;
  /** The time server; `value` and `error` null when none was named. */
  reference: Reading<ClockReading>;
  /** This computer's clock stands in where the reference gives none. Where one was named it should not. */
  own: boolean;
}

/** Whether the appliance's clock is right, as far as that is known. What was not read is never "OK". */
export function clockVerdict({ appliance, reference, own }: ClockComparison): ClockVerdict {
  const truth = reference.value ?? (own ? { offsetS: 0, uncertaintyS: 0 } : null);
  if (!appliance.value || !truth) return { appliance, reference, skewS: null, ok: false };
  const skewS = appliance.value.offsetS - truth.offsetS;
  const uncertaintyS = appliance.value.uncertaintyS + truth.uncertaintyS;
  return { appliance, reference, skewS, ok: Math.abs(skewS) + uncertaintyS <= CLOCK_LIMIT_S };
}
