/** Drives on Linux, from /proc/self/mountinfo, lsblk, blkid and the links that udev makes. Parsers do no I/O. */
import { bytesOf, jsonOf, objectsOf, textOf } from './drive.ts';

export interface Mount {
  /** Device node: `/dev/sdb1`. */
  device: string;
  path: string;
  fileSystem: string;
  readOnly: boolean;
  /** Its root is that of the file system; otherwise it shows a part of it only. */
  whole: boolean;
}
export interface BlockDevice {
  device: string;
  /** The disk it is a part of, or itself. */
  disk: string;
  label: string | null;
  fileSystem: string | null;
  uuid: string | null;
  model: string | null;
  serial: string | null;
  sizeBytes: number | null;
  readOnly: boolean;
  removable: boolean;
  /** Has parts of its own, which are listed behind it. */
  parts: boolean;
  mounts: string[];
}

export const LSBLK: readonly string[] = [
  ...['-J', '-b', '-o'],
  'NAME,PATH,TYPE,TRAN,RM,HOTPLUG,RO,SIZE,VENDOR,MODEL,SERIAL,FSTYPE,LABEL,UUID,MOUNTPOINTS',
];

/** Places of the system itself. Nothing is looked for or written there; a folder may still be named. */
const SYSTEM = /^\/($|boot|efi|home|usr|var|nix|snap|root|etc|opt|srv|tmp|sysroot|gnu)(\/|$)/;
const ON_MEDIA = /^\/var\/run\/media\//;

/** Whether a mount point belongs to the system: `/`, `/boot`, `/home`, `/usr`, `/var` …, and swap. */
export function isSystemPlace(mount: string): boolean {
  return mount === '[SWAP]' || (SYSTEM.test(mount) && !ON_MEDIA.test(mount));
}

/** Mounts of devices in /proc/self/mountinfo (proc_pid_mountinfo(5)). */
export function parseMountinfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [left = '', right = ''] = line.split(' - ');
    const [, , , root, at, options = ''] = left.split(' ');
    const [fileSystem, device, superOptions = ''] = right.split(' ');
    if (!root?.startsWith('/') || !at || !fileSystem || !device?.startsWith('/dev/')) return [];
    const path = at.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
    const readOnly = [options, superOptions].some((list) => list.split(',').includes('ro'));
    return [{ device, path, fileSystem, readOnly, whole: root === '/' }];
  });
}

/** What `lsblk` prints with the arguments above. What a disk is holds for its partitions. */
export function parseLsblk(text: string): BlockDevice[] {
  type Parent = Pick<BlockDevice, 'disk' | 'model' | 'serial' | 'removable' | 'readOnly'>;
  const walk = (list: unknown, parent: Parent | null): BlockDevice[] =>
    (Array.isArray(list) ? objectsOf(list) : []).flatMap((entry) => {
      const device = textOf(entry.path) ?? '';
      const children = objectsOf(Array.isArray(entry.children) ? entry.children : []);
      const plugged = isTrue(entry.rm) || isTrue(entry.hotplug) || entry.tran === 'usb';
      const above = {
        disk: parent?.disk ?? device,
        model: parent?.model ?? modelOf(entry),
        serial: parent?.serial ?? textOf(entry.serial),
        removable: parent?.removable || plugged,
        readOnly: parent?.readOnly || isTrue(entry.ro),
      };
      const own = {
        ...{ device, label: textOf(entry.label), fileSystem: textOf(entry.fstype), uuid: textOf(entry.uuid) },
        ...{ sizeBytes: bytesOf(entry.size), parts: children.length > 0 },
        mounts: (Array.isArray(entry.mountpoints) ? entry.mountpoints : []).filter((at) => typeof at === 'string'),
      };
      return [...(device === '' ? [] : [{ ...above, ...own }]), ...walk(children, above)];
    });
  return walk(jsonOf(text)?.blockdevices, null);
}

function modelOf(entry: Record<string, unknown>): string | null {
  const [vendor, model] = [textOf(entry.vendor), textOf(entry.model)];
  // Of a virtual disk, the vendor is a PCI number.
  if (vendor === null || vendor.startsWith('0x') || model?.startsWith(vendor)) return model;
  return model === null ? vendor : `${vendor} ${model}`;
}

/** `blkid -o export`: blocks of NAME=value, special characters behind a backslash. */
export function parseBlkid(
  text: string,
): { device: string; label: string | null; fileSystem: string | null; uuid: string | null }[] {
  return text.split(/\r?\n\r?\n/).flatMap((block) => {
    const fields = new Map(
      block.split(/\r?\n/).map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]),
    );
    const device = fields.get('DEVNAME');
    const value = (name: string) => (fields.get(name) ? unescaped(fields.get(name) ?? '') : null);
    return device ? [{ device, label: value('LABEL'), fileSystem: value('TYPE'), uuid: value('UUID') }] : [];
  });
}

/** A name in /dev/disk/by-label: `\x20` stands for a blank (systemd-udevd, "encode_devnode_name"). */
export function labelOfLink(name: string): string {
  return unescaped(name);
}

function unescaped(text: string): string {
  const bytes = text.replace(/\\x([0-9a-f]{2})|\\(.)/gi, (_, hex, plain) => (hex ? `\\x${hex}` : plain));
  return bytes.replace(/(?:\\x[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('\\x', ''), 'hex').toString());
}

/** Older versions of lsblk write `"1"`. */
const isTrue = (value: unknown) => value === true || value === '1';
