/** `packages.json`: what the vendor's files of a bundle are, for whom, and in which order they are installed. */
import { z } from 'zod';
import type { PackageKind } from '../../../preload/contract.ts';
import { BundleError } from '../errors.ts';
import { nameProblem } from './names.ts';
import { textOf } from './text.ts';

export const FORMAT = 'rackhand-bundle/1';
/** Parts for FAT32, whose files end before 4 GiB; a round number, for whoever joins them by hand. */
export const PART_BYTES = 4_000_000_000;

const KINDS = ['base', 'product', 'firmware', 'hotfix', 'rpm', 'licence', 'other'] as const satisfies PackageKind[];
const text = (max: number) => z.string().min(1).max(max);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const time = z.iso.datetime();
const path = z
  .string()
  .startsWith('data/')
  .refine((name) => nameProblem(name) === null, 'no portable name');

const scanSchema = z.discriminatedUnion('verdict', [
  z.strictObject({ verdict: z.enum(['clean', 'found']), engine: text(200), at: time, detail: z.string().max(2000) }),
  z.strictObject({
    verdict: z.enum(['not-scanned', 'error']),
    engine: text(200).nullable(),
    at: time,
    detail: z.string().max(2000),
  }),
]);

const packageSchema = z.strictObject({
  name: text(200),
  version: text(100).nullable(),
  kind: z.enum(KINDS),
  /** Place in the order of installation, from 1. */
  order: z.number().int().positive().max(10_000),
  /** Names of packages that have to be installed before, in this bundle or already. */
  dependsOn: z.array(text(200)).max(100),
  /** The vendor's own name of the file. */
  originalName: text(255),
  sizeBytes: size,
  /** Of the whole file, joined. */
  sha256,
  /** What the vendor states, as it was stated. */
  vendorSha256: sha256.nullable(),
  sourceUrl: z.string().max(2000).nullable(),
  scan: scanSchema.nullable(),
  parts: z
    .array(z.strictObject({ path, sizeBytes: size, sha256 }))
    .min(1)
    .max(1000),
});

const schema = z.strictObject({
  format: z.literal(FORMAT),
  bundle: text(100),
  sequence: z.number().int().positive(),
  target: z.strictObject({ product: text(100), serial: text(200), host: text(255) }),
  request: text(200).nullable(),
  sealedAt: time,
  /** The vendor's list as it was before anything was downloaded. */
  offeredList: z.strictObject({ sha256, at: time }).nullable(),
  packages: z.array(packageSchema).max(1000),
});
export type Packages = z.infer<typeof schema>;
export type BundlePackage = z.infer<typeof packageSchema>;

export const encodePackages = (packages: Packages): string => `${JSON.stringify(packages, null, 1)}\n`;

/** Throws BundleError `bundle.format` that names the place. */
export function decodePackages(bytes: Uint8Array): Packages {
  let value: unknown;
  try {
    value = JSON.parse(textOf('packages.json', bytes));
  } catch (cause) {
    throw new BundleError('bundle.format', 'packages.json is not JSON.', cause);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new BundleError('bundle.format', `packages.json is not what it should be (${where.slice(0, 80)}).`);
  }
  return parsed.data;
}

/** What contradicts itself in a list of packages: sizes, orders, dependencies; a sentence for each. */
export function contradictions({ packages }: Pick<Packages, 'packages'>): string[] {
  const found: string[] = [];
  const orders = new Map(packages.map(({ name, order }) => [name, order]));
  const paths = packages.flatMap(({ parts }) => parts.map((part) => part.path));
  if (orders.size !== packages.length) found.push('two packages have one name');
  if (new Set(orders.values()).size !== packages.length) found.push('two packages have one place in the order');
  if (new Set(paths).size !== paths.length) found.push('two packages share a file');
  for (const { name, order, dependsOn, sizeBytes, sha256, vendorSha256, parts } of packages) {
    const later = dependsOn.find((other) => (orders.get(other) ?? 0) >= order);
    if (later !== undefined) found.push(`${name} depends on ${later}, which comes later`);
    const total = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
    if (total !== sizeBytes) found.push(`the parts of ${name} have ${total} bytes together, not ${sizeBytes}`);
    if (parts.length === 1 && parts[0]?.sha256 !== sha256) found.push(`${name} has two checksums`);
    if (vendorSha256 !== null && vendorSha256 !== sha256) found.push(`${name} is not what its vendor states`);
  }
  return found;
}
