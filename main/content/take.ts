import { createHash } from 'node:crypto';
import path from 'node:path';
import { errnoOf, type OpenFile } from '../ports/files.ts';
import type { Arrival, Wanted } from './arrival.ts';
import { bytesOf, using, writeAll } from './durable.ts';
import { ContentError } from './error.ts';
import type { Receipt } from './records.ts';
import { type ContentStore, demandRoom } from './store.ts';

/** How far one package is. Bytes of the phase; null when the total is not known. */
export interface Progress {
  phase: 'receiving' | 'checking';
  doneBytes: number;
  totalBytes: number | null;
}
export interface TakeOptions {
  signal?: AbortSignal;
  onProgress?(progress: Progress): void;
}

/**
 * Copies a file into the store. It is hashed while it is read, and once more from the disk afterwards; the original is left
 * where it is, whatever happens.
 * @throws ContentError `content.source`, `content.changed`, `content.mismatch`, `content.full` and those of the place
 */
export async function takeFile(
  store: ContentStore,
  wanted: Wanted,
  file: string,
  options: TakeOptions = {},
): Promise<Receipt> {
  const { files } = store.ports;
  const before = await fromSource(file, () => files.stat(file));
  if (!before.isFile()) throw new ContentError('content.source', `${path.basename(file)} is not a file.`);
  const listed = wanted.entry.sizeBytes;
  if (listed !== null && before.size !== listed) {
    const sizes = `${before.size} bytes, the list says ${listed}`;
    throw new ContentError('content.mismatch', `${path.basename(file)} has ${sizes}. It was left where it is.`);
  }
  const origin = { kind: 'file', file, modifiedAt: new Date(before.mtimeMs).toISOString() } as const;
  return store.arrive(wanted, origin, async (arrival) => {
    await demandRoom(store.ports, store.layout.root, arrival.name, 2 * before.size);
    await startOver(arrival, file, origin.modifiedAt);
    await arrival.save({ origin, size: before.size });
    const copied = await using(files, arrival.part, 'w', (part) => copy(store, part, file, before.size, options));
    const after = await fromSource(file, () => files.stat(file));
    if (copied.size !== before.size || after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
      await arrival.newGeneration('changed');
      throw new ContentError('content.changed', `${path.basename(file)} changed while it was read.`);
    }
    options.onProgress?.({ phase: 'checking', doneBytes: 0, totalBytes: before.size });
    return arrival.settle(copied.sha256, options.signal);
  });
}

/** What an earlier try copied from the same file may be written over; anything else may be all that is left of something. */
async function startOver(arrival: Arrival, file: string, modifiedAt: string): Promise<void> {
  const { origin } = arrival.journal;
  const same = origin.kind === 'file' && origin.file === file && origin.modifiedAt === modifiedAt;
  if (!same) await arrival.newGeneration('replaced');
}

async function copy(
  { ports: { files } }: ContentStore,
  part: OpenFile,
  file: string,
  size: number,
  { signal, onProgress }: TakeOptions,
): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  const source = bytesOf(files, file, signal);
  let done = 0;
  try {
    // A file that grows faster than it is read would have no end.
    while (done <= size) {
      const next = await fromSource(file, () => source.next());
      if (next.done) break;
      hash.update(next.value);
      await writeAll(part, next.value, done);
      done += next.value.length;
      onProgress?.({ phase: 'receiving', doneBytes: done, totalBytes: size });
    }
  } finally {
    await source.return(undefined);
  }
  await part.sync();
  return { sha256: hash.digest('hex'), size: done };
}

async function fromSource<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined || !/^E[A-Z0-9]+$/.test(errno)) throw error;
    throw new ContentError('content.source', `${path.basename(file)} cannot be read: ${errno}.`, error);
  }
}
