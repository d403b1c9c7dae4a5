/**
 * The packages that the practice vendor has for the practice appliance. They depend on each other as the real ones do: base
 * software before the product, and the second pair only for who has the first base (procedures.md, F-RS-03).
 */
import { createHash } from 'node:crypto';
import type { OfferedPackage } from '../../../preload/contract.ts';
import { seeded } from '../../ports/seeded.ts';

export type PackageName = 'base-7.0' | 'product-24.1' | 'base-7.1' | 'product-24.3';
export interface VendorPackage {
  name: PackageName;
  kind: 'base' | 'product';
  version: string;
  /** What the vendor's page and the appliance call it. */
  title: string;
  dependsOn: PackageName[];
  /** Offered for keys that were made on this base, or on a later one. */
  fromBase: string;
  sizeBytes: number;
}

export const FACTORY = { base: '6.2.1', product: '23.2.3' } as const;

/** In the order in which they are installed. */
export const CATALOGUE: readonly VendorPackage[] = [
  {
    ...{ name: 'base-7.0', kind: 'base', version: '7.0.0', title: 'Base software 7.0.0', dependsOn: [] },
    ...{ fromBase: FACTORY.base, sizeBytes: 3 << 20 },
  },
  {
    ...{ name: 'product-24.1', kind: 'product', version: '24.1.2', title: 'BeyondTrust 24.1.2' },
    ...{ dependsOn: ['base-7.0'], fromBase: FACTORY.base, sizeBytes: 5 << 20 },
  },
  {
    ...{ name: 'base-7.1', kind: 'base', version: '7.1.0', title: 'Base software 7.1.0', dependsOn: ['base-7.0'] },
    ...{ fromBase: '7.0.0', sizeBytes: 3 << 20 },
  },
  {
    ...{ name: 'product-24.3', kind: 'product', version: '24.3.1', title: 'BeyondTrust 24.3.1' },
    ...{ dependsOn: ['base-7.1', 'product-24.1'], fromBase: '7.0.0', sizeBytes: 5 << 20 },
  },
];

export const packageOf = (name: PackageName): VendorPackage => {
  const found = CATALOGUE.find((one) => one.name === name);
  if (!found) throw new RangeError(`no practice package is called ${name}`);
  return found;
};
/** File name under which it is downloaded. */
export const fileNameOf = ({ name }: VendorPackage): string => `${name}.pkg`;

const MADE = new Map<PackageName, { bytes: Buffer; sha256: string }>();

/** Its bytes, the same on every rack, shared: not to be written to; and their SHA-256, lower-case hex. */
export function contentOf(name: PackageName): { bytes: Buffer; sha256: string } {
  const known = MADE.get(name);
  if (known) return known;
  const { version, sizeBytes } = packageOf(name);
  const bytes = Buffer.alloc(sizeBytes);
  const random = seeded(CATALOGUE.findIndex((one) => one.name === name) + 1);
  for (let at = 0; at < sizeBytes; at += 4) bytes.writeUInt32LE(Math.floor(random() * 2 ** 32), at);
  bytes.write(`RACKHAND PRACTICE PACKAGE\n${name} ${version}\nIt updates no real appliance.\n`, 'latin1');
  const made = { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  MADE.set(name, made);
  return made;
}

/** The package with this content, or null. */
export const packageWith = (sha256: string): VendorPackage | null =>
  CATALOGUE.find(({ name }) => contentOf(name).sha256 === sha256) ?? null;

/** As the vendor's list names it. @param url where it is downloaded */
export const listed = (one: VendorPackage, url: string): OfferedPackage => ({
  name: one.name,
  version: one.version,
  kind: one.kind,
  dependsOn: [...one.dependsOn],
  sizeBytes: one.sizeBytes,
  vendorSha256: contentOf(one.name).sha256,
  url,
});
