import type { ApplianceActionName } from '../../../preload/contract.ts';
import type { ActionParameters } from '../../procedures/events.ts';
import type { Plan } from '../plan.ts';
import { sentElsewhere } from './elsewhere.ts';

const unsent =
  (action: ApplianceActionName) =>
  (parameters: ActionParameters): Plan => ({
    action,
    parameters,
    send: sentElsewhere('this release cannot do that yet', 'Do it in the web interface'),
    look: async () => 'unprovable',
    settleMs: 1_000,
  });

/** Plans of the appliances' own interfaces by name. */
export const APPLIANCE_PLANS: Readonly<Record<ApplianceActionName, (p: ActionParameters) => Plan>> = {
  'sps.api.upload': unsent('sps.api.upload'),
  'sps.api.upgrade': unsent('sps.api.upgrade'),
  'sps.api.bundle': unsent('sps.api.bundle'),
  'rs.setFailoverRole': unsent('rs.setFailoverRole'),
  'rs.backup.download': unsent('rs.backup.download'),
  'indexer.backup': unsent('indexer.backup'),
  'indexer.stop': unsent('indexer.stop'),
  'indexer.upgrade': unsent('indexer.upgrade'),
  'indexer.start': unsent('indexer.start'),
};
