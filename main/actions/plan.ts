import type { ActionName, Power, PowerVerb } from '../../preload/contract.ts';
import type { ChassisStatus, RestorePolicy, ActionResult as Sent } from '../ipmi/bmc.ts';
import type { ActionBmc } from './ports.ts';

/** One catalogued action: how it is sent, where it makes sense, and which reading proves it. */
export interface Plan {
  action: ActionName;
  /** Puts the command on the wire, exactly once. */
  send(bmc: ActionBmc): Promise<Sent>;
  /** True once the state that the action is for has been reached; null where no reading can prove it. */
  reached: ((status: ChassisStatus) => boolean) | null;
  /** Power state the chassis must be in, or null. */
  from: Power | null;
  /** How long the state may take to follow an accepted command, in milliseconds. */
  settleMs: number;
}

export const powerVerbs: readonly PowerVerb[] = ['on', 'off', 'soft', 'cycle', 'reset', 'diag'];

const isOn = (status: ChassisStatus) => status.power === 'on';
const isOff = (status: ChassisStatus) => status.power === 'off';

/** `soft` asks the operating system, which may take minutes; the others act on the power rail (IPMI 2.0 §28.3). */
const power: Readonly<Record<PowerVerb, Pick<Plan, 'reached' | 'from' | 'settleMs'>>> = {
  on: { reached: isOn, from: null, settleMs: 15_000 },
  off: { reached: isOff, from: null, settleMs: 15_000 },
  soft: { reached: isOff, from: null, settleMs: 120_000 },
  cycle: { reached: null, from: 'on', settleMs: 30_000 },
  reset: { reached: null, from: 'on', settleMs: 10_000 },
  diag: { reached: null, from: 'on', settleMs: 10_000 },
};

export const powerPlan = (verb: PowerVerb): Plan => ({
  action: `power.${verb}`,
  send: (bmc) => bmc.chassisControl(verb),
  ...power[verb],
});

/** The plan of a catalogued action, as far as its name tells: enough to read it back, with harmless parameters. */
export function planOf(action: ActionName): Plan {
  if (action === 'bmc.identify') return identifyPlan(0);
  if (action === 'bmc.restorePolicy') return { ...restorePolicyPlan('previous'), reached: null };
  return powerPlan(action.slice('power.'.length) as PowerVerb);
}

/** Lights the identify lamp for `seconds` (0 switches it off; IPMI 2.0 §28.5). Harmless, but it goes the same way. */
export const identifyPlan = (seconds: number): Plan => ({
  action: 'bmc.identify',
  send: (bmc) => bmc.identify(seconds),
  reached: null,
  from: null,
  settleMs: 5_000,
});

/** What the chassis does when mains return (IPMI 2.0 §28.8); it decides whether both nodes of a pair start together. */
export const restorePolicyPlan = (policy: RestorePolicy): Plan => ({
  action: 'bmc.restorePolicy',
  send: (bmc) => bmc.setRestorePolicy(policy),
  reached: (status) => status.restorePolicy === policy,
  from: null,
  settleMs: 5_000,
});
