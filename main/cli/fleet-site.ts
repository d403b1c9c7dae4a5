import type { Services } from '../app/services.ts';
import type { OpenTarget } from '../app/targets.ts';
import type { Member } from '../fleet/power.ts';
import type { DatagramPort } from '../ipmi/datagram.ts';
import { normaliseBmc } from '../sites/bmc.ts';
import type { Cli } from './context.ts';
import { explicitPassword } from './secrets.ts';
import type { TargetOptions } from './target.ts';

/** A device of a site: to be read with others over one socket, or to be acted on over its own. */
export interface SiteMember extends Member {
  device: string;
  target(network?: DatagramPort): Promise<OpenTarget>;
}

/** Every device of the site that has a BMC, in the order of the rack. */
export async function siteMembers(services: Services, options: TargetOptions, cli: Cli): Promise<SiteMember[]> {
  const site = services.finder.site(options.site ?? '');
  const password = await explicitPassword(options.passwordStdin ?? false, cli.secrets);
  const members = site.devices.flatMap(({ id, name: device, bmc }): SiteMember[] => {
    if (bmc === null) return [];
    const target = (network?: DatagramPort) =>
      services.targets.device(site.id, id, password, network ? { datagrams: network } : {});
    return [{ name: normaliseBmc(bmc.address), device, target, open: async (network) => (await target(network)).bmc }];
  });
  if (members.length === 0) cli.usage(`${site.name} has no device with a BMC.`);
  return members;
}
