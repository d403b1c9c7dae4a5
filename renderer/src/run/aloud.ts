import type { Text } from '../../../preload/contract.ts';
import { compare, type Echo } from '../keys/readAloud.ts';

const nearness: Record<Echo['is'], number> = { same: 3, partly: 2, nothing: 1, wrong: 0 };

/** What was read back against what is expected: whoever is at the other end may speak either language. */
export function compareBack(typed: string, expected: Text): Echo {
  const [en, de] = [compare(typed, expected.en), compare(typed, expected.de)];
  if (nearness[en.is] !== nearness[de.is]) return nearness[en.is] > nearness[de.is] ? en : de;
  // Both are wrong: the one that went well for longer is what was meant.
  return en.is === 'wrong' && de.is === 'wrong' && de.wrongAt > en.wrongAt ? de : en;
}
