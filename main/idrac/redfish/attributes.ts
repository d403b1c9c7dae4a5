/** DellAttributes: what DMTF's resources cannot write on an iDRAC. idrac.md §2.8, §2.10. */
import { z } from 'zod';
import { absent } from '../../redfish/resources/absent.ts';
import type { AddressSetting } from '../../redfish/resources/ethernet.ts';
import type { Manager } from '../../redfish/resources/manager.ts';
import { patch } from '../../redfish/resources/patch.ts';
import type { ChangeResult, Changes, Reads } from '../../redfish/service.ts';
import { dellLinksOf, firstOf } from './oem.ts';

const attributes = z.object({ Attributes: z.record(z.string(), z.unknown()) }).transform((raw) => raw.Attributes);

/** The one link that is not followed but known: while the default password stands, an iDRAC tells no links. */
const FORCED = '/redfish/v1/Managers/iDRAC.Embedded.1/Oem/Dell/DellAttributes/iDRAC.Embedded.1';

/** Names and values of the iDRAC's own attributes, secrets redacted; with the link they were read from. */
export async function readAttributes(reads: Reads, manager: Manager) {
  const own = manager.link.split('/').at(-1) ?? '';
  const told = dellLinksOf(manager).attributes.filter((link) => link.endsWith(`/${own}`));
  const links = [...told, `${manager.link}/Oem/Dell/DellAttributes/${own}`, `${manager.link}/Attributes`];
  const found = await firstOf(links, (link) => reads.read(link, attributes));
  if (found === null) throw absent(reads.where, 'Dell attributes');
  return { link: found.link, values: found.value };
}

/** Whether system lockdown is on; null when this iDRAC has none. @throws RedfishError */
export async function readLockdown(reads: Reads, manager: Manager): Promise<boolean | null> {
  const { values } = await readAttributes(reads, manager);
  const value = values['Lockdown.1.SystemLockdown'];
  return typeof value === 'string' ? value === 'Enabled' : null;
}

/** The iDRAC's address. The reply may come to an address that is no longer there: `lost` is likely, read back. */
export async function setIdracAddress(changes: Changes, manager: Manager, to: AddressSetting): Promise<ChangeResult> {
  const { link } = await readAttributes(changes, manager);
  const fixed = to.dhcp
    ? {}
    : { 'IPv4.1.Address': to.address, 'IPv4.1.Netmask': to.netmask, 'IPv4.1.Gateway': to.gateway };
  return patch(changes, link, { Attributes: { 'IPv4.1.DHCPEnable': to.dhcp ? 'Enabled' : 'Disabled', ...fixed } });
}

/** The factory user's password while the iDRAC demands a new one (SWC1908) and takes nothing else. */
export function setForcedPassword(changes: Changes, password: string): Promise<ChangeResult> {
  return changes.act({ method: 'PATCH', link: FORCED, json: { Attributes: { 'Users.2.Password': password } } });
}
