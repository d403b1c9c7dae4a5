/** A round trip's packages as a sealed bundle on a medium. */
import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { BundleRef, Hop } from '../../../preload/contract.ts';
import type { Trip } from '../../airgap/trip.ts';
import { appendHop } from '../../bundle/custody.ts';
import { fingerprintOf, type SigningKey } from '../../bundle/keys.ts';
import { sha256Of } from '../../bundle/layout.ts';
import type { BundleDestination } from '../../bundle/ports.ts';
import { Problems } from '../../bundle/problems.ts';
import { type SealPlan, sealBundle } from '../../bundle/seal.ts';
import type { ContentStore } from '../../content/store.ts';
import { meter, type OnProgress } from '../../media/copy/meter.ts';
import { readBack } from '../../media/copy/read-back.ts';
import { mediumDestination } from '../../media/destination.ts';
import { MediaError } from '../../media/errors.ts';
import { openMedium } from '../../media/identity.ts';
import { limitsOf, PART_BYTES } from '../../media/limits.ts';
import { openFolder } from '../../media/plain-folder.ts';
import { disk } from '../../ports/files.ts';
import { type Home, openStore, type Receipt, type WorkOptions } from './depot.ts';
import type { NamedMedium } from './trip-service.ts';

/** A bundle is taken in within this time, or sealed anew: packages are superseded. */
const GOOD_FOR_DAYS = 60;
const day = 86_400_000;

type ReadBackFile = Parameters<typeof readBack>[0][number];

/** Writes the bundle onto the medium, signs it last, states who staged it, and reads everything back from the medium. */
export async function sealOn(
  trip: Trip,
  named: NamedMedium,
  { last, own, person, home, clock }: { last: BundleRef | null; own: SigningKey; person: string } & Home,
  { signal, onProgress }: WorkOptions,
): Promise<{ bundle: Omit<BundleRef, 'media'>; medium: Omit<BundleRef['media'][number], 'role'>; hop: Hop }> {
  const store = await openStore(home, clock);
  const medium = named.model === null && named.serial === null ? await openFolder(named.path) : await openMedium(named);
  const plan = await planOf(trip, store, last, limitsOf(medium.drive.fileSystem).maxFileBytes);
  const written: ReadBackFile[] = [];
  const total = plan.packages.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const progress = meter(total, clock, (at) => onProgress({ ...at, path: medium.folder }));
  const onMedium = mediumDestination(medium, plan.bundle, { signal });
  const to: BundleDestination = {
    async write(name, content) {
      const done = await onMedium.write(
        name,
        counted(content, (bytes) => progress.at(name, 'writing', bytes)),
      );
      progress.next(name.startsWith('data/') ? done.size : 0);
      written.push({ name: `${plan.bundle}/${name}`, sizeBytes: done.size, sha256: done.sha256 });
      return done;
    },
  };
  const sealed = await sealBundle(plan, own, to);
  // Of the moment of the window, like the bundle: sealing that is done again after a cut writes the same statement.
  const hop: Omit<Hop, 'n' | 'signedBy'> = {
    ...{ person, role: 'admin', from: 'content store', to: 'medium', at: plan.sealedAt, medium: medium.id },
    ...{ seal: null, note: '' },
  };
  const of = { bundle: sealed.id, tagmanifestSha256: sealed.tagmanifestSha256 };
  await appendHop(to, of, { hops: [], lastSha256: null, problems: new Problems() }, hop, own);
  const onBack: OnProgress = (at) => onProgress({ ...at, path: medium.folder });
  const back = await readBack(written, medium, { signal, onProgress: onBack });
  const bad = back.files.find(({ problem }) => problem !== null);
  if (bad?.problem) throw new MediaError(bad.problem.code, bad.problem.message);
  const { id, drive } = medium;
  const signedBy = fingerprintOf(own.publicKey);
  const at = new Date(clock.now()).toISOString();
  return {
    bundle: { id: sealed.id, sequence: sealed.sequence, tagmanifestSha256: sealed.tagmanifestSha256, signedBy },
    medium: { id: id ?? medium.folder, label: drive.label, serial: drive.serial, verifiedAt: at, how: back.how },
    hop: { ...hop, n: 1, signedBy },
  };
}

async function planOf(
  trip: Trip,
  store: ContentStore,
  last: BundleRef | null,
  maxFileBytes: number,
): Promise<SealPlan> {
  const since = trip.history.findLast(({ state }) => state === 'window-confirmed')?.at ?? trip.history.at(-1)?.at ?? '';
  const packages = await Promise.all(
    trip.packages.map(async (one) => {
      const { name, version, kind, order, dependsOn, vendorSha256, url, scan } = one;
      const sha256 = one.sha256 ?? '';
      const file = await store.file(sha256);
      const { size } = await disk.stat(file);
      const receipt = await store.receipt(sha256);
      const originalName = fileNameOf(receipt, name);
      return {
        ...{ name, version, kind, order, dependsOn, vendorSha256, originalName, sizeBytes: size, sha256, scan },
        sourceUrl: url,
        read: (start: number, length: number) => slice(file, start, length),
      };
    }),
  );
  const list = trip.offered && JSON.stringify(trip.offered);
  return {
    ...{ bundle: trip.id, sequence: (last?.sequence ?? 0) + 1, previous: last?.tagmanifestSha256 ?? null },
    target: { product: trip.product, serial: trip.serial, host: trip.host },
    request: trip.request?.id ?? null,
    // The moment of the window, not of now: primary and reserve are to be the same to the last byte.
    sealedAt: since,
    expiresAt: new Date(Date.parse(since) + GOOD_FOR_DAYS * day).toISOString(),
    offeredList: list ? { sha256: sha256Of(Buffer.from(list)), at: since } : null,
    media: [],
    partBytes: packages.some(({ sizeBytes }) => sizeBytes > maxFileBytes) ? PART_BYTES : null,
    packages,
  };
}

function fileNameOf(receipt: Receipt | null, name: string): string {
  const origin = receipt?.arrivals.at(-1)?.origin;
  if (origin?.kind === 'file') return path.basename(origin.file);
  if (origin?.kind === 'https') return path.posix.basename(new URL(origin.finalUrl ?? origin.url).pathname) || name;
  return name;
}

export async function* slice(file: string, start: number, length: number): AsyncGenerator<Uint8Array> {
  if (length > 0) yield* createReadStream(file, { start, end: start + length - 1, highWaterMark: 1 << 20 });
}

async function* counted(
  content: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const chunk of content) {
    yield chunk;
    done += chunk.length;
    onBytes(done);
  }
}
