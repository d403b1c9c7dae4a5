import type { ActionName } from '../../preload/contract.ts';
import { planOf } from '../actions/catalogue.ts';
import type { Plan } from '../actions/plan.ts';
import { isApplianceAction } from '../actions/plans/appliance.ts';
import type { Target } from '../actions/ports.ts';
import type { ActionParameters } from '../procedures/events.ts';
import type { ApplianceService } from './appliances/appliance-service.ts';
import type { Finder } from './finder.ts';
import type { IdracService, IdracTarget } from './idrac/idrac-service.ts';
import type { Targets } from './targets.ts';

/** A device of a site as a chassis to act on, by the way that suits: its BMC, its iDRAC or its own interface. */
export class ChassisTargets {
  readonly #finder: Finder;
  readonly #targets: Targets;
  readonly #idracs: IdracService;

  readonly #appliances: ApplianceService;

  constructor(finder: Finder, targets: Targets, idracs: IdracService, appliances: ApplianceService) {
    this.#appliances = appliances;
    this.#finder = finder;
    this.#targets = targets;
    this.#idracs = idracs;
  }

  /**
   * What only an iDRAC can do goes there, and so does everything of a device without a BMC; what is the appliance's own goes to
   * its own interface. `others`: ids of the run's other devices, which some of it has to look at first.
   * @throws as the drivers do
   */
  async open(
    siteName: string,
    deviceName: string,
    action: ActionName,
    others: readonly string[] = [],
  ): Promise<Target & AsyncDisposable> {
    const { site, device } = this.#finder.device(siteName, deviceName);
    if (isApplianceAction(action)) {
      const peers = site.devices.filter(({ id, product }) => product === device.product && others.includes(id));
      return this.#appliances.target(site, device, action, peers);
    }
    if (ofIdrac(action) || (!device.bmc && device.idrac)) return this.#idracs.target(site, device);
    return this.#targets.device(site.id, device.id);
  }

  /** The plan of an ordered action. A package is read again; one that does not fit becomes a plan that sends nothing. */
  async plan(target: Target, action: ActionName, parameters: ActionParameters): Promise<Plan> {
    if (isApplianceAction(action) && target.device) {
      const { site, device } = this.#finder.device(target.device.siteId, target.device.id);
      return this.#appliances.plan(site, device, action, parameters);
    }
    if (action !== 'firmware.update') return planOf(action, parameters);
    try {
      const order = { action, file: String(parameters.file) } as const;
      const plan = await this.#idracs.plan(target as IdracTarget, order);
      if (plan.parameters.sha256 === parameters.sha256) return plan;
      throw new Error('the file is another one than was checked before');
    } catch (error) {
      return {
        ...planOf(action, parameters),
        send: () => Promise.resolve({ kind: 'not-sent', error: error as Error }),
      };
    }
  }
}

const ofIdrac = (action: ActionName): boolean => action.startsWith('idrac.') || action === 'firmware.update';
