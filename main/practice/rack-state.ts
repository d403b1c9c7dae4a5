/** What a practice rack tells of itself, and what a person can do to it. */
import type { PracticeFault } from '../../preload/contract.ts';
import type { ManualAction } from '../procedures/model.ts';
import type { DellView } from './dell.ts';
import type { EnterpriseView } from './imprivata/practice-enterprise.ts';
import type { RsGroupView } from './remote-support/practice-group.ts';
import type { RemoteSupportView } from './remote-support/practice-remote-support.ts';
import type { Disaster, HaStatus, PairState } from './sps/pair.ts';
import type { IndexerView } from './sps/practice-indexers.ts';
import type { ApplianceView } from './u-series/practice-appliance.ts';
import type { UsPairView } from './u-series/practice-pair.ts';

/** Everything about the rack that a referee may want to know. Plain JSON. */
export interface RackState {
  scale: number;
  /** Since the start of the rack. */
  simulatedSeconds: number;
  ha: HaStatus;
  /** Device id of the present master. */
  master: string;
  /** Activated firmware has not reached the slave yet. */
  firmwareOnItsWay: boolean;
  /** The HA links between the nodes. */
  links: PairState['links'];
  nodes: { deviceId: string; power: 'on' | 'off'; phase: string; version: string; afterReboot: string }[];
  faults: PracticeFault[];
  /** What the interlocks should have prevented. */
  disasters: Disaster[];
  /** Every change that the practice BMCs carried out, by device id; empty for an outside BMC. */
  executed: Record<string, string[]>;
  /** Manual actions that were played, in order. */
  played: RackAction[];
  dell: DellView;
  /** What runs on the Dell server. */
  appliance: ApplianceView;
  /** The Remote Support appliance, and where its vendor's update server is. */
  remoteSupport: RemoteSupportView;
  /** The Imprivata enterprise, where the rack was started with one. */
  enterprise?: EnterpriseView;
  /** The pair of U-Series appliances, where the rack was started with one. */
  usPair?: UsPairView;
  /** Address of the DNS server that knows the sites of the groups; null where the rack was started without them. */
  dns: string | null;
  /** The external indexer hosts by device id, where the rack was started with them. */
  indexers?: Record<string, IndexerView>;
  /** Each group of Remote Support appliances, by the id of its first; none where the rack was started without. */
  groups: Record<string, RsGroupView>;
}

/** What a person does that the rack can play. */
export type RackAction = ManualAction;

/** What came of a manual action, and why when it was not played. */
export interface Played {
  outcome: 'played' | 'already' | 'impossible';
  reason: string | null;
  /** Real milliseconds after which an impossible one is worth another try; null when waiting is in vain. */
  soonMs: number | null;
}
