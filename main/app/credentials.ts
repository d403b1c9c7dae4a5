import type { Device, EndpointKind, Site } from '../../preload/contract.ts';
import {
  practiceBmcUser,
  practiceIdracUser,
  practicePassword,
  practiceSshUser,
  practiceWebUser,
} from '../practice/credentials.ts';
import type { Vault } from '../vault/vault.ts';
import { CommandError } from './router.ts';

const PRACTICE_USER: Readonly<Record<EndpointKind, string | null>> = {
  bmc: practiceBmcUser,
  web: practiceWebUser,
  idrac: practiceIdracUser,
  ssh: practiceSshUser,
};
const WORD: Readonly<Record<EndpointKind, string>> = {
  bmc: 'BMC',
  web: 'web interface',
  idrac: 'iDRAC',
  ssh: 'SSH',
};

/** The vault's name for a device's password. */
export const secretId = (siteId: string, deviceId: string, endpoint: EndpointKind): string =>
  `${siteId}/${deviceId}/${endpoint}`;

/**
 * The vault's names of all passwords of a site or a device. Recovery keys have names of four parts (keys/key-box.ts), and
 * a site may be called like their first: therefore the parts are counted.
 */
export function passwordIds(vault: Vault, siteId: string, deviceId: string | null): string[] {
  const prefix = deviceId === null ? `${siteId}/` : `${siteId}/${deviceId}/`;
  return vault.ids(prefix).filter((id) => id.split('/').length === 3);
}

/**
 * The password of a device's endpoint. In this order: given with the command (`explicit`), the practice rack's public
 * password for its public users, the vault, the one of the environment (`fallback`). The caller wipes what it gets.
 * @throws CommandError `no-password` that says how to provide one; never contains a secret.
 */
export function passwordFor(
  site: Site,
  device: Device,
  endpoint: EndpointKind,
  vault: Vault,
  explicit: string | null,
  fallback: string | null = null,
): Buffer {
  if (explicit !== null) return Buffer.from(explicit);
  if (site.practice && device[endpoint]?.user === PRACTICE_USER[endpoint]) return Buffer.from(practicePassword);
  const stored = vault.state() === 'open' ? vault.get(secretId(site.id, device.id, endpoint)) : null;
  if (stored) return stored;
  if (fallback !== null) return Buffer.from(fallback);
  throw new CommandError(
    'no-password',
    `${device.name}: no password for its ${WORD[endpoint]} is at hand.`,
    vault.state() === 'open'
      ? 'Store it with the device, or give it with RACKHAND_PASSWORD or --password-stdin.'
      : 'Open the vault (RACKHAND_PASSPHRASE on the command line), or give it with RACKHAND_PASSWORD or --password-stdin.',
  );
}
