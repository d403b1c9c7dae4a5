import type { ActionName, ApplianceActionName, Device, Site } from '../../../preload/contract.ts';
import type { ApplianceHands } from '../../actions/appliance.ts';
import { ApplianceChassis } from '../../actions/appliance-chassis.ts';
import type { Plan } from '../../actions/plan.ts';
import { APPLIANCE_PLANS } from '../../actions/plans/appliance.ts';
import type { Target } from '../../actions/ports.ts';
import type { ActionParameters } from '../../procedures/events.ts';
import { CommandError } from '../router.ts';
import { TOOL } from '../runner.ts';
import type { WebReader } from '../web-reader.ts';
import { type Downloads, type Fetched, sha256Of } from './downloads.ts';
import { type IndexerParts, indexerHand, withIndexer } from './indexer-hosts.ts';
import { remoteSupportHand } from './remote-support-hand.ts';
import { spsHand } from './sps-hand.ts';

export interface ApplianceTarget extends Target, AsyncDisposable {
  bmc: ApplianceChassis;
}
export interface ApplianceParts {
  web: WebReader;
  downloads: Downloads;
  indexer: IndexerParts;
}

const FETCHES: Partial<Record<ActionName, Fetched>> = { 'sps.api.bundle': 'bundle', 'rs.backup.download': 'backup' };

/** Appliances by their own interfaces: what actions can be performed on, and what procedures read of it. */
export class ApplianceService {
  readonly #p: ApplianceParts;

  constructor(parts: ApplianceParts) {
    this.#p = parts;
  }

  /** @throws CommandError `no-web`, `no-ssh`; the pinned interface is asked when the action is performed */
  async target(site: Site, device: Device, action: ApplianceActionName, peers: Device[]): Promise<ApplianceTarget> {
    const { hands, address, answers } = await this.#hands(site, device, action, peers);
    return {
      bmc: new ApplianceChassis(`${device.name} (${address})`, device.serial, hands, answers),
      address,
      device: { id: device.id, siteId: site.id, name: device.name, serial: device.serial },
      [Symbol.asyncDispose]: async () => undefined,
    };
  }

  /** The plan of an ordered action; what is fetched gets a name of its own here. */
  plan(site: Site, device: Device, action: ApplianceActionName, parameters: ActionParameters): Plan {
    const kind = FETCHES[action];
    const file = kind && { file: this.#p.downloads.nameFor(site, device, kind) };
    return APPLIANCE_PLANS[action]({ ...parameters, ...file });
  }

  /** State of an external indexer host. @throws CommandError; SshError; ApplianceError */
  indexer(site: Site, device: Device, signal: AbortSignal) {
    return withIndexer(site, device, this.#p.indexer, signal, (host) => host.state());
  }

  /** The newest file that was fetched from a device. */
  newest(site: Site, device: Device, kind: Fetched) {
    return this.#p.downloads.newest(site, device, kind);
  }

  async #hands(site: Site, device: Device, action: ApplianceActionName, peers: Device[]) {
    const { web, downloads, indexer } = this.#p;
    const common: ApplianceHands = { hash: sha256Of, kept: async (name) => downloads.kept(name) };
    if (action.startsWith('indexer.')) {
      const hand = indexerHand(site, device, indexer, { downloads, author: TOOL });
      const { address } = device.ssh ?? missing(device, 'no-ssh', 'SSH');
      return { hands: { ...common, indexer: hand }, address, answers: () => hand.state() };
    }
    const address = new URL((device.web ?? missing(device, 'no-web', 'web interface')).url).host;
    if (action.startsWith('rs.')) {
      const reader = await web.remoteSupport();
      const hand = remoteSupportHand(site, device, peers, { reader, downloads, author: TOOL });
      return { hands: { ...common, remoteSupport: hand }, address, answers: () => hand.health() };
    }
    const hand = spsHand(site, device, peers, { web, downloads, author: TOOL });
    return { hands: { ...common, sps: hand }, address, answers: () => hand.version() };
  }
}

function missing(device: Device, code: string, what: string): never {
  throw new CommandError(code, `${device.name} has no ${what}.`, 'Add its address to the device.');
}
