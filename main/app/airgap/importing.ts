/** A bundle that came in: looked at, held against its round, and its packages taken into the store. */
import { open, readFile, unlink } from 'node:fs/promises';
import path from 'node:path';
import type {
  BundleRef,
  BundleView,
  OfferedPackage,
  PackageState,
  ReadBack,
  TrustedKey,
} from '../../../preload/contract.ts';
import type { Trip } from '../../airgap/trip.ts';
import { decodePackages, type Packages } from '../../bundle/codec/packages.ts';
import { bundlesIn, nodeFolder } from '../../bundle/folder.ts';
import { PACKAGES, sha256Of, TAGMANIFEST } from '../../bundle/layout.ts';
import type { BundleFolder } from '../../bundle/ports.ts';
import { verifyBundle } from '../../bundle/verify.ts';
import type { ContentStore } from '../../content/store.ts';
import { takeFile } from '../../content/take.ts';
import { mediumReader } from '../../media/destination.ts';
import { files as mediaFiles } from '../../media/files.ts';
import { readMediaId } from '../../media/identity.ts';
import { openFolder } from '../../media/plain-folder.ts';
import { entryOf, type Home, openStore, reported, storedOf, type WorkOptions } from './depot.ts';
import { slice } from './sealing.ts';

export interface LookOptions {
  trusted: readonly TrustedKey[];
  now: number;
}

/** What lies there, read past the cache. @throws Error when there is no bundle at all */
export async function look(where: string, options: LookOptions): Promise<BundleView> {
  const { root, mediumId } = await find(where, null);
  return verifyBundle(await onMedium(root, mediumId), { ...options, expected: {} });
}

/** Its bytes from the medium itself, past the cache. */
async function onMedium(root: string, mediumId: string | null): Promise<BundleFolder> {
  const reader = mediumReader(await openFolder(root), '');
  const { list, path } = nodeFolder(root, mediumId);
  return {
    ...{ path, mediumId, list },
    get how() {
      return reader.how;
    },
    read: (name) => reader.read(name),
  };
}

/** The bundle in this folder, or the one of this id on this medium. */
async function find(where: string, wanted: string | null): Promise<{ root: string; mediumId: string | null }> {
  const names = await bundlesIn(where).catch(() => []);
  const name = names.find((one) => one === wanted) ?? names.at(-1) ?? '.';
  const root = path.join(where, name);
  const above = name === '.' ? path.dirname(path.resolve(where)) : where;
  return { root, mediumId: (await readMediaId(mediaFiles, above))?.id ?? null };
}

/** Verifies a bundle against its round, and takes its packages into the store when nothing at all is wrong with it. */
export async function importFrom(
  where: string,
  { trip, last, trusted, home, clock }: { trip: Trip; last: BundleRef | null; trusted: readonly TrustedKey[] } & Home,
  options: WorkOptions,
): Promise<{ view: BundleView; taken: { bundle: BundleRef; packages: PackageState[] } | null }> {
  const { root, mediumId } = await find(where, trip.id);
  let done = 0;
  const onBytes = (bytes: number) => {
    done += bytes;
    const nothing = { bytesPerS: null, remainingS: null, totalBytes: 0 };
    options.onProgress({ path: where, file: '', phase: 'reading-back', doneBytes: done, ...nothing });
  };
  const view = await verifyBundle(await onMedium(root, mediumId), {
    ...{ trusted, now: clock.now(), signal: options.signal, onBytes },
    expected: {
      serial: trip.serial,
      requestId: trip.request?.id,
      lastSequence: last?.sequence,
      lastTagmanifestSha256: last?.tagmanifestSha256,
    },
  });
  if (view.problems.length > 0) return { view, taken: null };
  const listed = decodePackages(await readFile(path.join(root, PACKAGES)));
  const store = await openStore(home, clock);
  const at = new Date(clock.now()).toISOString();
  const packages: PackageState[] = [];
  for (const one of listed.packages.toSorted((a, b) => a.order - b.order))
    packages.push(
      await taken(one, { root, store, trip: trip.id, at, from: mediumId ?? where, how: view.how ?? 'cached' }, options),
    );
  const tagmanifest = await readFile(path.join(root, TAGMANIFEST));
  const bundle: BundleRef = {
    ...{
      id: view.id,
      sequence: view.sequence ?? 0,
      tagmanifestSha256: sha256Of(tagmanifest),
      signedBy: view.signedBy ?? '',
    },
    media: [{ id: mediumId ?? where, label: null, serial: null, role: 'primary', verifiedAt: at, how: view.how }],
  };
  return { view, taken: { bundle, packages } };
}

/** One package from a medium into the store; its hash is the one that was signed, or it goes into quarantine. */
async function taken(
  one: Packages['packages'][number],
  to: { root: string; store: ContentStore; trip: string; at: string; from: string; how: ReadBack },
  options: WorkOptions,
): Promise<PackageState> {
  const { name, version, kind, order, dependsOn, sizeBytes, sha256, vendorSha256, sourceUrl, scan, parts } = one;
  const entry: OfferedPackage = { name, version, kind, dependsOn, sizeBytes, vendorSha256: sha256, url: sourceUrl };
  const file = parts.length === 1 && parts[0] ? path.join(to.root, parts[0].path) : await joined(one, to);
  try {
    const wanted = entryOf(entry, `${to.trip}/in/${name}`);
    const { how } = storedOf(await takeFile(to.store, wanted, file, reported(file, name, options)));
    const copies = [
      { place: to.from, at: to.at, how: to.how },
      { place: 'store', at: to.at, how },
    ];
    return { ...entry, vendorSha256, order, sha256, copies, scan, installed: null };
  } finally {
    if (parts.length > 1) await unlink(file).catch(() => undefined);
  }
}

/** Parts put together beside the store, where there is room for them. */
async function joined(
  { sha256, parts }: Packages['packages'][number],
  { root, store }: { root: string; store: ContentStore },
): Promise<string> {
  const whole = path.join(store.layout.root, `joined-${sha256.slice(0, 16)}`);
  const handle = await open(whole, 'w', 0o600);
  try {
    for (const part of parts)
      for await (const chunk of slice(path.join(root, part.path), 0, part.sizeBytes)) await handle.write(chunk);
  } finally {
    await handle.close();
  }
  return whole;
}
