/** The catalogued names that steps carry and rules block; what a person does is in manual-actions.ts. */
import type { ActionName, FactType } from '../../preload/contract.ts';
import type { ManualAction } from './manual-actions.ts';
import type { Need } from './model.ts';

/** The parameters of an action by name, with the type of the fact that may hold each. */
type Parameters = Readonly<Record<string, FactType>>;

/**
 * Actions that a step may order, with the parameters it has to give, all of them. What needs a secret is not here: no
 * fact holds one.
 */
export const STEP_ACTIONS = {
  'power.on': {},
  'power.off': {},
  'power.soft': {},
  'power.cycle': {},
  'power.reset': {},
  'power.diag': {},
  'bmc.identify': {},
  'bmc.restorePolicy': {},
  'firmware.update': { file: 'text', sha256: 'sha256', version: 'text' },
  'idrac.reset': {},
  'idrac.job.delete': { job: 'text' },
  'idrac.nic.static': { address: 'text', mask: 'text', gateway: 'text' },
  'idrac.nic.dhcp': {},
  'idrac.nic.enable': {},
  'idrac.ipmiOverLan': { enabled: 'boolean' },
  'sps.api.upload': { file: 'text', sha256: 'sha256', version: 'version' },
  'sps.api.upgrade': { version: 'version' },
  'sps.api.bundle': {},
  'rs.setFailoverRole': { role: 'enum', syncFirst: 'boolean' },
  'rs.backup.download': {},
  'indexer.backup': {},
  'indexer.stop': {},
  'indexer.upgrade': { file: 'text', sha256: 'sha256', version: 'version' },
  'indexer.start': {},
} as const satisfies Partial<Record<ActionName, Parameters>>;
export type StepAction = keyof typeof STEP_ACTIONS;
export const STEP_ACTION_NAMES = Object.keys(STEP_ACTIONS) as StepAction[];

export const ACTION_NAMES: readonly ActionName[] = [
  ...STEP_ACTION_NAMES,
  'bmc.reset.cold',
  'bmc.reset.warm',
  'boot.set',
  'sel.clear',
  'lan.set',
  'user.setPassword',
  'console.input',
  'console.break',
  'console.takeover',
  'idrac.user.setPassword',
];

export const ALL_POWER = 'power.*';
export type BlockedAction = ActionName | ManualAction | typeof ALL_POWER;

/**
 * What the tool does by itself and a person may click instead. A rule against the click holds for it without being told: the
 * deed is the same. (`sps.api.upgrade` does two of them at once.)
 */
const INSTEAD_OF: Partial<Record<ActionName, readonly ManualAction[]>> = {
  'sps.api.upload': ['sps.firmware.upload'],
  'sps.api.upgrade': ['sps.firmware.activate', 'sps.thisNode.reboot'],
  'sps.api.bundle': ['sps.debugBundle.create'],
  'rs.backup.download': ['rs.backup'],
  // Which of the two it is, its parameter says; a rule against either stands.
  'rs.setFailoverRole': ['rs.failover.becomePrimary', 'rs.failover.becomeBackup'],
};

/** True when a rule that blocks `pattern` blocks `action`. */
export function covers(pattern: BlockedAction, action: ActionName | ManualAction): boolean {
  if (pattern === action || (pattern === ALL_POWER && action.startsWith('power.'))) return true;
  const clicks = INSTEAD_OF[action as ActionName];
  return clicks?.some((click) => click === pattern) ?? false;
}

/** `power.*` spelled out, for people and buttons. */
export function spelledOut(pattern: BlockedAction): (ActionName | ManualAction)[] {
  return pattern === ALL_POWER ? ACTION_NAMES.filter((name) => name.startsWith('power.')) : [pattern];
}

/** The endpoints an action can go through, one of which is enough: both a BMC and an iDRAC switch the power. */
export function waysOf(action: ActionName): readonly Need[] {
  if (action.startsWith('power.')) return ['bmc', 'idrac'];
  if (action.startsWith('sps.') || action.startsWith('rs.')) return ['web'];
  if (action.startsWith('indexer.')) return ['ssh'];
  return action.startsWith('idrac.') || action === 'firmware.update' ? ['idrac'] : ['bmc'];
}
