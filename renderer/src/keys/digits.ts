import type { RevealedKey } from '../../../preload/contract.ts';
import { fkeysOf, halvesOf } from './fkeys.ts';

/** One group as it is shown and printed. */
export interface Group {
  /** 1 to 8. */
  place: number;
  /** Two threes with a space between. */
  digits: string;
  check: string;
  keys: string;
}

/** The groups in their order, each with its own check digit and the keys that type it. */
export const groupsOf = ({ groups, checks }: Pick<RevealedKey, 'groups' | 'checks'>): Group[] =>
  groups.map((group, i) => ({
    place: i + 1,
    digits: halvesOf(group).join(' '),
    check: checks[i] ?? '',
    keys: fkeysOf(group).join(' '),
  }));
