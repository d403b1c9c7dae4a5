import type { Device, Site } from '../../preload/contract.ts';
import { findDevice, type Sites } from '../sites/sites.ts';
import { CommandError } from './router.ts';

/** Finds what a person means by a name. Ambiguity is an error: the wrong box is worse than a question. */
export class Finder {
  readonly #sites: Sites;

  constructor(sites: Sites) {
    this.#sites = sites;
  }

  /** By id, or by name in upper or lower case. */
  site(nameOrId: string): Site {
    const byId = this.#sites.get(nameOrId);
    if (byId) return byId;
    const named = this.#sites.list().filter((site) => site.name.toLowerCase() === nameOrId.trim().toLowerCase());
    const [site] = named;
    if (site && named.length === 1) return site;
    throw new CommandError(
      'not-found',
      named.length > 1 ? `${named.length} sites are called ${nameOrId}.` : `There is no site ${nameOrId}.`,
      named.length > 1
        ? 'Give the id of the one you mean.'
        : 'List the sites; "site practice" starts the simulated rack.',
    );
  }

  /** By id, name or serial number. */
  device(siteName: string, nameOrId: string): { site: Site; device: Device } {
    const site = this.site(siteName);
    const wanted = nameOrId.trim().toLowerCase();
    const device = findDevice(site, nameOrId) ?? site.devices.find((d) => d.serial?.toLowerCase() === wanted);
    if (device) return { site, device };
    throw new CommandError(
      'not-found',
      `${site.name} has no device ${nameOrId}.`,
      `It has: ${site.devices.map((d) => d.id).join(', ') || 'none yet'}.`,
    );
  }
}
