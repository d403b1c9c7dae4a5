/** EthernetInterface (DSP2046) of a manager: its own address. */
import { z } from 'zod';
import { readMembers } from '../collection.ts';
import type { ChangeResult, Changes, Reads } from '../service.ts';
import { anything, flag, listOf, oneOf, part, texts, trimmed } from '../shape.ts';
import { absent } from './absent.ts';
import type { Manager } from './manager.ts';
import { patch } from './patch.ts';

export interface EthernetInterface {
  link: string;
  id: string | null;
  mac: string | null;
  enabled: boolean | null;
  hostName: string | null;
  ipv4: Ipv4[];
  nameServers: string[];
  /** `DHCPv4.DHCPEnabled`; null on services that do not have it (iDRAC 9 up to 5.10 at least). */
  dhcp: boolean | null;
  /** Whether the address can be set here; otherwise it is done in the vendor's way. */
  writable: boolean;
}
export interface Ipv4 {
  address: string | null;
  netmask: string | null;
  gateway: string | null;
  origin: 'Static' | 'DHCP' | 'BOOTP' | 'IPv4LinkLocal' | 'other' | null;
}

const ipv4 = z
  .object({
    Address: trimmed,
    SubnetMask: trimmed,
    Gateway: trimmed,
    AddressOrigin: oneOf('Static', 'DHCP', 'BOOTP', 'IPv4LinkLocal'),
  })
  .transform(
    (raw): Ipv4 => ({
      address: raw.Address,
      netmask: raw.SubnetMask,
      gateway: raw.Gateway,
      origin: raw.AddressOrigin,
    }),
  );
export const ethernetInterface = z
  .object({
    '@odata.id': z.string().min(1),
    Id: trimmed,
    MACAddress: trimmed,
    PermanentMACAddress: trimmed,
    InterfaceEnabled: flag,
    HostName: trimmed,
    IPv4Addresses: listOf(ipv4),
    IPv4StaticAddresses: anything,
    DHCPv4: part({ DHCPEnabled: flag }),
    NameServers: texts,
  })
  .transform(
    (raw): EthernetInterface => ({
      link: raw['@odata.id'],
      id: raw.Id,
      mac: raw.MACAddress ?? raw.PermanentMACAddress,
      enabled: raw.InterfaceEnabled,
      hostName: raw.HostName,
      ipv4: raw.IPv4Addresses,
      // iDRACs fill the list up with empty addresses.
      nameServers: raw.NameServers.filter((server) => !['', '0.0.0.0', '::'].includes(server)),
      dhcp: raw.DHCPv4.DHCPEnabled,
      writable: raw.DHCPv4.DHCPEnabled !== null && Array.isArray(raw.IPv4StaticAddresses),
    }),
  );

/** @throws RedfishError */
export async function readEthernet(reads: Reads, manager: Manager): Promise<EthernetInterface[]> {
  if (manager.ethernet === null) throw absent(reads.where, 'network interfaces of the manager');
  return readMembers(reads, manager.ethernet, ethernetInterface, 16);
}

export type AddressSetting = { dhcp: true } | { dhcp: false; address: string; netmask: string; gateway: string };

/** The manager's address. The answer may come to an address that is no longer there: `lost` is likely, read back. */
export function setAddress(changes: Changes, nic: EthernetInterface, to: AddressSetting): Promise<ChangeResult> {
  if (!nic.writable) return Promise.resolve({ kind: 'not-sent', error: absent(changes.where, 'address to write') });
  const fixed = to.dhcp ? [] : [{ Address: to.address, SubnetMask: to.netmask, Gateway: to.gateway }];
  const json = { DHCPv4: { DHCPEnabled: to.dhcp }, ...(to.dhcp ? {} : { IPv4StaticAddresses: fixed }) };
  return patch(changes, nic.link, json);
}
