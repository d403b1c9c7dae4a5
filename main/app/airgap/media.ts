/** Media by the place where a person sees them. */
import { readdir } from 'node:fs/promises';
import { eject } from '../../media/eject.ts';
import { MediaError } from '../../media/errors.ts';
import { type Medium, openMedium } from '../../media/identity.ts';
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
