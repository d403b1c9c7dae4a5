import { readdir, readFile, realpath, statfs } from 'node:fs/promises';
import path from 'node:path';
import { type ProcessPort, processes } from '../../ports/processes.ts';
import { bareDrive, type Drive } from './drive.ts';
import {
  type BlockDevice,
  isSystemPlace,
  LSBLK,
  labelOfLink,
  type Mount,
  parseBlkid,
  parseLsblk,
  parseMountinfo,
} from './linux.ts';
import { parseDiskutil, parseUsbSerials } from './macos.ts';
import { DRIVES_ARGUMENTS, parseDrives } from './windows.ts';

/** What of the system is asked; tests bring their own. */
export interface MediaPort {
  platform: NodeJS.Platform;
  run: ProcessPort['run'];
  /** A small text file of the system. */
  text(path: string): Promise<string>;
  /** The names in a folder, and where they lead. */
  links(folder: string): Promise<{ name: string; target: string }[]>;
  /** Bytes that may still be written below a mount point. */
  freeBytes(mount: string): Promise<number>;
}

export const media: MediaPort = {
  platform: process.platform,
  run: processes.run,
  text: (file) => readFile(file, 'utf8'),
  links: async (folder) =>
    Promise.all(
      (await readdir(folder)).map(async (name) => ({ name, target: await realpath(path.join(folder, name)) })),
    ),
  freeBytes: async (mount) => {
    const { bavail, bsize } = await statfs(mount);
    return bavail * bsize;
  },
};

const ANSWER_MS = 20_000;
const LIMIT = 1 << 20;

/**
 * Volumes of this computer, mounted or not, one entry for every place where one is mounted. A program that is missing or
 * fails costs what only it knows, and nothing else.
 */
export async function listDrives(port: MediaPort = media): Promise<Drive[]> {
  if (port.platform === 'win32') return parseDrives(await output(port, 'powershell.exe', DRIVES_ARGUMENTS));
  return port.platform === 'darwin' ? onMac(port) : onLinux(port);
}

async function onLinux(port: MediaPort): Promise<Drive[]> {
  const mounts = parseMountinfo((await port.text('/proc/self/mountinfo').catch(() => null)) ?? '');
  const devices = parseLsblk(await output(port, 'lsblk', LSBLK));
  const volumes = volumesOf(devices, mounts);
  // Where no udev runs, lsblk knows no labels. blkid reads them from the device itself, as root.
  const bare = volumes.some(({ mount, label }) => mount !== null && label === null);
  const read = bare ? parseBlkid(await output(port, 'blkid', ['-o', 'export'])) : [];
  const links = bare ? await port.links('/dev/disk/by-label').catch(() => []) : [];
  return Promise.all(
    volumes.map(async (drive) => {
      const named = read.find(({ device }) => device === drive.path);
      const link = links.find(({ target }) => target === drive.path);
      const mounted = drive.mount !== null && drive.removable !== false && drive.system === null;
      const fileSystem = mounts.find(({ device }) => device === drive.path)?.fileSystem ?? null;
      return {
        ...drive,
        label: drive.label ?? named?.label ?? (link ? labelOfLink(link.name) : null),
        fileSystem: drive.fileSystem ?? named?.fileSystem ?? fileSystem,
        uuid: drive.uuid ?? named?.uuid ?? null,
        serial: drive.serial ?? (drive.removable ? await usbSerial(port, drive.disk) : null),
        freeBytes: mounted ? await port.freeBytes(drive.mount ?? '').catch(() => null) : null,
      };
    }),
  );
}

/** Volumes that lsblk knows, and mounts that only the kernel's table has. */
function volumesOf(devices: BlockDevice[], mounts: Mount[]): Drive[] {
  const disks = new Map(devices.map(({ device, disk }) => [device, disk]));
  const diskOf = (device: string) => disks.get(device) ?? device;
  const systemVolumes = new Set<string>();
  for (const { device, path } of mounts) if (isSystemPlace(path)) systemVolumes.add(device);
  for (const { device, mounts: places } of devices) if (places.some(isSystemPlace)) systemVolumes.add(device);
  const systemDisks = new Set([...systemVolumes].map(diskOf));

  const unknown = mounts.filter(({ device }) => !disks.has(device)).map(({ device }) => bareDrive(device));
  const known = devices.filter(({ parts, mounts: places }) => !parts || places.length > 0);
  const seen = new Set<string>();
  return [...known.map(driveOf), ...unknown].flatMap((drive) => {
    if (seen.has(drive.path)) return [];
    seen.add(drive.path);
    const system = systemVolumes.has(drive.path) ? 'volume' : systemDisks.has(drive.disk) ? 'disk' : null;
    const places = new Map(
      mounts.filter(({ device, whole }) => whole && device === drive.path).map((mount) => [mount.path, mount]),
    );
    if (places.size === 0) return [{ ...drive, system } as const];
    return [...places.values()].map(
      (mount) => ({ ...drive, system, mount: mount.path, readOnly: drive.readOnly || mount.readOnly }) as const,
    );
  });
}

function driveOf({ device, disk, parts: _, mounts: __, ...known }: BlockDevice): Drive {
  return { ...bareDrive(device, disk), ...known };
}

/** The serial number in the descriptor of the USB device that a disk hangs on: where no udev runs, lsblk does not know it. */
async function usbSerial(port: MediaPort, disk: string): Promise<string | null> {
  const device = `/sys/class/block/${path.posix.basename(disk)}/device`;
  // device is the SCSI unit; above it target, host and interface of the USB device. Not normalised: it is a link.
  const text = await port.text(`${device}/../../../../serial`).catch(() => '');
  return text.trim() || null;
}

async function onMac(port: MediaPort): Promise<Drive[]> {
  const volumes = await port.links('/Volumes').catch(() => []);
  const profile = output(port, 'system_profiler', ['SPUSBDataType', '-json']);
  const found = await Promise.all(
    volumes.map(async ({ target }) => parseDiskutil(await output(port, 'diskutil', ['info', '-plist', target]))),
  );
  const serials = parseUsbSerials(await profile);
  const drives = found.filter((drive) => drive !== null);
  const systemDisks = new Set(drives.filter(({ system }) => system === 'volume').map(({ disk }) => disk));
  return drives.map((drive) => ({
    ...drive,
    serial: serials.get(drive.disk) ?? null,
    system: drive.system ?? (systemDisks.has(drive.disk) ? 'disk' : null),
  }));
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
