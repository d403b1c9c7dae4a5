/**
 * Seals a bundle: the vendor's files first, then the tag files, the tag manifest and its signatures last. The same plan
 * gives the same bytes each time, so sealing that was cut off is done again over what is there already.
 */
import { createHash } from 'node:crypto';
import { decodeBagInfo } from './codec/bag-info.ts';
import { nameClashes, nameProblem, portableName } from './codec/names.ts';
import { type BundlePackage, contradictions, decodePackages, FORMAT, type Packages } from './codec/packages.ts';
import { BundleError } from './errors.ts';
import type { SigningKey } from './keys.ts';
import { BAG_INFO, PACKAGES, sha256Of, TAGMANIFEST, type TagFile, tagFiles } from './layout.ts';
import type { BundleDestination } from './ports.ts';

export interface SealPackage extends Omit<BundlePackage, 'parts'> {
  /** The vendor's bytes from `start` on, `length` of them: from the store, where their hash was known before. */
  read(start: number, length: number): AsyncIterable<Uint8Array>;
}

export interface SealPlan extends Omit<Packages, 'format' | 'packages'> {
  packages: SealPackage[];
  /** SHA-256 of the tag manifest of the last bundle for this device; null when it is the first. */
  previous: string | null;
  /** RFC 3339, UTC: not to be taken in after this. */
  expiresAt: string;
  /** Ids of the media it may lie on (primary and reserve); empty for any. */
  media: string[];
  /** Longest file of the medium; longer ones are written in parts of this length. Null where the medium has no limit. */
  partBytes: number | null;
}

export interface Sealed {
  id: string;
  sequence: number;
  tagmanifestSha256: string;
}

/** One file of the payload, before it is written. */
export interface PayloadFile {
  /** Of the package in the plan. */
  index: number;
  path: string;
  start: number;
  length: number;
}

/** Where the vendor's files will lie. Throws BundleError `bundle.plan` before a byte is written. */
export function payloadFiles({ id, packages, partBytes }: { id: string } & Pick<SealPlan, 'packages' | 'partBytes'>) {
  const refuse = (what: string) => new BundleError('bundle.plan', `Bundle ${id} cannot be sealed: ${what}.`);
  if (id.includes('/') || nameProblem(id)) throw refuse('its id is no name for a folder');
  if (packages.length === 0) throw refuse('there is no package in it');
  const taken = new Set<string>();
  const files = packages.flatMap(({ originalName, sizeBytes }, index): PayloadFile[] => {
    const name = freeName(portableName(originalName), taken);
    const step = partBytes === null || sizeBytes <= partBytes ? sizeBytes : partBytes;
    const count = step === 0 ? 1 : Math.ceil(sizeBytes / step);
    if (count > 999) throw refuse(`${originalName} would lie in ${count} parts`);
    return Array.from({ length: count }, (_, part) => {
      const start = part * step;
      const suffix = count === 1 ? '' : `.${String(part + 1).padStart(3, '0')}`;
      return { index, path: `data/${name}${suffix}`, start, length: Math.min(step, sizeBytes - start) };
    });
  });
  // A vendor's `x.001` beside the parts of his `x`.
  const [clash] = nameClashes(files.map(({ path }) => path));
  if (clash) throw refuse(`${clash.join(' and ')} are one name on some media`);
  return files;
}

/** The name, or the next one that no other file has in any case. */
function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let n = 2; nameClashes([...taken, name]).length > 0; n++) name = `${n}_${wanted}`;
  taken.add(name);
  return name;
}

/**
 * Writes the whole bundle. Throws BundleError `bundle.plan` before a byte is written, `bundle.changed-source` when the
 * bytes of a package are not what its hash says (nothing is signed then), and whatever the destination throws.
 */
export async function sealBundle(plan: SealPlan, key: SigningKey, to: BundleDestination): Promise<Sealed> {
  const { packages, previous, expiresAt, media, partBytes, ...facts } = plan;
  const files = payloadFiles({ id: facts.bundle, packages, partBytes });
  const planned = packages.map(({ read: _, ...facts }, index): BundlePackage => {
    const parts = files.filter((file) => file.index === index);
    // Until they are written, the hash of a part is not known; for what is checked here the package's own will do.
    return { ...facts, parts: parts.map(({ path, length }) => ({ path, sizeBytes: length, sha256: facts.sha256 })) };
  });
  const [wrong] = contradictions({ packages: planned });
  if (wrong) throw new BundleError('bundle.plan', `Bundle ${facts.bundle} cannot be sealed: ${wrong}.`);
  const sealed = (list: BundlePackage[]): Packages => ({ ...facts, format: FORMAT, packages: list });
  checkReadable(tagFiles(sealed(planned), { previous, expiresAt, media }, key));

  const written: BundlePackage[] = [];
  for (const [index, one] of planned.entries()) {
    const source = packages[index];
    if (source) written.push({ ...one, parts: await writePackage(source, one.parts, to) });
  }
  const tags = tagFiles(sealed(written), { previous, expiresAt, media }, key);
  for (const { name, text } of tags) await to.write(name, once(Buffer.from(text)));
  const tagmanifest = tags.find(({ name }) => name === TAGMANIFEST)?.text ?? '';
  return { id: facts.bundle, sequence: facts.sequence, tagmanifestSha256: sha256Of(tagmanifest) };
}

/** What we would not read again is not written, and that is known before the long part begins. */
function checkReadable(tags: readonly TagFile[]): void {
  try {
    for (const { name, text } of tags) {
      if (name === BAG_INFO) decodeBagInfo(Buffer.from(text));
      if (name === PACKAGES) decodePackages(Buffer.from(text));
    }
  } catch (error) {
    if (error instanceof BundleError) throw new BundleError('bundle.plan', error.message, error);
    throw error;
  }
}

async function writePackage(source: SealPackage, parts: BundlePackage['parts'], to: BundleDestination) {
  const changed = (path: string) =>
    new BundleError(
      'bundle.changed-source',
      `${source.originalName} (${path}) is not what it was when it was taken in.`,
    );
  const whole = parts.length > 1 ? createHash('sha256') : null;
  const written: BundlePackage['parts'] = [];
  let start = 0;
  for (const { path, sizeBytes } of parts) {
    const bytes = source.read(start, sizeBytes);
    const { sha256, size } = await to.write(path, whole ? hashed(bytes, whole) : bytes);
    if (size !== sizeBytes) throw changed(path);
    written.push({ path, sizeBytes, sha256 });
    start += sizeBytes;
  }
  const sha256 = whole ? whole.digest('hex') : written[0]?.sha256;
  if (sha256 !== source.sha256) throw changed(parts[0]?.path ?? '');
  return written;
}

async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: { update(bytes: Uint8Array): unknown }) {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

async function* once(bytes: Uint8Array) {
  yield bytes;
}
