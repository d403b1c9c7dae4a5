/** Volumes of macOS, by `diskutil info -plist`. */
import type { StickView } from '../../../../preload/contract.ts';
import { labelScore } from './label-score.ts';

/** One volume; null for the one macOS runs from, and for what is no property list. */
export function parseDiskutil(plist: string): StickView | null {
  const path = textOf(plist, 'MountPoint');
  if (!path || path === '/' || path.startsWith('/System/')) return null;
  const label = textOf(plist, 'VolumeName');
  const external = truthOf(plist, 'RemovableMediaOrExternalDevice') ?? truthOf(plist, 'RemovableMedia');
  const internal = truthOf(plist, 'Internal');
  return {
    path,
    label,
    fileSystem: textOf(plist, 'FilesystemType'),
    removable: external ?? (internal === null ? null : !internal),
    labelScore: labelScore(label),
  };
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

const ENTITIES = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' } as const;
