/** Which package of the recorded list a downloaded file is. Pure. */
import type { OfferedPackage } from '../../preload/contract.ts';

export interface Candidate {
  /** Without its folder. */
  name: string;
  /** Bytes. */
  size: number;
  /** Lower-case hex, where it is known already. */
  sha256: string | null;
}
export type Match =
  | { package: OfferedPackage; by: 'hash' | 'name' | 'size' }
  | { package: null; why: 'unknown' | 'ambiguous' | 'other-hash' | 'other-size' };

/**
 * A hash of the vendor decides; then the name, as browsers change it; then a size that only one package has. What
 * contradicts the list is no match, whatever it is called.
 */
export function matchOffered(file: Candidate, offered: readonly OfferedPackage[]): Match {
  const byHash = offered.filter((entry) => file.sha256 !== null && entry.vendorSha256?.toLowerCase() === file.sha256);
  if (byHash[0]) return { package: byHash[0], by: 'hash' };
  const named = offered.filter((entry) => namesOf(entry).includes(plain(file.name)));
  const possible = named.filter((entry) => contradiction(file, entry) === null);
  if (possible.length > 1) return { package: null, why: 'ambiguous' };
  if (possible[0]) return { package: possible[0], by: 'name' };
  if (named[0]) return { package: null, why: contradiction(file, named[0]) ?? 'unknown' };
  const sized = offered.filter((entry) => entry.sizeBytes === file.size && contradiction(file, entry) === null);
  if (sized.length > 1) return { package: null, why: 'ambiguous' };
  return sized[0] ? { package: sized[0], by: 'size' } : { package: null, why: 'unknown' };
}

function contradiction(file: Candidate, entry: OfferedPackage): 'other-hash' | 'other-size' | null {
  if (entry.sizeBytes !== null && entry.sizeBytes !== file.size) return 'other-size';
  const other = file.sha256 !== null && entry.vendorSha256 !== null && entry.vendorSha256.toLowerCase() !== file.sha256;
  return other ? 'other-hash' : null;
}

/** Lists name packages with or without the ending of their file; the address has the file's own name. */
function namesOf({ name, url }: OfferedPackage): string[] {
  const last = url !== null && URL.canParse(url) ? (new URL(url).pathname.split('/').at(-1) ?? '') : '';
  return [plain(name), plain(decoded(last))].filter((text) => text !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const ENDING = /\.(zip|tgz|tar\.gz|gz|tar|iso|exe|bin|img|ipm|rpm|msi|nss|pkg|supi|txt)$/;

/** As a person compares: case, blanks and underlines do not matter, nor what a browser adds to a second download. */
const plain = (name: string): string =>
  name
    .normalize('NFC')
    .toLowerCase()
    .trim()
    .replace(ENDING, '')
    .replace(/ ?\(\d{1,3}\)$/, '')
    .replace(ENDING, '')
    .replace(/[\s_]+/g, ' ');
