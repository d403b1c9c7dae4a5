/** The second copy: a package that can be downloaded once only is safe when it lies in two places, on two disks. */
import path from 'node:path';
import { bytesOf, moveFile, sealFile, sizeOf, syncFolder, using, writeAll } from './durable.ts';
import { ContentError } from './error.ts';
import { blobOf, layoutOf, partOf } from './layout.ts';
import { putAside } from './quarantine.ts';
import { loadReceipt, saveReceipt } from './receipts.ts';
import type { Receipt } from './records.ts';
import { type ContentStore, demandRoom, inPlace } from './store.ts';
import type { TakeOptions } from './take.ts';

export interface Place {
  /** What the copy is registered under: the id of a medium, or the folder. */
  id: string;
  folder: string;
}

/**
 * Copies one package into another place, laid out as a store of its own, and reads it back from there; a copy that is there
 * already is only read back. The receipt goes with it. `otherDisk` in the register tells what the copy is worth.
 * @throws ContentError `content.same-place`, `content.missing`, `content.damaged`, `content.full` and those of the place
 */
export async function copyToPlace(
  store: ContentStore,
  sha256: string,
  place: Place,
  { signal, onProgress }: TakeOptions = {},
): Promise<Receipt> {
  const { files, reader, clock } = store.ports;
  const from = await store.file(sha256);
  const there = layoutOf(place.folder);
  const target = blobOf(there, sha256);
  refuseInside(store.layout.root, place.folder);
  return inPlace(`The second place ${place.folder}`, async () => {
    for (const folder of [there.inbox, there.quarantine, path.dirname(target)]) await files.mkdir(folder);
    await syncFolder(files, place.folder);
    const size = (await sizeOf(files, from)) ?? 0;
    const already = await reader.hash(target, signal).catch(() => null);
    if (already?.sha256 !== sha256) {
      await putAside(store.ports, there, target, { why: 'damaged', name: null, journal: null });
      await demandRoom(store.ports, place.folder, `Package ${sha256.slice(0, 12)}…`, size);
      // The part is nothing but the beginning of a package that lies in the store: it may be written over.
      const part = partOf(there, sha256.slice(0, 24));
      await using(files, part, 'w', async (handle) => {
        let done = 0;
        for await (const bytes of bytesOf(files, from, signal)) {
          await writeAll(handle, bytes, done);
          done += bytes.length;
          onProgress?.({ phase: 'receiving', doneBytes: done, totalBytes: size });
        }
        await handle.sync();
      });
      await moveFile(files, part, target);
      await sealFile(files, target);
    }
    onProgress?.({ phase: 'checking', doneBytes: 0, totalBytes: size });
    const [own, other] = [await reader.hash(from, signal), await reader.hash(target, signal)];
    if (other.sha256 !== sha256) {
      await putAside(store.ports, there, target, { why: 'damaged', name: null, journal: null });
      throw new ContentError('content.damaged', `The copy in ${place.folder} is not what was written there.`);
    }
    if (own.sha256 !== sha256) {
      throw new ContentError('content.damaged', `The store's own copy of ${sha256.slice(0, 12)}… is damaged.`);
    }
    const at = new Date(clock.now()).toISOString();
    const otherDisk = (await files.stat(from)).dev !== (await files.stat(target)).dev;
    await store.recordCopy(sha256, { place: 'store', at, how: own.how, path: from, otherDisk: false });
    const receipt = await store.recordCopy(sha256, { place: place.id, at, how: other.how, path: target, otherDisk });
    await saveReceipt(store.ports, there, receipt);
    return receipt;
  });
}

/** In two places, and on two disks, as far as the newest look at each tells. */
export function isSafe({ copies }: Receipt): { twice: boolean; twoDisks: boolean } {
  const own = copies.some(({ place }) => place === 'store');
  return { twice: own && copies.length > 1, twoDisks: own && copies.some(({ otherDisk }) => otherDisk) };
}

/** Whether the place still has it; the register follows what is found. */
export async function verifyPlace(store: ContentStore, sha256: string, place: Place): Promise<boolean> {
  const { reader, clock } = store.ports;
  const receipt = await loadReceipt(store.ports, store.layout, sha256);
  const target = blobOf(layoutOf(place.folder), sha256);
  const read = await reader.hash(target).catch(() => null);
  const known = receipt?.copies.find((copy) => copy.place === place.id);
  if (!receipt || !known) return read?.sha256 === sha256;
  const at = new Date(clock.now()).toISOString();
  if (read?.sha256 === sha256) await store.recordCopy(sha256, { ...known, at, how: read.how, path: target });
  else {
    const copies = receipt.copies.filter((copy) => copy.place !== place.id);
    await saveReceipt(store.ports, store.layout, { ...receipt, copies });
  }
  return read?.sha256 === sha256;
}

function refuseInside(root: string, folder: string): void {
  const way = path.relative(path.resolve(root), path.resolve(folder));
  if (way !== '' && (way.startsWith('..') || path.isAbsolute(way))) return;
  throw new ContentError('content.same-place', `${folder} lies in the store itself.`);
}
