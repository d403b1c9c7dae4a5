import type { KeyGrade, KeyView } from '../../../preload/contract.ts';

/** The rungs from a readable text up to the decrypted boot sector. What is refused stands on no rung. */
export const rungs: readonly KeyGrade[] = ['well-formed', 'listed', 'live', 'vmk', 'fvek', 'metadata', 'sector'];

/** 1 to 7, or 0 for a key that is refused. */
export const rungOf = (grade: KeyGrade): number => rungs.indexOf(grade) + 1;

/** Somebody has seen it open the volume, or Windows itself states the same digits: `live` or better. */
export const isProven = ({ grade }: Pick<KeyView, 'grade'>): boolean => rungOf(grade) >= rungOf('live');

/** Malformed or rejected: it opens nothing as it stands. */
export const isRefused = ({ grade }: Pick<KeyView, 'grade'>): boolean => rungOf(grade) === 0;

/** Counts for its volume: neither of a volume that is gone nor of none that is known. */
export const isLiving = ({ dead, stale }: Pick<KeyView, 'dead' | 'stale'>): boolean => dead === null && !stale;

/** The tone that goes with the word; the word alone has to be enough. */
export const toneOf = (key: Pick<KeyView, 'grade'>): 'ok' | 'warn' | 'bad' =>
  isRefused(key) ? 'bad' : isProven(key) ? 'ok' : 'warn';
