import type { Device, IdracEndpoint, Site } from '../../../preload/contract.ts';
import { endpoint as httpsEndpoint } from '../../appliances/endpoint.ts';
import { ApplianceError } from '../../appliances/error.ts';
import { readCertificate } from '../../appliances/tls.ts';
import { RacadmIdrac } from '../../idrac/by-racadm.ts';
import { RedfishIdrac } from '../../idrac/by-redfish.ts';
import type { Idrac } from '../../idrac/idrac.ts';
import { type Racadm, racadmOverSsh } from '../../idrac/racadm/racadm.ts';
import { DELL_MESSAGES } from '../../idrac/redfish/messages.ts';
import type { Clock } from '../../ports/clock.ts';
import { Redfish } from '../../redfish/client.ts';
import { RedfishError, type RedfishErrorCode } from '../../redfish/error.ts';
import { idracAddress } from '../address.ts';
import { CommandError } from '../router.ts';

/** For the first look at a certificate, milliseconds. */
const FIRST_MS = 20_000;

export interface OpenIdracParts {
  clock: Clock;
  /** The caller wipes it. @throws CommandError `no-password` */
  password(site: Site, device: Device): Buffer;
  /** Keeps what was seen at the first connection; from then on another key or certificate stops everything. */
  pin(site: Site, device: Device, pins: Partial<Pick<IdracEndpoint, 'sshPin' | 'tlsPin'>>): void;
}

/** @throws CommandError `no-idrac`, `no-password`; SshError */
export async function openIdrac(
  site: Site,
  device: Device,
  parts: OpenIdracParts,
): Promise<{ idrac: Idrac; address: string }> {
  const endpoint = endpointOf(device);
  const password = parts.password(site, device);
  try {
    const idrac =
      (await byRedfish(site, device, endpoint, password, parts)) ??
      new RacadmIdrac(await bySsh(site, device, endpoint, password, parts), 'racadm over SSH');
    return { idrac, address: idracAddress(endpoint) };
  } finally {
    password.fill(0);
  }
}

/** racadm over SSH, for whoever wants to see its own words. @throws CommandError `no-idrac`, `no-password`; SshError */
export async function openRacadm(site: Site, device: Device, parts: OpenIdracParts): Promise<Racadm> {
  const endpoint = endpointOf(device);
  const password = parts.password(site, device);
  try {
    return await bySsh(site, device, endpoint, password, parts);
  } finally {
    password.fill(0);
  }
}

function endpointOf(device: Device): IdracEndpoint {
  if (device.idrac) return device.idrac;
  throw new CommandError('no-idrac', `${device.name} has no iDRAC.`, 'Add the address of its iDRAC to the device.');
}

/** Failures after which racadm may still get through: no Redfish there, or no web server at all. */
const NO_REDFISH: ReadonlySet<RedfishErrorCode> = new Set([
  'silent',
  'refused',
  'plain-http',
  'tls',
  'timeout',
  'malformed',
]);

/** Null where the iDRAC offers no Redfish (iDRAC 6, old firmware) or its web server is switched off. */
async function byRedfish(
  site: Site,
  device: Device,
  at: IdracEndpoint,
  password: Buffer,
  { clock, pin }: OpenIdracParts,
): Promise<Idrac | null> {
  const url = `https://${at.address}`;
  const where = httpsEndpoint(device.name, url);
  let known = at.tlsPin;
  try {
    known ??= (await readCertificate(where, { clock, signal: AbortSignal.timeout(FIRST_MS) })).fingerprint256;
  } catch (error) {
    if (error instanceof ApplianceError && NO_REDFISH.has(error.code)) return null;
    throw error;
  }
  const service = new Redfish({
    device: device.name,
    url,
    pin: known,
    user: at.user,
    password,
    clock,
    known: DELL_MESSAGES,
  });
  try {
    const root = await service.root();
    if (at.tlsPin === null) pin(site, device, { tlsPin: known });
    if (root.systems !== null && root.managers !== null) return new RedfishIdrac(service, clock);
    await service.close();
    return null;
  } catch (error) {
    await service.close();
    if (error instanceof RedfishError && NO_REDFISH.has(error.code)) return null;
    throw error;
  }
}

async function bySsh(
  site: Site,
  device: Device,
  endpoint: IdracEndpoint,
  password: Buffer,
  { clock, pin }: OpenIdracParts,
): Promise<Racadm> {
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
    return racadm;
  } catch (error) {
    await racadm.close();
    throw error;
  }
}
