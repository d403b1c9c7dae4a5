/**
 * File names that every file system holds unchanged (FAT32, exFAT, NTFS, ext4, APFS) and that no path trick hides in:
 * ASCII letters, digits and `._+-`, in at most one folder.
 */
const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/;
/** Names that Windows keeps for devices, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)(\.|$)/i;
const MAX_SEGMENT = 100;
const MAX_FOLDERS = 1;

/** Why this is no name for a file of a bundle (with `/` between folders); null when it is one. */
export function nameProblem(name: string): string | null {
  if (name === '') return 'no name at all';
  if (name.includes('\\')) return 'a backslash, which is a folder on Windows';
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return 'an absolute path';
  const segments = name.split('/');
  if (segments.some((segment) => segment === '..' || segment === '.')) return 'a way out of the folder';
  if (segments.length > MAX_FOLDERS + 1) return 'folders in folders';
  for (const segment of segments) {
    if (segment.length > MAX_SEGMENT) return `longer than ${MAX_SEGMENT} characters`;
    if (/[^ -~]/.test(segment)) return 'characters that can be written in more than one way';
    if (DEVICE.test(segment)) return 'a name that Windows keeps for a device';
    if (segment.endsWith('.')) return 'a dot at its end, which FAT drops';
    if (!SEGMENT.test(segment)) return 'characters that not every file system has';
  }
  return null;
}

/** Names that some file systems take for the same one, in pairs. */
export function nameClashes(names: Iterable<string>): [string, string][] {
  const first = new Map<string, string>();
  const clashes: [string, string][] = [];
  for (const name of names) {
    const folded = name.normalize('NFC').toLowerCase();
    const other = first.get(folded);
    if (other === undefined) first.set(folded, name);
    else clashes.push([other, name]);
  }
  return clashes;
}

/** A name as it may be shown: what is not printable ASCII as its code, at most 120 characters. */
export function shownName(name: string): string {
  const escaped = name.replace(/[^ -~]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
  return escaped.length > 120 ? `${escaped.slice(0, 119)}…` : escaped;
}

/** A name for a vendor's file in the bundle, as like the vendor's as it can be. */
export function portableName(original: string): string {
  const base = original.split(/[\\/]/).at(-1) ?? '';
  const ascii = base.normalize('NFKD').replace(/[^A-Za-z0-9._+-]+/g, '_');
  const bare = ascii.replace(/^[^A-Za-z0-9]+/, '').replace(/\.+$/, '');
  // Room for `.001` of a part and for a number before a name that is taken.
  const cut = bare.length > MAX_SEGMENT - 10 ? `${bare.slice(0, 55)}_${bare.slice(-30)}`.replace(/\.+$/, '') : bare;
  const named = cut === '' ? 'file' : cut;
  return DEVICE.test(named) ? `file_${named}` : named;
}
