import type { DriveView } from '../../preload/contract.ts';
import { listDrives } from './drives/list.ts';
import { unfit } from './drives/unfit.ts';
import { type MediumPorts, mediumPorts, readMediaId } from './identity.ts';

/** Drives as a person chooses among them: those that can be written to first, and why the others cannot. */
export async function listMedia({ media, files }: MediumPorts = mediumPorts): Promise<DriveView[]> {
  const drives = await listDrives(media);
  const views = drives.map(async ({ disk: _, removable, system, ...drive }): Promise<DriveView> => {
    const reason = unfit({ disk: _, removable, system, ...drive });
    // Only what can be carried is looked into.
    const known = drive.mount !== null && system === null && removable !== false;
    const mediumId = known ? ((await readMediaId(files, drive.mount ?? ''))?.id ?? null) : null;
    return { ...drive, mediumId, unfit: reason };
  });
  return (await Promise.all(views)).toSorted(
    (a, b) => Number(a.unfit !== null) - Number(b.unfit !== null) || (a.path < b.path ? -1 : 1),
  );
}
