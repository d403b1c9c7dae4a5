/**
 * A time as an event log keeps it (IPMI 2.0 section 37.1). `wall`: seconds since 1970 in the zone the BMC was set to, which
 * is UTC or local time, and the protocol does not say which. `since-start`: the clock was not set yet. `unspecified`: none.
 */
export type SelTime =
  | { kind: 'wall'; seconds: number }
  | { kind: 'since-start'; seconds: number }
  | { kind: 'unspecified' };

const UNSPECIFIED = 0xffffffff;
/** Up to here a value counts from the start of the BMC. */
const LAST_SINCE_START = 0x20000000;

export function selTime(value: number): SelTime {
  if (value === UNSPECIFIED) return { kind: 'unspecified' };
  return value <= LAST_SINCE_START ? { kind: 'since-start', seconds: value } : { kind: 'wall', seconds: value };
}

/** ISO 8601 without a zone, because the BMC does not tell it; "+90 s" since its start; "unspecified". */
export function selTimeText(time: SelTime): string {
  if (time.kind === 'unspecified') return 'unspecified';
  if (time.kind === 'since-start') return `+${time.seconds} s`;
  return new Date(time.seconds * 1000).toISOString().slice(0, 19);
}
