/** The only proof of an update: the version that the inventory shows afterwards. idrac.md §0, §2.7. */
import { type FirmwareItem, readFirmware } from '../../redfish/resources/update-service.ts';
import type { Reads } from '../../redfish/service.ts';

/** Ids begin with what they are about: `Installed-159-2.1.7__BIOS.Setup.1-1`, `Previous-…`, `Available-…`. */
export type FirmwareRole = 'installed' | 'previous' | 'available' | 'other';

const ROLES: Readonly<Record<string, FirmwareRole>> = {
  Installed: 'installed',
  Current: 'installed',
  Previous: 'previous',
  Available: 'available',
};
export const roleOf = (item: FirmwareItem): FirmwareRole => ROLES[item.id?.split('-')[0] ?? ''] ?? 'other';

/** Installed versions of one component, e.g. 159 for the BIOS; several where the server has several such parts. */
export function installedVersions(items: readonly FirmwareItem[], componentId: number): string[] {
  return items.flatMap((item) =>
    roleOf(item) === 'installed' && item.softwareId === String(componentId) && item.version !== null
      ? [item.version]
      : [],
  );
}

export type Proof =
  /** Every part of that kind has the version. */
  | { kind: 'proven'; version: string }
  /** It was read, and is another one. */
  | { kind: 'not-installed'; versions: string[] };

/** @throws RedfishError when the inventory cannot be read, which proves nothing either way */
export async function proveInstalled(reads: Reads, componentId: number, version: string): Promise<Proof> {
  const versions = installedVersions(await readFirmware(reads), componentId);
  const all = versions.length > 0 && versions.every((one) => sameVersion(one, version));
  return all ? { kind: 'proven', version } : { kind: 'not-installed', versions };
}

/** `2.5.4` is `2.5.4`, and `02.05.4`; letters count as they stand, in either case. */
export function sameVersion(a: string, b: string): boolean {
  const plain = (version: string) => version.trim().toLowerCase().split('.').map(withoutZeros).join('.');
  return plain(a) === plain(b);
}
const withoutZeros = (part: string): string => part.replace(/^0+(?=\d)/, '');
