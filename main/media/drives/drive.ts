/** A volume of this computer, or a disk without one. What the system does not tell is null. */
export interface Drive {
  /** Of the volume, stable while it is plugged: `/dev/sdb1`, `E:`. */
  path: string;
  /** Of the whole disk, which is what can be pulled out: `/dev/sdb`. */
  disk: string;
  mount: string | null;
  model: string | null;
  serial: string | null;
  label: string | null;
  /** As the system names it: `vfat`, `FAT32`, `exfat`, `NTFS`. */
  fileSystem: string | null;
  uuid: string | null;
  sizeBytes: number | null;
  freeBytes: number | null;
  readOnly: boolean;
  /** Can be pulled out. */
  removable: boolean | null;
  /** The system lives on this very volume, or beside it on the same disk. */
  system: 'volume' | 'disk' | null;
}

/** A drive of which nothing but its path is known. */
export function bareDrive(path: string, disk = path): Drive {
  const unknown = { model: null, serial: null, label: null, fileSystem: null, uuid: null };
  const size = { sizeBytes: null, freeBytes: null };
  return { path, disk, mount: null, ...unknown, ...size, readOnly: false, removable: null, system: null };
}

/** Text of a field; null for what is empty or no text. */
export function textOf(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? null : text;
}

/** A size in bytes, which some programs write as text. */
export function bytesOf(value: unknown): number | null {
  const bytes = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null;
}

/** JSON of a program; null when it is none. */
export function jsonOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** A list, a single entry as PowerShell writes it, or nothing: its objects. */
export function objectsOf(value: unknown): Record<string, unknown>[] {
  return (Array.isArray(value) ? value : [value]).filter((entry) => typeof entry === 'object' && entry !== null);
}
