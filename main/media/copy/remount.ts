import type { Medium } from '../identity.ts';

const LIMIT = 4096;
const ANSWER_MS = 60_000;

/**
 * macOS: unmounts the volume and mounts it again, which empties its cache; nothing less does, without a native module.
 * False when it is in use; a volume that does not come back is found missing by whoever reads next.
 */
export async function remount(medium: Medium): Promise<boolean> {
  const { drive, folder, ports } = medium;
  const ask = async (verb: string) => {
    const { stdout } = await ports.media.run('diskutil', [verb, drive.path], LIMIT, AbortSignal.timeout(ANSWER_MS));
    return /unmounted|mounted/.test(stdout.toString('utf8'));
  };
  try {
    if (!(await ask('unmount')) || !(await ask('mount'))) return false;
    medium.device = (await ports.files.lstat(folder)).dev;
    return true;
  } catch {
    return false;
  }
}
