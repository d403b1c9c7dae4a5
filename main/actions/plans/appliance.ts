import type { ApplianceActionName } from '../../../preload/contract.ts';
import type { ActionParameters } from '../../procedures/events.ts';
import type { Plan } from '../plan.ts';
import { indexerBackupPlan, indexerStartPlan, indexerStopPlan, indexerUpgradePlan } from './indexer.ts';
import { failoverRolePlan, rsBackupPlan } from './remote-support.ts';
import { spsBundlePlan, spsUpgradePlan, spsUploadPlan } from './sps.ts';

/** Plans of the appliances' own interfaces, for the parameters of their intents. */
export const APPLIANCE_PLANS: Readonly<Record<ApplianceActionName, (p: ActionParameters) => Plan>> = {
  'sps.api.upload': (p) => spsUploadPlan(String(p.file), String(p.sha256), String(p.version)),
  'sps.api.upgrade': (p) => spsUpgradePlan(String(p.version)),
  'sps.api.bundle': (p) => spsBundlePlan(String(p.file)),
  'rs.setFailoverRole': (p) => failoverRolePlan(p.role === 'primary' ? 'primary' : 'backup', p.syncFirst === true),
  'rs.backup.download': (p) => rsBackupPlan(String(p.file)),
  'indexer.backup': indexerBackupPlan,
  'indexer.stop': indexerStopPlan,
  'indexer.upgrade': (p) => indexerUpgradePlan(String(p.file), String(p.sha256), String(p.version)),
  'indexer.start': indexerStartPlan,
};

/** Actions that go by an appliance's own interface and not by its chassis. */
export const isApplianceAction = (action: string): action is ApplianceActionName =>
  Object.hasOwn(APPLIANCE_PLANS, action);
