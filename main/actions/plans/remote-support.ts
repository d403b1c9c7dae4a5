import type { Failure } from '../../../preload/contract.ts';
import type { RsHealth } from '../../appliances/remote-support/reply.ts';
import type { RemoteSupportHand } from '../appliance.ts';
import type { Plan } from '../plan.ts';
import type { ActionBmc } from '../ports.ts';
import { keptPlan, over, seen } from './appliance-way.ts';

const ROLE_MS = 2 * 60_000;
/** A role that changes after a synchronisation changes when that has ended. */
const SYNC_MS = 4 * 60 * 60_000;

const remoteSupport = (bmc: ActionBmc): RemoteSupportHand | undefined => bmc.appliance?.remoteSupport;

/** Makes an appliance the primary or the backup. Never by force. */
export const failoverRolePlan = (role: 'primary' | 'backup', syncFirst: boolean): Plan => ({
  action: 'rs.setFailoverRole',
  parameters: { role, syncFirst },
  async hindrance(bmc) {
    const hand = remoteSupport(bmc);
    if (!hand) return null;
    const reason = roleHindrance(role, await hand.health(), await hand.peers());
    return reason && { ...reason, message: `${bmc.name}: ${reason.message}` };
  },
  send: (bmc) => over(bmc, remoteSupport, (hand) => hand.setFailoverRole(role, syncFirst)),
  look: (bmc) =>
    seen(bmc, remoteSupport, async (hand) => ((await hand.health()).failoverRole === role ? 'reached' : 'pending')),
  settleMs: syncFirst ? SYNC_MS : ROLE_MS,
  everyMs: 10_000,
  caution: 'Read the roles of both appliances before anything else: two primaries must not go on working',
});

/**
 * Why a role must not be set now (appliances.md §3.3): both appliances have to be read first, both well, not one and the same
 * behind a shared address, not two primaries; the backup is set first, then the primary.
 */
export function roleHindrance(role: 'primary' | 'backup', self: RsHealth, peers: RsHealth[]): Failure | null {
  const refuse = (code: string, message: string, advice: string): Failure => ({ code: `rs.${code}`, message, advice });
  const [peer] = peers;
  if (!peer) {
    const advice = 'Both appliances have to be read before a role changes: check address and account of the other one.';
    return refuse('peer-unread', 'the other appliance cannot be read.', advice);
  }
  if (self.guid !== null && peers.some(({ guid }) => guid === self.guid)) {
    const advice = "Enter each appliance's own host name, not the shared one.";
    return refuse('same-appliance', 'both names lead to one and the same appliance.', advice);
  }
  if (self.healthy !== true || peers.some(({ healthy }) => healthy !== true)) {
    const message = 'one of the two appliances does not report that it is well.';
    return refuse('not-well', message, 'Look at its status page and put that right first.');
  }
  if (self.failoverRole === 'none' || self.failoverRole === null || peer.failoverRole === 'none') {
    const message = 'the two are in no failover relationship.';
    return refuse('no-relationship', message, 'Establish it under /login > Management > Failover; the API cannot.');
  }
  if (self.failoverRole === 'primary' && peers.some(({ failoverRole }) => failoverRole === 'primary')) {
    return refuse(
      'two-primaries',
      'both are primary.',
      'Decide with support which one holds the data, and clear it there.',
    );
  }
  if (role === 'primary' && peers.some(({ failoverRole }) => failoverRole === 'primary')) {
    return refuse('backup-first', 'the other appliance is still primary.', 'Make that one the backup first.');
  }
  return null;
}

/** A backup, into the data folder. Recordings and the Vault's key are not in it. */
export const rsBackupPlan = (name: string): Plan =>
  keptPlan('rs.backup.download', name, (bmc) => over(bmc, remoteSupport, (hand) => hand.backup(name)));
