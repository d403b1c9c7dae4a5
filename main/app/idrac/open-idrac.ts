import type { Device, IdracEndpoint, Site } from '../../../preload/contract.ts';
import { RacadmIdrac } from '../../idrac/by-racadm.ts';
import type { Idrac } from '../../idrac/idrac.ts';
import { racadmOverSsh } from '../../idrac/racadm/racadm.ts';
import type { Clock } from '../../ports/clock.ts';
import { CommandError } from '../router.ts';

export interface OpenIdracParts {
  clock: Clock;
  /** The caller wipes it. @throws CommandError `no-password` */
  password(site: Site, device: Device): Buffer;
  /** Keeps what was seen at the first connection; from then on another key or certificate stops everything. */
  pin(site: Site, device: Device, pins: Partial<Pick<IdracEndpoint, 'sshPin' | 'tlsPin'>>): void;
}

/** Host and port of an iDRAC's web server, as runs and the gate know it. */
export function idracAddress({ address }: IdracEndpoint): string {
  const { hostname, port } = new URL(`https://${address}`);
  return `${hostname}:${port || '443'}`;
}

/** @throws CommandError `no-idrac`, `no-password`; SshError */
export async function openIdrac(
  site: Site,
  device: Device,
  parts: OpenIdracParts,
): Promise<{ idrac: Idrac; address: string }> {
  const endpoint = device.idrac;
  if (!endpoint) {
    throw new CommandError('no-idrac', `${device.name} has no iDRAC.`, 'Add the address of its iDRAC to the device.');
  }
  const password = parts.password(site, device);
  try {
    return { idrac: await bySsh(site, device, endpoint, password, parts), address: idracAddress(endpoint) };
  } finally {
    password.fill(0);
  }
}

async function bySsh(
  site: Site,
  device: Device,
  endpoint: IdracEndpoint,
  password: Buffer,
  { clock, pin }: OpenIdracParts,
): Promise<Idrac> {
  const host = new URL(`https://${endpoint.address}`).hostname.replace(/^\[|\]$/g, '');
  const { racadm, ssh } = racadmOverSsh({
    ...{ host, port: endpoint.sshPort, user: endpoint.user, password, clock },
    ...{ pin: endpoint.sshPin, legacyConsent: endpoint.legacySsh !== null },
  });
  try {
    if (endpoint.sshPin === null) {
      await racadm.serviceTag();
      const { hostKey } = ssh;
      if (hostKey) pin(site, device, { sshPin: hostKey.fingerprint });
    }
    return new RacadmIdrac(racadm, 'racadm over SSH');
  } catch (error) {
    await racadm.close();
    throw error;
  }
}
