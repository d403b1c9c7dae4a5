/** Catalogued actions and their outcome. */
import type { Failure, Power, Verdict } from './basics.ts';
import type { BmcOrder } from './setup.ts';

export type PowerVerb = 'on' | 'off' | 'soft' | 'cycle' | 'reset' | 'diag';
export type ActionName =
  | `power.${PowerVerb}`
  | 'bmc.identify'
  | 'bmc.restorePolicy'
  | BmcOrder['action']
  | 'console.input'
  | 'console.break'
  | 'console.takeover'
  | IdracActionName
  | ApplianceActionName;
/** Changes on a Dell server by its iDRAC (racadm or Redfish). Its password is never ordered by a step: no fact is a secret. */
export type IdracActionName =
  | 'firmware.update'
  | 'idrac.reset'
  | 'idrac.job.delete'
  | 'idrac.nic.static'
  | 'idrac.nic.dhcp'
  | 'idrac.nic.enable'
  | 'idrac.user.setPassword'
  | 'idrac.ipmiOverLan';
/**
 * Changes by an appliance's own interface: the tool's way. What a person clicks there is a manual action of another name; a
 * rule against the click holds for this as well.
 */
export type ApplianceActionName =
  | 'sps.api.upload'
  | 'sps.api.upgrade'
  | 'sps.api.bundle'
  | 'rs.setFailoverRole'
  | 'rs.backup.download'
  | 'indexer.backup'
  | 'indexer.stop'
  | 'indexer.upgrade'
  | 'indexer.start';
export type Outcome = 'done' | 'refused' | 'failed' | 'not-done' | 'unknown';

export interface ActionResult {
  id: string;
  action: ActionName;
  outcome: Outcome;
  deviceName: string;
  serial: string | null;
  bmc: string;
  /** State read before and after, where the action has one. */
  before: Power | null;
  after: Power | null;
  detail: string;
  verdicts: Verdict[];
  failure: Failure | null;
  at: string;
}
