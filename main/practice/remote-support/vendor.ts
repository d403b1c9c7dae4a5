/** What the vendor's update server makes of a key. Pure. */
import { type RsState, refusalOf } from './appliance.ts';
import { type DownloadKey, keyText, sameKey } from './keys.ts';

export type KeyVerdict = { key: DownloadKey } | { refused: 'unknown' | 'clock' | 'old' };

/**
 * @param serial of the one appliance that this vendor knows; `seed` of its keys
 * @returns the key, when it is the last one that the appliance made, by a right clock, on what is installed now
 */
export function judgeKey(state: RsState, serial: string, seed: string, given: string): KeyVerdict {
  const key = state.keys.find(({ n }) => sameKey(keyText(serial, seed, n), given));
  if (!key) return { refused: 'unknown' };
  const refused = refusalOf(state, key);
  return refused ? { refused } : { key };
}

/** What the page says. It names no more than a page of a vendor does. */
export const REFUSAL: Readonly<Record<'unknown' | 'clock' | 'old', string>> = {
  unknown: 'The appliance download key is not valid.',
  clock: 'The appliance download key is not valid at this time. Check the date and time of the appliance.',
  old: 'The appliance download key has expired. Generate a new one on the appliance.',
};
