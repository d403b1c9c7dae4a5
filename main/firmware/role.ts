import type { PackageFacts } from '../idrac/dup/package-xml.ts';

/** What a package updates, as far as order and dangers depend on it. */
export type Role = 'idrac' | 'direct' | 'bios' | 'driver' | 'power-supply' | 'other';

/** Component IDs that never changed: iDRAC with Lifecycle Controller, BIOS. */
const IDRAC = '25227';
const BIOS = '159';

/**
 * `direct`: diagnostics, driver pack, OS collector, which Lifecycle Controller installs without a reboot. `driver`: anything
 * for an operating system, also iDRAC's service module and controller integration, which are programs in spite of the name.
 */
export function roleOf({ componentType, components, category, name }: PackageFacts): Role {
  const has = (id: string) => components.some((component) => component.id === id);
  if (componentType === 'DRVR' || (componentType === 'APAC' && !DIRECT.test(`${category} ${name}`))) return 'driver';
  if (componentType === 'BIOS' || has(BIOS)) return 'bios';
  if (has(IDRAC) || (componentType === 'FRMW' && /idrac|integrated dell remote access/i.test(category))) return 'idrac';
  if (DIRECT.test(`${category} ${name}`)) return 'direct';
  return /power supply|\bpsu\b/i.test(`${category} ${name}`) ? 'power-supply' : 'other';
}

const DIRECT = /diagnostics|os driver|driver ?pack|os collector/i;
