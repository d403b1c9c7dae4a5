import type { CollectView, StickView } from '../../../preload/contract.ts';

type File = CollectView['files'][number];
const guid = /[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}/gi;

/** The ID that the file's name promises where the file holds other IDs; null where they agree or one of them is silent. */
export function promisedId({
  name,
  keys,
  withoutDigits,
}: Pick<File, 'name' | 'keys' | 'withoutDigits'>): string | null {
  // Folders stand before the file.
  const promised = name.match(guid)?.at(-1)?.toUpperCase();
  const held = [...keys.map((k) => k.id), ...withoutDigits].filter((id) => id !== null);
  if (!promised || held.length === 0) return null;
  return held.some((id) => id.toUpperCase() === promised) ? null : promised;
}

/** Keys that were new, and keys that were known already, over all files. */
export function countOf(files: readonly File[]): { fresh: number; known: number } {
  const keys = files.flatMap((f) => f.keys);
  const known = keys.filter((k) => k.known).length;
  return { fresh: keys.length - known, known };
}

/** Why a place stands where it stands in the list of sticks. */
export function likeness({ labelScore, removable }: StickView): 'label' | 'like' | 'removable' | 'other' {
  if (labelScore >= 90) return 'label';
  if (labelScore >= 50) return 'like';
  return removable ? 'removable' : 'other';
}
