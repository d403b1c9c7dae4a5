/** The live state of a rack. */
import type { Power, Reading, Verdict } from './basics.ts';
import type { HealthSummary } from './health.ts';

/** States of a web interface (reference: appliances.md §5.2). */
export type WebState =
  | 'silent'
  | 'refused'
  | 'plain-http'
  | 'wrong-pin'
  | 'starting'
  | 'answering'
  | 'uninitialized'
  | 'ready';
export interface DeviceStatus {
  deviceId: string;
  power: Reading<Power>;
  serial: Reading<string>;
  web: Reading<WebState>;
  version: Reading<string>;
  /** From the BMC's sensors; read less often than the power state. */
  health: Reading<HealthSummary>;
  /** Role in an HA pair as bound by an open run; a role is never identity. */
  role: string | null;
  runId: string | null;
  /** What is locked on this device right now, and why. */
  locks: Verdict[];
}
export interface RackStatus {
  siteId: string;
  devices: DeviceStatus[];
}
