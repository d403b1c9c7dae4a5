/** The content store in the data folder, with progress in the words of the contract. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type {
  CopyProgress,
  IntakeView,
  OfferedPackage,
  PackageState,
  ReadBack,
  ScanResult,
} from '../../../preload/contract.ts';
import { bootId } from '../../content/boot.ts';
import { download } from '../../content/download.ts';
import { examine } from '../../content/examine.ts';
import { FolderIntake } from '../../content/intake.ts';
import { copyToPlace } from '../../content/second.ts';
import { ContentStore } from '../../content/store.ts';
import { type TakeOptions, takeFile } from '../../content/take.ts';
import { hashFromMedium } from '../../media/copy/hash.ts';
import { dropCache } from '../../media/drop-cache.ts';
import { files as mediaFiles } from '../../media/files.ts';
import type { Clock } from '../../ports/clock.ts';
import { disk } from '../../ports/files.ts';
import { processes } from '../../ports/processes.ts';
import { CommandError } from '../router.ts';

export interface WorkOptions {
  signal: AbortSignal;
  onProgress(progress: Omit<CopyProgress, 'tripId'>): void;
}
export interface Stored {
  sha256: string;
  how: ReadBack;
  scan: ScanResult | null;
}

/** The content store of this data folder, after what a killed process left was settled. */
export async function openStore(home: string, clock: Clock): Promise<ContentStore> {
  const reader = {
    async hash(file: string, signal?: AbortSignal) {
      const { sha256, sizeBytes, how } = await hashFromMedium(mediaFiles, file, { signal, drop: dropCache });
      return { sha256, size: sizeBytes, how };
    },
  };
  const store = await ContentStore.open(path.join(home, 'content'), { files: disk, clock, reader, boot: bootId() });
  await store.recover();
  return store;
}

export const entryOf = (entry: OfferedPackage, key: string) => ({ key, entry });

/** Progress of one file in the words of the contract. */
export function reported(file: string, name: string, { signal, onProgress }: WorkOptions): TakeOptions {
  return {
    signal,
    onProgress: ({ phase, doneBytes, totalBytes }) =>
      onProgress({
        ...{ path: file, file: name, phase: phase === 'checking' ? 'reading-back' : 'writing' },
        ...{ doneBytes, totalBytes: totalBytes ?? 0, bytesPerS: null, remainingS: null },
      }),
  };
}

export async function takeIn(
  { home, clock }: Home,
  trip: string,
  entry: OfferedPackage,
  file: string,
  options: WorkOptions,
): Promise<Stored> {
  const store = await openStore(home, clock);
  const wanted = entryOf(entry, `${trip}/${entry.name}`);
  return examined(store, await takeFile(store, wanted, file, reported(file, entry.name, options)), clock, options);
}

export async function downloadIn(
  { home, clock }: Home,
  trip: string,
  entry: OfferedPackage,
  options: WorkOptions,
): Promise<Stored> {
  if (entry.url === null) throw new Error(`${entry.name} has no address to download from.`);
  const store = await openStore(home, clock);
  const wanted = entryOf(entry, `${trip}/${entry.name}`);
  const received = await download(store, wanted, entry.url, reported(entry.url, entry.name, options));
  return examined(store, received, clock, options);
}

export interface Home {
  home: string;
  clock: Clock;
}
export type Receipt = Awaited<ReturnType<typeof takeFile>>;
export const storedOf = ({ sha256, copies, scan }: Receipt): Stored => ({
  ...{ sha256, how: copies.find(({ place }) => place === 'store')?.how ?? 'cached' },
  scan: scan as ScanResult | null,
});

/** Read through as an archive, and by ClamAV where it is installed. @throws CommandError when something was found in it */
async function examined(
  store: ContentStore,
  { sha256 }: Receipt,
  clock: Clock,
  { signal }: WorkOptions,
): Promise<Stored> {
  const receipt = await examine(store, sha256, { ports: { processes, clock }, own: null }, signal);
  if (receipt.scan?.verdict !== 'found') return storedOf(receipt);
  throw new CommandError(
    'package-infected',
    `${receipt.scan.engine} found ${receipt.scan.detail} in it. The package lies in quarantine.`,
    'Do not carry it across. Ask the vendor, and tell your security team.',
  );
}

/** Every package once more in another folder, read back from there. */
export async function copyAll(
  { home, clock }: Home,
  packages: readonly PackageState[],
  folder: string,
  options: WorkOptions,
): Promise<{ name: string; sha256: string; how: ReadBack }[]> {
  const store = await openStore(home, clock);
  await mkdir(folder, { recursive: true });
  const copied = [];
  for (const { name, sha256 } of packages) {
    if (sha256 === null) continue;
    const receipt = await copyToPlace(store, sha256, { id: folder, folder }, reported(folder, name, options));
    copied.push({ name, sha256, how: receipt.copies.find(({ place }) => place === folder)?.how ?? 'cached' });
  }
  return copied;
}

/** Watches a download folder until the signal ends it; every change of what has arrived is told. */
export async function watchFolder(
  { home, clock }: Home,
  { trip, folder, offered }: { trip: string; folder: string; offered: readonly OfferedPackage[] },
  signal: AbortSignal,
  onChange: (view: IntakeView) => void,
): Promise<never> {
  const store = await openStore(home, clock);
  return new FolderIntake(store, { folder, offered, keyOf: ({ name }) => `${trip}/${name}`, onChange }).run(signal);
}
