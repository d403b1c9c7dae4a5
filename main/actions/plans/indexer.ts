import type { Failure } from '../../../preload/contract.ts';
import type { IndexerState } from '../../appliances/indexer/state.ts';
import type { IndexerHand } from '../appliance.ts';
import type { Plan } from '../plan.ts';
import type { ActionBmc } from '../ports.ts';
import { differs, over, sameVersion, seen } from './appliance-way.ts';

const indexer = (bmc: ActionBmc): IndexerHand | undefined => bmc.appliance?.indexer;
const SERVICE_MS = 2 * 60_000;

/** A plan on an indexer host; `ready` says what of its state stands in the way. */
const plan = (
  action: Plan['action'],
  send: (hand: IndexerHand) => ReturnType<Plan['send']>,
  reached: (state: IndexerState) => boolean,
  ready: (state: IndexerState) => { code: string; message: string; advice: string } | null = () => null,
): Plan => ({
  action,
  parameters: {},
  send: (bmc) => over(bmc, indexer, send),
  async hindrance(bmc): Promise<Failure | null> {
    const state = await indexer(bmc)?.state();
    const reason = state === undefined ? null : ready(state);
    return reason && { ...reason, code: `indexer.${reason.code}`, message: `${bmc.name}: ${reason.message}` };
  },
  look: (bmc) => seen(bmc, indexer, async (hand) => (reached(await hand.state()) ? 'reached' : 'pending')),
  settleMs: SERVICE_MS,
  everyMs: 2_000,
});

/** I-SPS-037: nothing is stopped or upgraded before both files are copied. The rule says so as well; this reads the host. */
const unsaved = ({ configBackup }: IndexerState) =>
  configBackup === 'kept'
    ? null
    : {
        code: 'no-backup',
        message: 'there are no copies of its two configuration files that are equal to them.',
        advice: 'Copy the configuration first.',
      };

/** Copies of both configuration files beside them on the host: one of them may hold keys, which must not leave it. */
export const indexerBackupPlan = (): Plan =>
  plan(
    'indexer.backup',
    (hand) => hand.backup(),
    ({ configBackup }) => configBackup === 'kept',
  );

export const indexerStopPlan = (): Plan =>
  plan(
    'indexer.stop',
    (hand) => hand.stop(),
    ({ service }) => service === 'stopped',
    unsaved,
  );

export const indexerStartPlan = (): Plan =>
  plan(
    'indexer.start',
    (hand) => hand.start(),
    ({ service }) => service === 'running',
  );

/** Sends the package and upgrades to it. Proven by the version that rpm reads back. */
export function indexerUpgradePlan(file: string, sha256: string, version: string): Plan {
  const base = plan(
    'indexer.upgrade',
    (hand) => hand.upgrade({ file, sha256 }),
    (state) => sameVersion(state.version, version),
    (state) => {
      const missing = unsaved(state);
      if (missing || state.service === 'stopped') return missing;
      return { code: 'running', message: 'the indexer is not stopped.', advice: 'Stop it first, then upgrade.' };
    },
  );
  return {
    ...base,
    parameters: { file, sha256, version },
    hindrance: async (bmc, status) =>
      (await differs(bmc, { file, sha256 })) ?? (await base.hindrance?.(bmc, status)) ?? null,
    settleMs: 30_000,
    caution:
      'The package manager goes on without the connection: read the state again in a few minutes, and do not start a second upgrade before its log on the host has an end',
  };
}
