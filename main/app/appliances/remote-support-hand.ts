import type { Device, Site } from '../../../preload/contract.ts';
import type { RemoteSupportHand } from '../../actions/appliance.ts';
import { rsBackup, rsSetFailoverRole } from '../../appliances/remote-support/client.ts';
import type { RsHealth } from '../../appliances/remote-support/reply.ts';
import { sending } from '../../appliances/sent.ts';
import type { RsReader } from '../remote-support/rs-reader.ts';
import { CommandError } from '../router.ts';
import type { Downloads } from './downloads.ts';

const forever = new AbortController().signal;

/** A Remote Support appliance as actions use it; `peers` are the others of its run. */
export function remoteSupportHand(
  site: Site,
  device: Device,
  peers: readonly Device[],
  parts: { reader: RsReader; downloads: Downloads; author: string },
): RemoteSupportHand {
  const { reader, downloads, author } = parts;
  const healthOf = async (of: Device): Promise<RsHealth> => {
    const health = await reader.health(site, of, forever);
    if (health) return health;
    const advice = 'Pin its certificate and store the account of its API, or do it under /login.';
    throw new CommandError('no-account', `${of.name}: no API account is at hand.`, advice);
  };
  return {
    health: () => healthOf(device),
    // One that cannot be read is none: the plan then says that both have to be.
    peers: async () => {
      const read = await Promise.allSettled(peers.map(healthOf));
      return read.every(({ status }) => status === 'fulfilled')
        ? read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
        : [];
    },
    setFailoverRole: (role, syncFirst) =>
      sending((onSending) =>
        reader.change(site, device, forever, ({ where, pin, token, options }) =>
          rsSetFailoverRole(where, pin, token, { role, syncFirst }, { ...options, onSending }),
        ),
      ),
    // A download changes nothing on the appliance: cut off, it has simply failed.
    backup: (name) =>
      sending(() =>
        reader.change(site, device, forever, ({ where, pin, token, options }) =>
          downloads.receive(site, device, { name, kind: 'backup', author }, (into) =>
            rsBackup(where, pin, token, into, options),
          ),
        ),
      ),
  };
}
