import type { ActionResult, Failure, Outcome } from '../../preload/contract.ts';

/** Exit codes of `rackhand`, documented in docs/cli.md. */
export const exit = {
  done: 0,
  failed: 1,
  usage: 2,
  cancelled: 3,
  refused: 4,
  verification: 5,
  unreachable: 6,
  unknown: 7,
  waiting: 8,
} as const;

const refused = new Set([
  'handover.taken',
  'handover.forked',
  'run.run-handed-over',
  'run.outcome-open',
  'locked',
  'run.blocked',
  'run.not-begun',
  'run.rule-hard',
]);
const unreachable = new Set([
  ...['ipmi.unreachable', 'ipmi.timeout', 'ipmi.vanished'],
  ...['redfish.silent', 'redfish.refused', 'redfish.dropped', 'redfish.timeout', 'redfish.unknown-name'],
  ...['ssh.unreachable', 'ssh.timeout', 'ssh.closed'],
]);
const usage = new Set([
  'ipmi.usage',
  'ipmi.cipher-consent',
  'usage',
  'invalid',
  'not-found',
  'binding',
  'not-recordable',
  'site.file',
  'racadm.usage',
  'handover.unreadable',
  'handover.devices',
  'handover.site',
  'ssh.usage',
  'ssh.legacy',
  'redfish.usage',
  ...['planner.component', 'planner.version', 'planner.fact', 'planner.fact-value'],
  ...['planner.target', 'planner.not-listed', 'planner.list-size', 'planner.list-format'],
]);
const verification = new Set([
  ...['run.answer', 'appliance.wrong-pin', 'serial-mismatch', 'procedures-broken'],
  ...['handover.damaged', 'handover.hostile', 'handover.journal', 'handover.altered', 'handover.signature'],
  ...['redfish.wrong-pin', 'ssh.host-key', 'firmware.unfit', 'bundle-refused', 'untrusted-request'],
]);

/** Exit code for a failure that is data. */
export function exitOfFailure(failure: Pick<Failure, 'code'>): number {
  if (failure.code === 'cancelled') return exit.cancelled;
  if (refused.has(failure.code)) return exit.refused;
  if (unreachable.has(failure.code)) return exit.unreachable;
  if (usage.has(failure.code)) return exit.usage;
  if (verification.has(failure.code)) return exit.verification;
  return exit.failed;
}

const ofOutcome: Record<Outcome, number> = {
  done: exit.done,
  refused: exit.refused,
  failed: exit.failed,
  'not-done': exit.failed,
  unknown: exit.unknown,
};

/** Exit code for an action: a failure to reach the BMC before anything was sent is "unreachable", not "failed". */
export function exitOfAction(result: Pick<ActionResult, 'outcome' | 'failure'>): number {
  return result.outcome === 'failed' && result.failure ? exitOfFailure(result.failure) : ofOutcome[result.outcome];
}
