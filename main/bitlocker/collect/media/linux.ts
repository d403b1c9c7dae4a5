/** Mounted media on Linux, from /proc/self/mountinfo, lsblk, blkid and the links that udev makes. Parsers do no I/O. */

export interface Mount {
  /** Device node: `/dev/sdb1`. */
  device: string;
  path: string;
  fileSystem: string;
}
export interface BlockDevice {
  device: string;
  label: string | null;
  fileSystem: string | null;
  removable: boolean;
}

/** Places of the system itself. Keys do not lie there, or are found by naming the folder. */
const SYSTEM = /^\/($|boot|efi|home|usr|var|nix|snap|root|etc|opt|srv|tmp|sysroot|gnu)(\/|$)/;
const ON_MEDIA = /^\/var\/run\/media\//;

/** Media in /proc/self/mountinfo (proc_pid_mountinfo(5)): whole file systems on devices, without those of the system. */
export function parseMountinfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [left = '', right = ''] = line.split(' - ');
    const [, , , root, at] = left.split(' ');
    const [fileSystem, device] = right.split(' ');
    if (root !== '/' || !at || !fileSystem || !device?.startsWith('/dev/')) return [];
    const path = at.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
    return SYSTEM.test(path) && !ON_MEDIA.test(path) ? [] : [{ device, path, fileSystem }];
  });
}

/** `lsblk -J` with the columns PATH, LABEL, FSTYPE, RM, HOTPLUG and TRAN. What a disk is holds for its partitions. */
export function parseLsblk(text: string): BlockDevice[] {
  const walk = (list: unknown, external: boolean): BlockDevice[] =>
    (Array.isArray(list) ? list : []).flatMap((entry: Record<string, unknown>) => {
      if (typeof entry !== 'object' || entry === null) return [];
      const removable = external || isTrue(entry.rm) || isTrue(entry.hotplug) || entry.tran === 'usb';
      const device = { device: textOf(entry.path) ?? '', label: textOf(entry.label), fileSystem: textOf(entry.fstype) };
      return [{ ...device, removable }, ...walk(entry.children, removable)];
    });
  const json = parsed(text);
  return walk(json?.blockdevices, false).filter(({ device }) => device !== '');
}

/** `blkid -o export`: blocks of NAME=value, special characters behind a backslash. */
export function parseBlkid(text: string): { device: string; label: string | null; fileSystem: string | null }[] {
  return text.split(/\r?\n\r?\n/).flatMap((block) => {
    const fields = new Map(
      block.split(/\r?\n/).map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]),
    );
    const device = fields.get('DEVNAME');
    const value = (name: string) => (fields.get(name) ? unescaped(fields.get(name) ?? '') : null);
    return device ? [{ device, label: value('LABEL'), fileSystem: value('TYPE') }] : [];
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

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
/** Older versions of lsblk write `"1"`. */
const isTrue = (value: unknown) => value === true || value === '1';

function parsed(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
