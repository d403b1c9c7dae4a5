import { seeded } from '../../../main/ports/seeded.ts';
import type { Direction, Fault, FaultPlan } from './udp-proxy.ts';

const PASS: Fault = { kind: 'pass' };

/** The faults of anchors.md section 5.3, and damage. */
export const FAULTS = {
  drop: { kind: 'drop' },
  'delay 10 s': { kind: 'delay', ms: 10_000 },
  duplicate: { kind: 'duplicate' },
  swap: { kind: 'swap' },
  corrupt: { kind: 'corrupt', at: 3 },
} as const satisfies Record<string, Fault>;
export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

/** One fault on one datagram: the n-th (from 0) of its direction. */
export interface SingleFault {
  direction: Direction;
  index: number;
  fault: FaultName;
}

export function singleFaultPlan(single: SingleFault): FaultPlan {
  return ({ direction, index }) =>
    direction === single.direction && index === single.index ? FAULTS[single.fault] : PASS;
}

/** Every fault on every position of an exchange that takes so many datagrams each way. */
export function everySingleFault(
  counts: Record<Direction, number>,
  faults: readonly FaultName[] = FAULT_NAMES,
): SingleFault[] {
  const directions: Direction[] = ['to-bmc', 'to-client'];
  return directions.flatMap((direction) =>
    Array.from({ length: counts[direction] }, (_, index) => index).flatMap((index) =>
      faults.map((fault) => ({ direction, index, fault })),
    ),
  );
}

/** Faults drawn from a seed: each datagram meets one with the given probability. The same seed draws the same faults. */
export function seededPlan(seed: number, rate: number): FaultPlan {
  const random = seeded(seed);
  return ({ bytes }) => {
    const hit = random() < rate;
    const name = FAULT_NAMES[Math.floor(random() * FAULT_NAMES.length)];
    const place = random();
    if (!hit || name === undefined) return PASS;
    if (name === 'corrupt') return { kind: 'corrupt', at: Math.floor(place * bytes.length) };
    if (name === 'delay 10 s') return { kind: 'delay', ms: Math.ceil(place * 10_000) };
    return FAULTS[name];
  };
}

/** The same plan on a network that never copies a request: for a BMC that would execute the copy as well. */
export function withoutCopiedRequests(plan: FaultPlan): FaultPlan {
  return (datagram) => {
    const fault = plan(datagram);
    return fault.kind === 'duplicate' && datagram.direction === 'to-bmc' ? PASS : fault;
  };
}
