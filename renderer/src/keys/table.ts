import type { KeysView, KeyView, VolumeView } from '../../../preload/contract.ts';
import { isLiving, rungOf } from './ladder.ts';

/** One volume with the keys that count for it, best proven first. */
export interface VolumeKeys {
  volume: VolumeView;
  keys: KeyView[];
}
export interface KeyTable {
  volumes: VolumeKeys[];
  /** Living keys whose volume is not known (yet). */
  homeless: KeyView[];
  /** Of former volumes, or of none that is known: folded away, never mixed with the ones that count. */
  void: KeyView[];
}

const bestFirst = (a: KeyView, b: KeyView) => rungOf(b.grade) - rungOf(a.grade);

/** Keys by volume. A dead volume is no row: what is left of it are its void keys. */
export function tableOf({ volumes, keys }: Pick<KeysView, 'volumes' | 'keys'>): KeyTable {
  const present = (volumes ?? []).filter((v) => !v.dead);
  const living = keys.filter(isLiving);
  const known = new Set(present.map((v) => v.id));
  return {
    volumes: present.map((volume) => ({
      volume,
      keys: living.filter((k) => k.volumeId === volume.id).sort(bestFirst),
    })),
    homeless: living.filter((k) => k.volumeId === null || !known.has(k.volumeId)),
    void: keys.filter((k) => !isLiving(k)),
  };
}

/** First 8 characters, which the recovery screen shows largest, and the rest of the ID. */
export const splitId = (id: string): { first: string; rest: string } => ({ first: id.slice(0, 8), rest: id.slice(8) });

/** The drive or image that was read last, so that it need not be typed again; null where only a listing told of volumes. */
export function lastPlace({ volumes }: Pick<KeysView, 'volumes'>): string | null {
  const read = (volumes ?? []).filter((v) => !v.dead && /^(\/|[A-Z]:\\|\\\\)/i.test(v.place));
  return read.sort((a, b) => b.readAt.localeCompare(a.readAt))[0]?.place ?? null;
}
