/** Which server this is. The service root tells it without login (idrac.md §0). */
import { Redfish, type RedfishOptions } from '../../redfish/client.ts';
import type { Manager } from '../../redfish/resources/manager.ts';
import type { ServiceRoot } from '../../redfish/resources/service-root.ts';
import { identifier, part, trimmed } from '../../redfish/shape.ts';

export interface DellIdentity {
  /** Null when it is not a Dell, or does not tell. */
  serviceTag: string | null;
  /** MAC address of the iDRAC. */
  mac: string | null;
  redfishVersion: string | null;
  product: string | null;
}
export type IdracGeneration = 7 | 8 | 9 | 10;

const oem = part({ Dell: part({ ServiceTag: identifier, ManagerMACAddress: trimmed }) });

export function identityOf(root: ServiceRoot): DellIdentity {
  const { Dell } = oem.parse(root.oem);
  const { redfishVersion, product } = root;
  return { serviceTag: Dell.ServiceTag, mac: Dell.ManagerMACAddress, redfishVersion, product };
}

/** Asks an address what it is, without a password. @throws RedfishError */
export async function identify(where: Pick<RedfishOptions, 'device' | 'url' | 'pin' | 'clock' | 'signal'>) {
  const service = new Redfish({ ...where, user: '', password: new Uint8Array() });
  try {
    return identityOf(await service.root());
  } finally {
    await service.close();
  }
}

/** By the manager's model, `14G Monolithic` and the like. Null when it does not say. For advice only, never to choose. */
export function generationOf(manager: Pick<Manager, 'model'>): IdracGeneration | null {
  const line = /\b(1[2-7])G\b/.exec(manager.model ?? '')?.[1];
  if (line === undefined) return null;
  return line === '12' ? 7 : line === '13' ? 8 : line === '17' ? 10 : 9;
}
