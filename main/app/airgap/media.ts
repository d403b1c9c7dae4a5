/** Media by the place where a person sees them. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { copyToMedium } from '../../media/copy/copy.ts';
import { hashFromMedium } from '../../media/copy/hash.ts';
import type { OnProgress } from '../../media/copy/meter.ts';
import { type ReadBackResult, readBack } from '../../media/copy/read-back.ts';
import { dropCache } from '../../media/drop-cache.ts';
import { eject } from '../../media/eject.ts';
import { MediaError } from '../../media/errors.ts';
import { files as mediaFiles } from '../../media/files.ts';
import { type Medium, type Named, openMedium } from '../../media/identity.ts';
import { listMedia } from '../../media/list.ts';
import { openFolder } from '../../media/plain-folder.ts';
import { type WipeRecord, wipeFiles } from '../../media/wipe.ts';

/** Files that hold a request, and with it a download key. */
const REQUEST_FILE = /^request-.+\.ur\.txt$/;

/** A drive by its path or mount, or a plain folder. @throws MediaError */
async function mediumAt(where: string): Promise<Medium> {
  const drive = (await listMedia()).find(({ path, mount }) => path === where || mount === where);
  return drive ? openMedium(drive) : openFolder(where);
}

/** @throws MediaError `media.busy` when something still uses it; a plain folder cannot be ejected */
export async function ejectAt(where: string): Promise<{ gone: boolean }> {
  const medium = await mediumAt(where);
  if (medium.drive.path === medium.folder)
    throw new MediaError('media.not-named', `${where} is a folder of this computer, not a medium.`);
  return eject(medium);
}

/** Overwrites and removes the requests in the root of a medium. */
export async function wipeAt(where: string): Promise<WipeRecord> {
  const medium = await mediumAt(where);
  const names = (await readdir(medium.folder)).filter((name) => REQUEST_FILE.test(name));
  return wipeFiles(names, medium);
}

/** Copies files into the root of a named medium (or a plain folder), and reads all of them back from there. */
export async function copyFiles(
  files: readonly string[],
  named: Named,
  options: { signal: AbortSignal; onProgress: OnProgress },
): Promise<ReadBackResult> {
  const medium = named.model === null && named.serial === null ? await openFolder(named.path) : await openMedium(named);
  const list = [];
  for (const file of files) {
    const { sha256, sizeBytes } = await hashFromMedium(mediaFiles, file, { signal: options.signal, drop: dropCache });
    list.push({ name: path.basename(file), sizeBytes, sha256, source: file });
  }
  await copyToMedium(list, medium, options);
  return readBack(list, medium, options);
}
