import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Device, Site } from '../../../preload/contract.ts';
import type { SpsHand } from '../../actions/appliance.ts';
import { sending } from '../../appliances/sent.ts';
import type { SpsClient } from '../../appliances/sps/client.ts';
import type { WebReader } from '../web-reader.ts';
import type { Downloads } from './downloads.ts';

/** Never used: an action that was begun goes on, whoever leaves. */
const forever = new AbortController().signal;

/** An SPS as actions use it. A change goes out on a session that has just proved itself, and never a second time. */
export function spsHand(
  site: Site,
  device: Device,
  peers: readonly Device[],
  { web, downloads, author }: { web: WebReader; downloads: Downloads; author: string },
): SpsHand {
  const read = <T>(work: (client: SpsClient) => Promise<T>) => web.client(site, device, forever, work);
  const session = () =>
    read(async (client) => {
      await client.info();
      return client;
    });
  return {
    // Hosts of external indexers belong to an SPS as well, and are none.
    partners: peers.filter((peer) => peer.web !== null || peer.bmc !== null).length,
    version: () => read(async (client) => (await client.info()).version),
    firmwareCalls: () => read((client) => client.firmwareCalls()),
    slots: () => read((client) => client.slots()),
    test: (slotKey) => read((client) => client.testFirmware(slotKey)),
    upload: (file) =>
      sending(async (onSending) => {
        const client = await session();
        const { size } = await stat(file);
        const image = { name: path.basename(file), size, open: () => createReadStream(file) };
        await client.uploadFirmware(image, undefined, onSending);
      }),
    upgrade: (slotKey, message) => sending(async (onSending) => (await session()).upgrade(slotKey, message, onSending)),
    bundle: (name) =>
      sending(async (onSending) => {
        const client = await session();
        const key = await client.createBundle(onSending);
        await downloads.receive(site, device, { name, kind: 'bundle', author }, (into) =>
          client.downloadBundle(key, into),
        );
      }),
  };
}
