/** What file systems can hold, asked before a byte is written. Source: reference/media.md §1, FAT specification 1.03. */
import type { Text } from '../../preload/contract.ts';
import type { MediaErrorCode } from './errors.ts';

/** FAT12, 16 and 32 keep the size of a file in 32 bits. */
export const FAT_MAX_FILE = 2 ** 32 - 1;
/** Size of the parts that a file is split into for FAT, bytes. */
export const PART_BYTES = 4_000_000_000;
/** A cluster of exFAT on a large stick; every file wastes half of one on average, and at most one. */
const CLUSTER_BYTES = 128 << 10;

const FAT = /^(vfat|msdos|fat|fat12|fat16|fat32|ms-dos.*)$/i;

export interface Limits {
  /** Largest file, bytes. */
  maxFileBytes: number;
  /** Modification times are kept in steps of so many milliseconds: never compare them. */
  timeStepMs: number;
}

/** Limits of a file system by its name (`vfat`, `FAT32`, `exfat`, `NTFS`, `ext4` …); an unknown one may be FAT. */
export function limitsOf(fileSystem: string | null): Limits {
  if (fileSystem === null || FAT.test(fileSystem)) return { maxFileBytes: FAT_MAX_FILE, timeStepMs: 2_000 };
  const timeStepMs = /^exfat$/i.test(fileSystem) ? 10 : /^hfs/i.test(fileSystem) ? 1_000 : 1;
  return { maxFileBytes: Number.MAX_SAFE_INTEGER, timeStepMs };
}

export interface LimitProblem {
  code: Extract<MediaErrorCode, 'media.full' | 'media.too-big-for-fs' | 'media.name'>;
  /** Null: the whole job. */
  file: string | null;
  text: Text;
  remedy: Text;
}

/**
 * Whether files fit on a medium; an empty list means that they do.
 * @param files names relative to the root of the medium, with slashes; only those still to be written
 * @param freeBytes room on it; null where it is not known
 */
export function fitsOn(
  fileSystem: string | null,
  files: readonly { name: string; sizeBytes: number }[],
  freeBytes: number | null,
  clusterBytes = CLUSTER_BYTES,
): LimitProblem[] {
  return [...nameProblems(files), ...sizeProblems(fileSystem, files), ...roomProblems(files, freeBytes, clusterBytes)];
}

/** Parts of a file that is too big for FAT: `.001`, `.002` … of 4,000,000,000 bytes each, the last one shorter. */
export function partsOf(name: string, sizeBytes: number): { name: string; offset: number; sizeBytes: number }[] {
  const count = Math.max(1, Math.ceil(sizeBytes / PART_BYTES));
  return Array.from({ length: count }, (_, index) => {
    const offset = index * PART_BYTES;
    const digits = String(index + 1).padStart(3, '0');
    return { name: `${name}.${digits}`, offset, sizeBytes: Math.min(PART_BYTES, sizeBytes - offset) };
  });
}

function sizeProblems(
  fileSystem: string | null,
  files: readonly { name: string; sizeBytes: number }[],
): LimitProblem[] {
  const { maxFileBytes } = limitsOf(fileSystem);
  const shown = fileSystem ?? 'FAT';
  return files
    .filter(({ sizeBytes }) => sizeBytes > maxFileBytes)
    .map(({ name, sizeBytes }) => {
      const parts = partsOf(name, sizeBytes).length;
      return {
        code: 'media.too-big-for-fs',
        file: name,
        text: {
          en: `${name} has ${sizeBytes} bytes; ${shown} holds at most ${maxFileBytes} in one file.`,
          de: `${name} hat ${sizeBytes} Bytes; ${shown} fasst höchstens ${maxFileBytes} in einer Datei.`,
        },
        remedy: {
          en: `Use a medium with exFAT, or split the file into ${parts} parts of 4,000,000,000 bytes.`,
          de: `Ein Medium mit exFAT nehmen oder die Datei in ${parts} Teile zu 4.000.000.000 Bytes teilen.`,
        },
      };
    });
}

function roomProblems(
  files: readonly { name: string; sizeBytes: number }[],
  freeBytes: number | null,
  clusterBytes: number,
): LimitProblem[] {
  const folders = new Set(files.flatMap(({ name }) => foldersOf(name)));
  const clusters = files.reduce((sum, { sizeBytes }) => sum + Math.ceil(sizeBytes / clusterBytes), folders.size);
  const needed = clusters * clusterBytes;
  if (freeBytes === null || needed <= freeBytes) return [];
  return [
    {
      code: 'media.full',
      file: null,
      text: {
        en: `${needed} bytes are needed, and ${freeBytes} are free.`,
        de: `${needed} Bytes werden gebraucht, und ${freeBytes} sind frei.`,
      },
      remedy: {
        en: `Free ${needed - freeBytes} bytes on it, or use a larger medium.`,
        de: `${needed - freeBytes} Bytes darauf frei machen oder ein größeres Medium nehmen.`,
      },
    },
  ];
}

const LETTERS = /^[A-Za-z0-9._+-]+$/;
const RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;
const MAX_SEGMENT = 100;
const MAX_PATH = 200;
/** Our own names beside the files. */
export const PART_SUFFIX = '.part';

/** Whether Linux, Windows and macOS take a name, on FAT, exFAT and NTFS alike. */
export function isPortableName(name: string): boolean {
  const whole = name.length <= MAX_PATH && !name.toLowerCase().endsWith(PART_SUFFIX);
  return whole && name.split('/').every(isPortableSegment);
}

function isPortableSegment(segment: string): boolean {
  const dots = segment.startsWith('..') || segment === '.' || segment.endsWith('.');
  return LETTERS.test(segment) && segment.length <= MAX_SEGMENT && !dots && !RESERVED.test(segment);
}

/** Names that some system does not take, and names that are one and the same where case does not count. */
function nameProblems(files: readonly { name: string }[]): LimitProblem[] {
  const seen = new Set<string>();
  const folders = new Set(files.flatMap(({ name }) => foldersOf(name.toLowerCase())));
  return files.flatMap(({ name }) => {
    const key = name.toLowerCase();
    const taken = seen.has(key) || folders.has(key);
    seen.add(key);
    if (isPortableName(name) && !taken) return [];
    const shown = JSON.stringify(name.slice(0, MAX_PATH));
    const text = taken
      ? { en: `${shown} is there twice.`, de: `${shown} ist doppelt.` }
      : { en: `${shown} is no name that every system takes.`, de: `${shown} ist kein Name, den jedes System nimmt.` };
    const remedy = {
      en: 'Rename it: letters, digits, dot, underscore, plus and hyphen, at most 100 characters.',
      de: 'Umbenennen: Buchstaben, Ziffern, Punkt, Unterstrich, Plus und Bindestrich, höchstens 100 Zeichen.',
    };
    return [{ code: 'media.name' as const, file: name, text, remedy }];
  });
}

function foldersOf(name: string): string[] {
  const segments = name.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}
