import type { ActionName, BootDevice, LanParameter } from '../../preload/contract.ts';
import type { RestorePolicy } from '../ipmi/bmc.ts';
import type { ActionParameters } from '../procedures/events.ts';
import { identifyPlan, type Plan, powerPlan, restorePolicyPlan } from './plan.ts';
import { APPLIANCE_PLANS } from './plans/appliance.ts';
import { bmcResetPlan } from './plans/bmc-reset.ts';
import { bootPlan } from './plans/boot.ts';
import { takeoverPlan, typedPlan } from './plans/console.ts';
import {
  deleteJobPlan,
  dhcpPlan,
  enableNicPlan,
  firmwarePlan,
  forgottenIdracPasswordPlan,
  idracResetPlan,
  ipmiOverLanPlan,
  staticAddressPlan,
} from './plans/idrac.ts';
import { lanPlan } from './plans/lan.ts';
import { forgottenPasswordPlan } from './plans/password.ts';
import { selClearPlan } from './plans/sel.ts';

/** The plan of each action for the parameters of its intent, as `parameters` of that very plan wrote them. */
const PLANS: Readonly<Record<ActionName, (p: ActionParameters) => Plan>> = {
  'power.on': () => powerPlan('on'),
  'power.off': () => powerPlan('off'),
  'power.soft': () => powerPlan('soft'),
  'power.cycle': () => powerPlan('cycle'),
  'power.reset': () => powerPlan('reset'),
  'power.diag': () => powerPlan('diag'),
  'bmc.identify': (p) => identifyPlan(typeof p.seconds === 'number' ? p.seconds : 0),
  // A step may order it without saying which policy: nothing proves that.
  'bmc.restorePolicy': (p) =>
    typeof p.policy === 'string'
      ? restorePolicyPlan(p.policy as RestorePolicy)
      : { ...restorePolicyPlan('previous'), look: async () => 'unprovable' },
  'bmc.reset.cold': () => bmcResetPlan('cold'),
  'bmc.reset.warm': () => bmcResetPlan('warm'),
  'boot.set': (p) =>
    bootPlan({
      device: p.device as BootDevice,
      persistent: p.persistent === true,
      firmware: p.firmware === 'uefi' ? 'uefi' : 'legacy',
    }),
  'sel.clear': (p) => selClearPlan({ entries: Number(p.savedEntries), sha256: String(p.savedSha256) }),
  'lan.set': (p) =>
    lanPlan({ channel: Number(p.channel), parameter: p.parameter as LanParameter, value: String(p.value) }),
  'user.setPassword': (p) => forgottenPasswordPlan(Number(p.userId)),
  'console.input': () => typedPlan('console.input'),
  'console.break': () => typedPlan('console.break'),
  'console.takeover': takeoverPlan,
  'firmware.update': (p) =>
    firmwarePlan({
      ...{ file: String(p.file), sha256: String(p.sha256), version: String(p.version) },
      components: typeof p.components === 'string' ? p.components.split(',').map(Number) : [],
    }),
  'idrac.reset': idracResetPlan,
  'idrac.job.delete': (p) => deleteJobPlan(String(p.job)),
  'idrac.nic.static': (p) => staticAddressPlan(String(p.address), String(p.mask), String(p.gateway)),
  'idrac.nic.dhcp': dhcpPlan,
  'idrac.nic.enable': enableNicPlan,
  'idrac.user.setPassword': (p) => forgottenIdracPasswordPlan(Number(p.userId)),
  'idrac.ipmiOverLan': (p) => ipmiOverLanPlan(p.enabled === true),
  ...APPLIANCE_PLANS,
};

/**
 * The plan that an intent was made from, enough of it to read it back; for an action that takes no parameters, the plan
 * itself. A secret is not part of it.
 */
export function planOf(action: ActionName, parameters: ActionParameters = {}): Plan {
  return PLANS[action](parameters);
}
