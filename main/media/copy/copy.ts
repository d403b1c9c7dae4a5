import path from 'node:path';
import { errnoOf, MediaError } from '../errors.ts';
import { checkMedium, checkMount, describe, MEDIA_ID, type Medium, newMediaId } from '../identity.ts';
import { fitsOn, type LimitProblem, PART_SUFFIX } from '../limits.ts';
import { sha256Of } from './digest.ts';
import { hashFromMedium } from './hash.ts';
import { meter, type OnProgress } from './meter.ts';
import { type MediumFile, onMedium, settle, stage, syncFolder } from './stage.ts';

export interface CopyOptions {
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}
export interface CopyResult {
  /** Names of the files that were written now. */
  copied: string[];
  /** Those that were there from an earlier call and are whole, by what the medium gives back. */
  already: string[];
}

/**
 * Copies files onto a medium in the order given, so that a manifest may come last. A later call with the same list goes on
 * where an earlier one was broken off: what is there already is read from the medium and not copied again, and what was half
 * written is discarded. Nothing is replaced, nothing is formatted. What is returned says nothing about the whole medium:
 * that is what `readBack` is for, after the last file.
 * @throws MediaError by name (`full`, `too-big-for-fs`, `name` before a byte is written); the signal's reason
 */
export async function copyToMedium(
  list: readonly MediumFile[],
  medium: Medium,
  { signal, onProgress }: CopyOptions = {},
): Promise<CopyResult> {
  signal?.throwIfAborted();
  // The names alone first: nothing outside of the medium is even looked at.
  refuse(fitsOn(medium.drive.fileSystem, list, null), medium);
  await checkMedium(medium);
  const present = await survey(list, medium);
  const missing = list.filter(({ name }) => !present.has(name));
  refuse(fitsOn(medium.drive.fileSystem, missing, ...(await room(medium))), medium);
  await introduce(medium);
  const { clock } = medium.ports;
  const total = list.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const progress = meter(total, clock, onProgress);
  const result: CopyResult = { copied: [], already: [] };
  for (const file of list) {
    signal?.throwIfAborted();
    await checkMount(medium);
    const at = (phase: 'writing' | 'reading-back') => (bytes: number) => progress.at(file.name, phase, bytes);
    if (present.has(file.name)) {
      await confirm(file, medium, { signal, onBytes: at('reading-back') });
      result.already.push(file.name);
    } else {
      await stage(file, medium, { signal, onDurable: at('writing') });
      result.copied.push(file.name);
    }
    progress.next(file.sizeBytes);
  }
  return result;
}

/**
 * Gives a medium an id of its own, if it has none. A file of that name that is no id of ours is left alone.
 * @throws MediaError by name
 */
export async function introduce(medium: Medium, made = newMediaId(new Date(medium.ports.clock.now()))): Promise<void> {
  if (medium.id !== null) return;
  const source = Buffer.from(`${JSON.stringify(made, null, 2)}\n`);
  const file = { name: MEDIA_ID, source, sizeBytes: source.length, sha256: sha256Of(source) };
  // One that was cut off by a power cut is empty, and is written again.
  if ((await survey([file], medium)).has(MEDIA_ID)) return;
  await stage(file, medium);
  medium.id = made.id;
}

/**
 * Names that are there already with the right size (null: whatever size); clears away what an earlier call has left half
 * done. @throws MediaError by name
 */
export async function survey(
  list: readonly { name: string; sizeBytes: number | null }[],
  medium: Medium,
): Promise<Set<string>> {
  const port = medium.ports.files;
  const present = new Set<string>();
  for (const { name, sizeBytes } of list) {
    const final = path.join(medium.folder, ...name.split('/'));
    const look = async (place: string) => {
      try {
        return await port.lstat(place);
      } catch (error) {
        if (['ENOENT', 'ENOTDIR', 'EINVAL', 'ENAMETOOLONG'].includes(errnoOf(error))) return null;
        throw await onMedium(error, medium, name);
      }
    };
    try {
      if (await look(`${final}${PART_SUFFIX}`)) await port.unlink(`${final}${PART_SUFFIX}`);
      const there = await look(final);
      if (!there) continue;
      const leftover = there.isFile() && there.size === 0 && sizeBytes !== 0;
      if (leftover) {
        // What FAT leaves of a file when the power is cut between its rename and the fsync behind it: a name and no byte.
        await port.unlink(final);
        await syncFolder(port, path.dirname(final));
      } else if (there.isFile() && (there.size === (sizeBytes ?? there.size) || name === MEDIA_ID)) present.add(name);
      else throw new MediaError('media.occupied', `${name} on ${describe(medium.drive)} is another file of that name.`);
    } catch (error) {
      throw await onMedium(error, medium, name);
    }
  }
  return present;
}

/** Bytes that are free, and those of a cluster. */
async function room(medium: Medium): Promise<[free: number, cluster: number]> {
  try {
    const { bavail, bsize } = await medium.ports.files.statfs(medium.folder);
    return [bavail * bsize, bsize];
  } catch (error) {
    throw await onMedium(error, medium, medium.folder);
  }
}

function refuse([problem]: LimitProblem[], medium: Medium): void {
  if (!problem) return;
  const { code, text, remedy } = problem;
  const both = { en: `${text.en} ${remedy.en}`, de: `${text.de} ${remedy.de}` };
  throw new MediaError(code, `${describe(medium.drive)}: ${text.en}`, { text: both });
}

/** A file of an earlier call: whole by what the medium gives back, and durable. */
async function confirm(
  file: MediumFile,
  medium: Medium,
  { signal, onBytes }: { signal?: AbortSignal | undefined; onBytes(bytes: number): void },
): Promise<void> {
  const { files: port, drop } = medium.ports;
  const final = path.join(medium.folder, ...file.name.split('/'));
  try {
    // The process may have been killed before the name was durable.
    await settle(port, final);
    const { sha256, sizeBytes } = await hashFromMedium(port, final, { signal, onBytes, drop });
    if (sha256 === file.sha256 && sizeBytes === file.sizeBytes) return;
  } catch (error) {
    throw signal?.aborted ? signal.reason : await onMedium(error, medium, file.name);
  }
  throw new MediaError(
    'media.changed-file',
    `${file.name} on ${describe(medium.drive)} is not what was to be copied, although it has its size.`,
  );
}
