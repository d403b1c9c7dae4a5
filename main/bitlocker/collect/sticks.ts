import { readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { StickView } from '../../../preload/contract.ts';
import { type ProcessPort, processes } from '../../ports/processes.ts';
import { labelScore } from './media/label-score.ts';
import { labelOfLink, parseBlkid, parseLsblk, parseMountinfo } from './media/linux.ts';
import { parseDiskutil } from './media/macos.ts';
import { DRIVES_ARGUMENTS, parseDrives } from './media/windows-drives.ts';

/** What of the system is asked; tests bring their own. */
export interface MediaPort {
  platform: NodeJS.Platform;
  run: ProcessPort['run'];
  /** A small text file of the system. */
  text(path: string): Promise<string>;
  /** The names in a folder, and where they lead. */
  links(folder: string): Promise<{ name: string; target: string }[]>;
}

export const media: MediaPort = {
  platform: process.platform,
  run: processes.run,
  text: (file) => readFile(file, 'utf8'),
  links: async (folder) =>
    Promise.all(
      (await readdir(folder)).map(async (name) => ({ name, target: await realpath(path.join(folder, name)) })),
    ),
};

const ANSWER_MS = 20_000;
const LIMIT = 1 << 20;
const LSBLK = ['-J', '-b', '-o', 'NAME,PATH,LABEL,FSTYPE,UUID,RM,HOTPLUG,TRAN,MOUNTPOINTS'];

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

function mounted(port: MediaPort): Promise<StickView[]> {
  if (port.platform === 'win32') return onWindows(port);
  return port.platform === 'darwin' ? onMac(port) : onLinux(port);
}

async function onLinux(port: MediaPort): Promise<StickView[]> {
  const mounts = parseMountinfo((await port.text('/proc/self/mountinfo').catch(() => null)) ?? '');
  if (mounts.length === 0) return [];
  const devices = parseLsblk(await output(port, 'lsblk', LSBLK));
  // Where no udev runs, lsblk knows no labels. blkid reads them from the device itself, as root.
  const bare = mounts.some(({ device }) => !devices.some((known) => known.device === device && known.label !== null));
  const read = bare ? parseBlkid(await output(port, 'blkid', ['-o', 'export'])) : [];
  const links = bare ? await port.links('/dev/disk/by-label').catch(() => []) : [];
  const seen = new Set<string>();
  return mounts.flatMap(({ device, path, fileSystem }) => {
    if (seen.has(path)) return [];
    seen.add(path);
    const known = devices.find((entry) => entry.device === device);
    const named = read.find((entry) => entry.device === device);
    const link = links.find(({ target }) => target === device);
    const label = known?.label ?? named?.label ?? (link ? labelOfLink(link.name) : null);
    const view = { path, label, fileSystem: known?.fileSystem ?? named?.fileSystem ?? fileSystem };
    return [{ ...view, removable: known?.removable ?? null, labelScore: labelScore(label) }];
  });
}

async function onWindows(port: MediaPort): Promise<StickView[]> {
  return parseDrives(await output(port, 'powershell.exe', DRIVES_ARGUMENTS));
}

async function onMac(port: MediaPort): Promise<StickView[]> {
  const volumes = await port.links('/Volumes').catch(() => []);
  const found = await Promise.all(
    volumes.map(async ({ target }) => parseDiskutil(await output(port, 'diskutil', ['info', '-plist', target]))),
  );
  return found.filter((volume) => volume !== null);
}

/** What a program prints; nothing when it is missing, fails or takes too long. */
async function output(port: MediaPort, file: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await port.run(file, args, LIMIT, AbortSignal.timeout(ANSWER_MS));
    return stdout.toString('utf8');
  } catch {
    return '';
  }
}
