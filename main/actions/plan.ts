import type { ActionName, Failure, Power, PowerVerb } from '../../preload/contract.ts';
import type { ChassisStatus, RestorePolicy } from '../ipmi/bmc.ts';
import type { ActionParameters } from '../procedures/events.ts';
import type { ActionBmc, Sent } from './ports.ts';
import { restartCauseOf } from './restart-cause.ts';

/**
 * What one reading says about an action: the state it is for is `reached` or still `pending`; it is `contradicted`, and
 * asking again changes nothing; or it is `unprovable`, because no reading can tell.
 */
export type Look = 'reached' | 'pending' | 'contradicted' | 'unprovable';

/** One action in all its particulars: how it is sent, what keeps it from making sense, and which reading proves it. */
export interface Plan {
  action: ActionName;
  /** Goes into the intent: plain values, never a secret. `planOf` makes as much of a plan of it as reading back needs. */
  parameters: ActionParameters;
  /** Puts the command on the wire, exactly once. Where it takes several, each of them at most once. */
  send(bmc: ActionBmc): Promise<Sent>;
  /** Reads what the action is about; `status` has just been read. IpmiError where that fails. */
  look(bmc: ActionBmc, status: ChassisStatus, withinMs?: number): Promise<Look>;
  /** How long the state may take to follow an accepted command, in milliseconds. */
  settleMs: number;
  /** Do not look before it is sent: looking is no innocent thing, or a state that seems reached already is none. */
  looksAfterwardsOnly?: true;
  /** Why it makes no sense now, although no rule forbids it. */
  hindrance?(bmc: ActionBmc, status: ChassisStatus): Promise<Failure | null>;
  /** A mark that the command leaves in the BMC's memory: when it has changed, the command was carried out. Null: no mark. */
  trace?(bmc: ActionBmc, withinMs?: number): Promise<string | null>;
  /** How often it is looked at, milliseconds; 500 if not given. */
  everyMs?: number;
  /** How long to look when the reply was lost, milliseconds; 3000 if not given. Longer where losing it is the rule. */
  lostMs?: number;
  /** The device restarts as soon as it has accepted: that it falls silent then is what was ordered. */
  goesDown?: true;
  /** The BMC starts anew: it is given time to go down, and only a new session counts as an answer. */
  restartsBmc?: true;
  /** What a person has to know when the outcome is unknown. */
  caution?: string;
  /** Forgets the secret it carries. `perform` calls it at the end, whatever came of it. */
  wipe?(): void;
}

export const powerVerbs: readonly PowerVerb[] = ['on', 'off', 'soft', 'cycle', 'reset', 'diag'];

/** `soft` asks the operating system, which may take minutes; the others act on the power rail (IPMI 2.0 §28.3). */
const wanted: Readonly<Record<PowerVerb, { power: Power; settleMs: number } | { from: Power; settleMs: number }>> = {
  on: { power: 'on', settleMs: 15_000 },
  off: { power: 'off', settleMs: 15_000 },
  soft: { power: 'off', settleMs: 120_000 },
  cycle: { from: 'on', settleMs: 30_000 },
  reset: { from: 'on', settleMs: 10_000 },
  diag: { from: 'on', settleMs: 10_000 },
};

/** A power verb. Cycle, reset and diag end where they begin: only a changed restart cause can prove them. */
export function powerPlan(verb: PowerVerb): Plan {
  const goal = wanted[verb];
  const action = `power.${verb}` as const;
  const plan = { action, parameters: {}, settleMs: goal.settleMs } as const;
  const send: Plan['send'] = (bmc) => bmc.chassisControl(verb);
  if ('power' in goal) {
    return { ...plan, send, look: async (_, { power }) => (power === goal.power ? 'reached' : 'pending') };
  }
  return {
    ...plan,
    send,
    look: async (_, { power }) => (power === goal.from ? 'unprovable' : 'pending'),
    hindrance: async (bmc, { power }) => (power === goal.from ? null : chassisOff(bmc.name, action, power, goal.from)),
    trace: restartCauseOf,
  };
}

function chassisOff(name: string, action: ActionName, power: Power, needed: Power): Failure {
  return {
    code: 'chassis-off',
    message: `${name}: the chassis is ${power}; ${action} needs it ${needed}.`,
    advice: 'Read the state again; a chassis that is off is started with "on".',
  };
}

/** Lights the identify lamp for `seconds` (0 switches it off; IPMI 2.0 §28.5). Harmless, but it goes the same way. */
export const identifyPlan = (seconds: number): Plan => ({
  action: 'bmc.identify',
  parameters: { seconds: Number.isFinite(seconds) ? seconds : 'until switched off' },
  send: (bmc) => bmc.identify(seconds),
  look: async () => 'unprovable',
  settleMs: 5_000,
});

/** What the chassis does when mains return (IPMI 2.0 §28.8); it decides whether both nodes of a pair start together. */
export const restorePolicyPlan = (policy: RestorePolicy): Plan => ({
  action: 'bmc.restorePolicy',
  parameters: { policy },
  send: (bmc) => bmc.setRestorePolicy(policy),
  look: async (_, { restorePolicy }) => (restorePolicy === policy ? 'reached' : 'pending'),
  settleMs: 5_000,
});
