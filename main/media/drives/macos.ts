/** Volumes of macOS, by `diskutil info -plist` and, for what it does not know, `system_profiler SPUSBDataType -json`. */
import { bareDrive, bytesOf, type Drive, jsonOf, objectsOf, textOf as plainText } from './drive.ts';

/** One mounted volume; null for what is no property list of one. */
export function parseDiskutil(plist: string): Drive | null {
  const mount = textOf(plist, 'MountPoint');
  if (!mount) return null;
  const external = truthOf(plist, 'RemovableMediaOrExternalDevice') ?? truthOf(plist, 'RemovableMedia');
  const internal = truthOf(plist, 'Internal');
  const path = textOf(plist, 'DeviceNode') ?? mount;
  const disk = textOf(plist, 'ParentWholeDisk');
  return {
    ...bareDrive(path, disk ? `/dev/${disk}` : path),
    mount,
    model: textOf(plist, 'MediaName'),
    label: textOf(plist, 'VolumeName'),
    fileSystem: textOf(plist, 'FilesystemType'),
    uuid: textOf(plist, 'VolumeUUID'),
    sizeBytes: numberOf(plist, 'TotalSize'),
    freeBytes: numberOf(plist, 'FreeSpace'),
    readOnly: truthOf(plist, 'WritableVolume') === false,
    removable: external ?? (internal === null ? null : !internal),
    system: mount === '/' || mount.startsWith('/System/') ? 'volume' : null,
  };
}

/** Serial numbers of USB devices by the disk they bring: `/dev/disk4`. */
export function parseUsbSerials(json: string): Map<string, string> {
  const serials = new Map<string, string>();
  const walk = (items: unknown, depth: number): void => {
    if (depth > 16) return;
    for (const item of objectsOf(items)) {
      const serial = plainText(item.serial_num);
      for (const medium of objectsOf(item.Media)) {
        const name = plainText(medium.bsd_name);
        if (serial && name) serials.set(`/dev/${name}`, serial);
      }
      walk(item._items, depth + 1);
    }
  };
  walk(jsonOf(json)?.SPUSBDataType, 0);
  return serials;
}

/** Values in a property list of one level; names of properties hold letters only. */
function textOf(plist: string, name: string): string | null {
  const [, text] = new RegExp(`<key>${name}</key>\\s*<string>([^<]*)</string>`).exec(plist) ?? [];
  return text ? text.replace(/&(lt|gt|quot|apos|amp);/g, (_, entity: keyof typeof ENTITIES) => ENTITIES[entity]) : null;
}

function truthOf(plist: string, name: string): boolean | null {
  const [, word] = new RegExp(`<key>${name}</key>\\s*<(true|false)/>`).exec(plist) ?? [];
  return word ? word === 'true' : null;
}

function numberOf(plist: string, name: string): number | null {
  return bytesOf(new RegExp(`<key>${name}</key>\\s*<integer>(\\d{1,16})</integer>`).exec(plist)?.[1]);
}

const ENTITIES = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' } as const;
