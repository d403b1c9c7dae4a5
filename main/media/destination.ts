import { createHash } from 'node:crypto';
import path from 'node:path';
import type { ReadBack } from '../../preload/contract.ts';
import { introduce, survey } from './copy/copy.ts';
import { chunksFromMedium, hashFromMedium } from './copy/hash.ts';
import { onMedium, type StageOptions, settle, stage, type Written } from './copy/stage.ts';
import { MediaError } from './errors.ts';
import { checkMedium, checkMount, describe, type Medium } from './identity.ts';
import { fitsOn } from './limits.ts';

/** Writes files of which neither size nor hash is known before, such as those of a bundle that is being sealed. */
export interface MediumDestination {
  /**
   * Writes a new file by the crash-safe protocol. When one of that name is there already, it has to be the very same, by what
   * the medium gives back. Hash and size are those of the bytes that were given.
   * @throws MediaError by name; the signal's reason
   */
  write(name: string, content: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number }>;
}

/** @param folder on the medium, relative to its root, with slashes; `''` is the root */
export function mediumDestination(medium: Medium, folder: string, options: StageOptions = {}): MediumDestination {
  return {
    write: async (name, content) => {
      const full = folder === '' ? name : `${folder}/${name}`;
      const { sha256, sizeBytes } = await writeStream(full, content, medium, options);
      return { sha256, size: sizeBytes };
    },
  };
}

async function writeStream(
  name: string,
  content: AsyncIterable<Uint8Array>,
  medium: Medium,
  options: StageOptions,
): Promise<Written> {
  const [problem] = fitsOn(medium.drive.fileSystem, [{ name, sizeBytes: 0 }], null);
  if (problem) throw new MediaError(problem.code, problem.text.en, { text: problem.text });
  if (medium.id === null) {
    await checkMedium(medium);
    await introduce(medium);
  } else await checkMount(medium);
  const present = await survey([{ name, sizeBytes: null }], medium);
  if (present.has(name)) return confirmStream(name, content, medium, options.signal);
  return stage({ name, source: content, sizeBytes: null, sha256: null }, medium, options);
}

async function confirmStream(
  name: string,
  content: AsyncIterable<Uint8Array>,
  medium: Medium,
  signal: AbortSignal | undefined,
): Promise<Written> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of content) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  const sha256 = hash.digest('hex');
  const final = path.join(medium.folder, ...name.split('/'));
  const { files, drop } = medium.ports;
  try {
    await settle(files, final);
    const there = await hashFromMedium(files, final, { signal, drop });
    if (there.sha256 === sha256 && there.sizeBytes === sizeBytes) return { sha256, sizeBytes };
  } catch (error) {
    throw signal?.aborted ? signal.reason : await onMedium(error, medium, name);
  }
  throw new MediaError('media.occupied', `${name} on ${describe(medium.drive)} is another file of that name.`);
}

/** Reads files from the medium itself; `how` is the least that any of them was read by. */
export function mediumReader(medium: Medium, folder: string, signal?: AbortSignal) {
  const order: ReadBack[] = ['direct', 'remounted', 'dropped', 'cached'];
  let least: ReadBack | null = null;
  const onHow = (how: ReadBack) => {
    if (least === null || order.indexOf(how) > order.indexOf(least)) least = how;
  };
  return {
    get how(): ReadBack | null {
      return least;
    },
    /** The bytes of a file; a chunk is good until the next one is asked for. @throws MediaError by name */
    async *read(name: string): AsyncGenerator<Uint8Array, void, undefined> {
      const place = path.join(medium.folder, ...`${folder}/${name}`.split('/'));
      try {
        yield* chunksFromMedium(medium.ports.files, place, { signal, drop: medium.ports.drop, onHow });
      } catch (error) {
        throw signal?.aborted ? signal.reason : await onMedium(error, medium, name);
      }
    },
  };
}
