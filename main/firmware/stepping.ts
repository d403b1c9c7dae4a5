import type { Role } from './role.ts';
import { compareVersions } from './version.ts';

/** A version that must be installed on the way. */
export interface SteppingStone {
  role: Role;
  /** iDRAC generations it is about. */
  generations: readonly number[];
  version: string;
  /** `hard`: a direct jump has ruined boards or is refused by the iDRAC. `gated`: reported from the field. */
  severity: 'hard' | 'gated';
  source: string;
}

/** idrac.md §4.3, August 2026. A path that is not in here is unknown: the release notes decide. */
export const STEPPING_STONES: readonly SteppingStone[] = [
  stone([7], '1.66.65', 'hard', 'field report dimetrius.net: a direct jump ruined boards'),
  stone([7], '2.10.10.10', 'hard', 'field report dimetrius.net: a direct jump ruined boards'),
  stone([7, 8], '2.60.60.60', 'hard', 'Dell, iDRAC-Redfish-Scripting issue 118'),
  stone([7, 8], '2.61.60.60', 'hard', 'Dell, iDRAC-Redfish-Scripting issue 118'),
  stone([9], '3.30.30.30', 'gated', 'field report adamstrickfaden.com; the release notes decide'),
  stone([9], '6.00.00.00', 'gated', 'field report adamstrickfaden.com; the release notes decide'),
];

function stone(
  generations: readonly number[],
  version: string,
  severity: SteppingStone['severity'],
  source: string,
): SteppingStone {
  return { role: 'idrac', generations, version, severity, source };
}

/** The first stone between two versions; none when either cannot be compared. */
export function stoneBetween(role: Role, generation: number | null, from: string, to: string): SteppingStone | null {
  const within = ({ version }: SteppingStone) => {
    const below = compareVersions(from, version);
    const beyond = compareVersions(to, version);
    return below !== null && beyond !== null && below < 0 && beyond > 0;
  };
  return (
    STEPPING_STONES.find(
      (one) => one.role === role && (generation === null || one.generations.includes(generation)) && within(one),
    ) ?? null
  );
}
