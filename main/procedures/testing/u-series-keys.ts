/** A stand-in for the tool's key register: volumes with one key each, as the probe `bitlocker.keys` tells of them. Tests only. */
import { PROBES } from '../probes.ts';

/** Weakest first. */
const GRADES = PROBES['bitlocker.keys'].fields.grade?.values ?? [];
const LIVE = GRADES.indexOf('live');

export interface KeyedVolume {
  letter: string;
  /** ID of its recovery key. */
  keyId: string;
  grade: string;
  offBox: boolean;
  suspended: boolean;
  percent: number | null;
  dead: boolean;
}

export const C_KEY = '8A2F71C0-1111-4222-8333-444455556666';
export const D_KEY = '0BD9E1AA-1111-4222-8333-444455556666';
export const NEW_C_KEY = 'E7E48BAE-5555-4666-8777-888899990000';
export const NEW_D_KEY = '64311DEA-5555-4666-8777-888899990000';

/** One encrypted volume with a key that is proven down to the boot sector. */
export function keyed(letter: string, keyId: string, differently: Partial<KeyedVolume> = {}): KeyedVolume {
  const proven = { grade: 'sector', offBox: true, suspended: false, percent: 100, dead: false };
  return { letter, keyId, ...proven, ...differently };
}

export class KeyRegister {
  /** Null until somebody has read or listed the volumes. */
  volumes: KeyedVolume[] | null = [keyed('C', C_KEY), keyed('D', D_KEY)];

  /** Collected keys that belong to no volume. */
  strangers = 0;

  /** Changes what is known of every living volume. */
  change(differently: Partial<KeyedVolume>): void {
    for (const volume of this.#living()) Object.assign(volume, differently);
  }
  /** What the tool does when Reset is confirmed. */
  bury(): void {
    this.change({ dead: true });
  }
  add(...volumes: KeyedVolume[]): void {
    this.volumes = [...(this.volumes ?? []), ...volumes];
  }

  /** The answer of the probe. */
  fields(): Record<string, unknown> {
    const living = this.#living();
    const proven = living.filter(({ grade }) => GRADES.indexOf(grade) >= LIVE);
    const told = living.flatMap(({ percent }) => (percent === null ? [] : [percent]));
    const grades = living.map(({ grade }) => GRADES.indexOf(grade));
    const collected = living.filter(({ grade }) => grade !== 'none').length + this.strangers;
    const counts = { dead: (this.volumes ?? []).length - living.length, fresh: collected };
    // Volumes that are all dead tell nothing of the present ones.
    if (living.length === 0) return counts;
    return {
      volumes: living.length,
      proven: proven.length,
      offBox: proven.filter(({ offBox }) => offBox).length,
      grade: GRADES[Math.min(...grades)],
      keyIds: proven.length === 0 ? null : proven.map(({ letter, keyId }) => `${letter}: ${keyId}`).join(', '),
      suspended: living.filter(({ suspended }) => suspended).length,
      percent: told.length === 0 ? null : Math.min(...told),
      ...counts,
    };
  }

  #living(): KeyedVolume[] {
    return (this.volumes ?? []).filter(({ dead }) => !dead);
  }
}
