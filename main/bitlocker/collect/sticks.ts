import path from 'node:path';
import type { StickView } from '../../../preload/contract.ts';
import { listDrives, type MediaPort, media } from '../../media/drives/list.ts';
import { labelScore } from './label-score.ts';

/**
 * Mounted media on which keys may lie, the likeliest first: by label, then what can be pulled out. What the system does not
 * tell is null; a program that is missing or fails costs what only it knows, and nothing else.
 */
export async function listSticks(port: MediaPort = media): Promise<StickView[]> {
  const list = await mounted(port);
  const rank = ({ labelScore, removable }: StickView) => labelScore * 10 + (removable ? 2 : removable === null ? 1 : 0);
  return list.toSorted((a, b) => rank(b) - rank(a) || (a.path < b.path ? -1 : 1));
}

/** The medium that a path lies on; null when it is none of the listed ones, such as the system's own disk. */
export async function mediumOf(
  where: string,
  port: MediaPort = media,
): Promise<{ label: string | null; removable: boolean | null } | null> {
  const paths = port.platform === 'win32' ? path.win32 : path.posix;
  const holds = ({ path: root }: StickView) => {
    const inside = paths.relative(root, paths.resolve(where));
    return inside !== '..' && !inside.startsWith(`..${paths.sep}`) && !paths.isAbsolute(inside);
  };
  const [medium] = (await mounted(port)).filter(holds).toSorted((a, b) => b.path.length - a.path.length);
  return medium ? { label: medium.label, removable: medium.removable } : null;
}

async function mounted(port: MediaPort): Promise<StickView[]> {
  return (await listDrives(port)).flatMap(({ mount, label, fileSystem, removable, system }) =>
    // What lies beside the system on its disk is listed: a partition for data may hold keys.
    mount === null || system === 'volume'
      ? []
      : [{ path: mount, label, fileSystem, removable, labelScore: labelScore(label) }],
  );
}
