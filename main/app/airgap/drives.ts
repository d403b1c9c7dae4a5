import type { DriveView } from '../../../preload/contract.ts';
import { listDrives } from '../../media/drives/list.ts';
import { unfit } from '../../media/drives/unfit.ts';
import { files as mediaFiles } from '../../media/files.ts';
import { readMediaId } from '../../media/identity.ts';

/** Drives that can be pulled out, and others with the reason why not. */
export async function drives(): Promise<DriveView[]> {
  const all = await listDrives();
  return Promise.all(
    all
      .filter(({ system, mount }) => system === null || mount !== null)
      .map(async (drive) => {
        const { path: where, mount, model, serial, label, fileSystem, uuid, sizeBytes, freeBytes, readOnly } = drive;
        const mediumId = mount === null ? null : ((await readMediaId(mediaFiles, mount))?.id ?? null);
        return {
          ...{ path: where, mount, model, serial, label, fileSystem, uuid, sizeBytes, freeBytes, readOnly, mediumId },
          unfit: unfit(drive),
        };
      }),
  );
}
