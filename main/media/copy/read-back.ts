import path from 'node:path';
import type { ReadBack } from '../../../preload/contract.ts';
import { errnoOf, MediaError, type MediaErrorCode } from '../errors.ts';
import { checkMedium, describe, type Medium } from '../identity.ts';
import { hashFromMedium } from './hash.ts';
import { meter, type OnProgress } from './meter.ts';
import { remount } from './remount.ts';
import { onMedium } from './stage.ts';

export interface ReadFile {
  name: string;
  sizeBytes: number;
  /** What the medium gives back; null when it gives nothing. */
  sha256: string | null;
  how: ReadBack;
  problem: { code: MediaErrorCode; message: string } | null;
}
export interface ReadBackResult {
  files: ReadFile[];
  /** Of all files the least: only `direct`, `dropped` and `remounted` say anything about the medium. */
  how: ReadBack;
  /** Every file is what it was meant to be, and it was read from the medium. */
  good: boolean;
}

/**
 * One pass over everything on a medium, from the medium itself. To be made last, and with the files of earlier jobs too:
 * on a stick that holds less than it claims, a later file overwrites an earlier one that was good when it was written.
 * A file that is bad does not end it. @throws MediaError `medium-gone`, `other-medium`; the signal's reason
 */
export async function readBack(
  list: readonly { name: string; sizeBytes: number; sha256: string }[],
  medium: Medium,
  { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress?: OnProgress | undefined } = {},
): Promise<ReadBackResult> {
  await checkMedium(medium);
  const remounted = medium.ports.media.platform === 'darwin' && (await remount(medium));
  const { files: port, drop, clock } = medium.ports;
  const total = list.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const progress = meter(total, clock, onProgress);
  const files: ReadFile[] = [];
  for (const { name, sizeBytes, sha256 } of list) {
    const final = path.join(medium.folder, ...name.split('/'));
    try {
      const onBytes = (bytes: number) => progress.at(name, 'reading-back', Math.min(bytes, sizeBytes));
      const read = await hashFromMedium(port, final, { signal, onBytes, drop });
      const how = remounted && read.how !== 'direct' ? 'remounted' : read.how;
      const same = read.sha256 === sha256 && read.sizeBytes === sizeBytes;
      const message = `${name} on ${describe(medium.drive)}: the medium does not give back what was written.`;
      const problem = same ? null : ({ code: 'media.changed-file', message } as const);
      files.push({ name, sizeBytes: read.sizeBytes, sha256: read.sha256, how, problem });
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      const problem = await whyNot(error, medium, name);
      files.push({ name, sizeBytes: 0, sha256: null, how: remounted ? 'remounted' : 'direct', problem });
    }
    progress.next(sizeBytes);
  }
  const how = LEAST_FIRST.find((grade) => files.some((file) => file.how === grade)) ?? 'direct';
  return { files, how, good: how !== 'cached' && files.every(({ problem }) => problem === null) };
}

const LEAST_FIRST: readonly ReadBack[] = ['cached', 'dropped', 'remounted', 'direct'];

/** What is wrong with one file. @throws MediaError when it is the whole medium that is not there any more */
async function whyNot(error: unknown, medium: Medium, name: string): Promise<ReadFile['problem']> {
  if (errnoOf(error) === 'ENOENT') {
    await checkMedium(medium);
    return { code: 'media.missing-file', message: `${name} on ${describe(medium.drive)}: it is not there.` };
  }
  const meant = await onMedium(error, medium, name);
  if (!(meant instanceof MediaError) || meant.code === 'media.medium-gone') throw meant;
  return { code: meant.code, message: meant.message };
}
