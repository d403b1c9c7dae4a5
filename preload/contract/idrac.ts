/** A Dell server behind its iDRAC: what it tells, what may be changed, and packages for it. */
import type { Power, Reading, Text } from './basics.ts';

export interface IdracFirmware {
  name: string;
  /** Dell component ID; null where the iDRAC does not tell it. */
  componentId: number | null;
  version: string;
}
export interface IdracJobView {
  id: string;
  name: string;
  state: 'scheduled' | 'running' | 'completed' | 'failed' | 'other';
  percent: number | null;
  message: string | null;
  startedAt: string | null;
  endedAt: string | null;
}
export interface LifecycleEntryView {
  sequence: number | null;
  at: string | null;
  severity: string;
  messageId: string | null;
  message: string;
}
export interface IdracNetwork {
  enabled: boolean | null;
  dhcp: boolean | null;
  address: string | null;
  mask: string | null;
  gateway: string | null;
  mac: string | null;
}
/** Everything a server tells about itself; parts that cannot be read say why, each by itself. */
export interface IdracView {
  /** How it is reached: "Redfish", "racadm over SSH". */
  by: string | null;
  info: Reading<{
    serviceTag: string | null;
    model: string | null;
    systemId: number | null;
    biosVersion: string | null;
    idracVersion: string | null;
    power: Power | null;
  }>;
  firmware: Reading<IdracFirmware[]>;
  jobs: Reading<IdracJobView[]>;
  network: Reading<IdracNetwork>;
  log: Reading<LifecycleEntryView[]>;
  /** The factory password is in use. */
  defaultPassword: Reading<boolean>;
}

export type IdracOrder =
  | { action: 'firmware.update'; file: string }
  | { action: 'idrac.reset' }
  | { action: 'idrac.job.delete'; job: string }
  | { action: 'idrac.nic.static'; address: string; mask: string; gateway: string }
  | { action: 'idrac.nic.dhcp' }
  | { action: 'idrac.nic.enable' }
  | { action: 'idrac.user.setPassword'; userId: number; password: string }
  | { action: 'idrac.ipmiOverLan'; enabled: boolean };

/** Whether a package may be installed on a machine. `gated`: only with a reason; `refused`: not at all. */
export interface FitVerdict {
  id: string;
  severity: 'refused' | 'gated' | 'note';
  reason: Text;
  lift: Text;
}
/** An Update Package as it was read, without running it. */
export interface PackageView {
  file: string;
  size: number;
  sha256: string;
  /** `dup` can go through an iDRAC; `bin` and `other` cannot. */
  kind: 'dup' | 'bin' | 'other';
  name: string | null;
  version: string | null;
  date: string | null;
  criticality: string | null;
  rebootRequired: boolean | null;
  /** The measurements of the TPM change, so BitLocker will ask for its recovery key. */
  impactsTpm: boolean | null;
  components: number[];
  systems: { id: number; name: string }[];
  signature: { verdict: string; signer: string | null };
  /** Against the device that was named; empty where none was. */
  fit: FitVerdict[];
}
/** How far an upload is. */
export interface UpdateProgress {
  siteId: string;
  deviceId: string;
  sent: number;
  size: number;
}
