/** The catalogued names that steps carry and rules block. */
import type { ActionName } from '../../preload/contract.ts';
import type { ManualAction } from './model.ts';

/** Actions that a step may order: their name says everything, they take no parameters. */
export const STEP_ACTIONS = [
  'power.on',
  'power.off',
  'power.soft',
  'power.cycle',
  'power.reset',
  'power.diag',
  'bmc.identify',
  'bmc.restorePolicy',
] as const satisfies readonly ActionName[];

export const ACTION_NAMES = [
  ...STEP_ACTIONS,
  'bmc.reset.cold',
  'bmc.reset.warm',
  'boot.set',
  'sel.clear',
  'lan.set',
  'user.setPassword',
  'console.input',
  'console.break',
  'console.takeover',
] as const satisfies readonly ActionName[];

export const MANUAL_ACTIONS = [
  'sps.firmware.upload',
  'sps.firmware.activate',
  'sps.thisNode.reboot',
  'sps.otherNode.shutdown',
  'sps.cluster.reboot',
  'sps.config.export',
  'sps.debugBundle.create',
] as const satisfies readonly ManualAction[];

export const ALL_POWER = 'power.*';
export type BlockedAction = ActionName | ManualAction | typeof ALL_POWER;

/** True when a rule that blocks `pattern` blocks `action`. */
export function covers(pattern: BlockedAction, action: ActionName | ManualAction): boolean {
  return pattern === action || (pattern === ALL_POWER && action.startsWith('power.'));
}

/** `power.*` spelled out, for people and buttons. */
export function spelledOut(pattern: BlockedAction): (ActionName | ManualAction)[] {
  return pattern === ALL_POWER ? ACTION_NAMES.filter((name) => name.startsWith('power.')) : [pattern];
}

/** True for what is sent to a BMC, as opposed to what a person does in the vendor's interface. */
export function isActionOnBmc(action: string): action is ActionName {
  return (ACTION_NAMES as readonly string[]).includes(action);
}
