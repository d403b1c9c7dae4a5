/** What a practice rack is started with. */
import type { BmcEndpoint, PracticeFault } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/log.ts';
import type { Chassis } from './bmc/index.ts';

export interface RackOptions {
  /** Simulated seconds that pass in one real second; 60 if not given. */
  scale?: number;
  clock?: Clock;
  log?: Logger;
  faults?: PracticeFault[];
  /** The slave's machine, when something else than a practice BMC is to turn it on (see FileChassis). */
  slaveChassis?: Chassis;
  /** An outside BMC of the slave. No practice BMC is started for it, and BMC faults do not reach it. */
  slaveBmc?: BmcEndpoint;
  /** 0 or nothing: any free port. */
  ports?: Partial<
    Record<'web' | 'control' | 'bmcA' | 'bmcB' | 'idrac' | 'idracSsh' | 'rs' | 'updates' | 'bmcRs', number>
  >;
  firmware?: { running: string; target: string };
  /** Four Imprivata appliances stand beside the rack. */
  enterprise?: boolean;
  /** With a pair of U-Series appliances, and what it mirrors. */
  usPair?: 'both' | 'services' | null;
  /** With a Remote Support failover pair, an appliance and its successor, and two Atlas clusters. */
  groups?: boolean;
  /** With two external indexer hosts of the SPS. */
  indexers?: boolean;
  /** Hand-modified files on the core firmware; more than none makes the firmware test fail. */
  tainted?: number;
}
