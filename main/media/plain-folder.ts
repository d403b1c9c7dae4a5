import { stat } from 'node:fs/promises';
import path from 'node:path';
import { bareDrive } from './drives/drive.ts';
import { MediaError } from './errors.ts';
import { type Medium, type MediumPorts, mediumPorts, readMediaId } from './identity.ts';

/**
 * A folder of this computer in place of a medium: a network share, or a rehearsal. Everything is written as on a stick; what
 * is not known is which disk it will be on tomorrow. @throws MediaError `media.medium-gone` when there is no such folder
 */
export async function openFolder(folder: string, ports: MediumPorts = mediumPorts): Promise<Medium> {
  const root = path.resolve(folder);
  const found = await stat(root).catch(() => null);
  if (!found?.isDirectory()) throw new MediaError('media.medium-gone', `There is no folder ${root}.`);
  const drive = { ...bareDrive(root, root), mount: root, label: path.basename(root) };
  return { ports, drive, folder: root, device: found.dev, id: (await readMediaId(ports.files, root))?.id ?? null };
}
