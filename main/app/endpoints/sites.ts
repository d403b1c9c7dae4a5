import { z } from 'zod';
import type { Background } from '../background.ts';
import type { Endpoints } from '../router.ts';
import type { Services } from '../services.ts';
import { device, document, id, line, none, prose } from './shapes.ts';

type SiteCommand = Extract<keyof Endpoints, `sites.${string}` | `devices.${string}`>;

export function siteEndpoints(services: Services, background: Background): Pick<Endpoints, SiteCommand> {
  const { sites, finder, reader } = services;
  /** The live picture follows what was changed in the watched site. */
  const followed = <T extends { id: string }>(site: T): T => {
    if (background.rack.siteId === site.id) background.rack.watch(finder.site(site.id));
    return site;
  };
  return {
    'sites.list': { args: none, run: () => sites.list() },
    'sites.save': {
      args: z.tuple([z.strictObject({ id: id.nullable(), name: line, notes: prose })]),
      run: (change) => sites.save(change),
    },
    'sites.remove': {
      args: z.tuple([id]),
      run(siteId) {
        sites.remove(siteId);
        if (background.rack.siteId === siteId) background.rack.watch(null);
        return null;
      },
    },
    'sites.export': { args: z.tuple([id]), run: (siteId) => sites.export(finder.site(siteId)) },
    'sites.import': { args: z.tuple([document, line]), run: (yaml, filename) => sites.importYaml(yaml, filename) },
    'devices.save': {
      args: z.tuple([id, device]),
      run: (siteId, changed) => followed(sites.saveDevice(siteId, changed)),
    },
    'devices.remove': {
      args: z.tuple([id, id]),
      run: (siteId, deviceId) => followed(sites.removeDevice(siteId, deviceId)),
    },
    'devices.test': {
      args: z.tuple([id, id]),
      run(siteId, deviceId) {
        const found = finder.device(siteId, deviceId);
        return reader.test(found.site, found.device);
      },
    },
  };
}
