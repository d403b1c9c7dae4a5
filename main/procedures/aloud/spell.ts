/**
 * Serial numbers, versions and checksums as they are spelled over the phone: characters in small groups, a word for each
 * that cannot be misheard. English has the ICAO/NATO alphabet, German the one of DIN 5009:2022.
 */
import type { SpelledGroup } from '../../../preload/contract.ts';
import german from '../../../resources/locales/de/spelling.json' with { type: 'json' };
import english from '../../../resources/locales/en/spelling.json' with { type: 'json' };
import { own } from '../own.ts';

/** More than four characters in a row are not kept in mind by who writes them down. */
const MOST = 4;

/**
 * Groups of at most four letters and digits, as equal as they can be; what stands between them is a group of its own. A
 * character without a word stands for itself. Upper and lower case are not told apart.
 */
export function spell(value: string): SpelledGroup[] {
  const parts = value.trim().match(/[\p{L}\p{N}]+|./gu) ?? [];
  return parts.flatMap(groupsOf).map((characters) => ({
    characters,
    words: [...characters].map((character) => {
      const key = character === 'ß' ? character : character.toUpperCase();
      return { en: own(english, key) ?? character, de: own(german, key) ?? character };
    }),
  }));
}

function groupsOf(part: string): string[] {
  const characters = [...part];
  const count = Math.ceil(characters.length / MOST);
  const groups: string[] = [];
  for (let left = count; left > 0; left--)
    groups.push(characters.splice(0, Math.ceil(characters.length / left)).join(''));
  return groups;
}
