import type { Device, Site } from '../../../preload/contract.ts';
import type { IndexerHand } from '../../actions/appliance.ts';
import { IndexerHost } from '../../appliances/indexer/host.ts';
import type { IndexerState } from '../../appliances/indexer/state.ts';
import type { Clock } from '../../ports/clock.ts';
import { Ssh } from '../../ssh/ssh.ts';
import { CommandError } from '../router.ts';
import type { Downloads } from './downloads.ts';

export interface IndexerParts {
  clock: Clock;
  /** The caller wipes it. @throws CommandError `no-password` */
  password(site: Site, device: Device): Buffer;
  /** Keeps the host key of the first connection; another one stops everything from then on. */
  pin(site: Site, device: Device, hostKey: string): void;
}

/** Works with a host over a connection of its own, which is closed afterwards. @throws CommandError `no-ssh`, `no-password`; SshError */
export async function withIndexer<T>(
  site: Site,
  device: Device,
  { clock, password, pin }: IndexerParts,
  signal: AbortSignal | undefined,
  work: (host: IndexerHost) => Promise<T>,
): Promise<T> {
  const { ssh: at } = device;
  if (!at)
    throw new CommandError('no-ssh', `${device.name} has no SSH.`, 'Add the address of its SSH server to the device.');
  const { hostname, port } = new URL(`ssh://${at.address}`);
  const secret = password(site, device);
  const host = hostname.replace(/^\[|\]$/g, '');
  await using ssh = new Ssh({
    ...{ host, user: at.user, password: secret, pin: at.pin, clock },
    ...(port === '' ? {} : { port: Number(port) }),
  });
  secret.fill(0);
  const { hostKey } = await ssh.connect(signal);
  if (at.pin === null) pin(site, device, hostKey.fingerprint);
  return await work(new IndexerHost(ssh, device.name, at.user, signal));
}

/** An indexer host as actions use it: each a connection, so that none outlives what it was made for. */
export function indexerHand(
  site: Site,
  device: Device,
  parts: IndexerParts,
  { downloads, author }: { downloads: Downloads; author: string },
): IndexerHand {
  type Change = Awaited<ReturnType<IndexerHost['stop']>>;
  const state = (): Promise<IndexerState> => withIndexer(site, device, parts, undefined, (host) => host.state());
  const change = async (work: (host: IndexerHost) => Promise<Change>): Promise<Change> => {
    let begun = false;
    try {
      return await withIndexer(site, device, parts, undefined, (host) => {
        begun = true;
        return work(host);
      });
    } catch (error) {
      const known = error instanceof Error ? error : new Error(String(error));
      return begun ? { kind: 'lost', reason: known.message } : { kind: 'not-sent', error: known };
    }
  };
  return {
    state,
    backup: () => change((host) => host.backup()),
    stop: () => change((host) => host.stop()),
    start: () => change((host) => host.start()),
    async upgrade({ file, sha256 }) {
      let said: string | null = null;
      const sent = await change((host) =>
        host.upgrade(file, sha256, (text) => {
          said = text;
        }),
      );
      const words: string | null = said;
      if (words !== null) {
        const name = downloads.nameFor(site, device, 'transcript');
        await downloads.receive(site, device, { name, kind: 'transcript', author }, (into) => into(Buffer.from(words)));
      }
      return sent;
    },
  };
}
