import { createHash, hash as digest } from 'node:crypto';
import type { JournalEntry } from '../../preload/contract.ts';
import { canonicalJson } from './canonical.ts';
import { entryOf, type StoredEntry } from './row.ts';

/** `prev` of the first entry of a stream. */
export const GENESIS = '0'.repeat(64);

/**
 * How an entry fails to continue its stream:
 * - `altered`: its content is not what was hashed;
 * - `missing`: entries before it are gone;
 * - `reordered`: it stands at another place than it was written at;
 * - `foreign`: it is whole, but was not written after the entry before it.
 */
export type Flaw = 'altered' | 'missing' | 'reordered' | 'foreign';

/** Lower-case hex SHA-256 over the canonical JSON of all members but `hash`. */
export function hashOf(entry: Omit<JournalEntry, 'hash'>): string {
  const { stream, seq, at, author, type, data, prev } = entry;
  return createHash('sha256').update(canonicalJson({ stream, seq, at, author, type, data, prev })).digest('hex');
}

/** The place in a stream that the next entry continues. */
export interface Place {
  seq: number;
  hash: string;
}
export const START: Place = { seq: 0, hash: GENESIS };

/** Null when `entry` continues its stream at `place`. */
export function flawOf(entry: JournalEntry, place: Place): Flaw | null {
  if (!matchesItsHash(entry)) return 'altered';
  if (entry.seq > place.seq + 1) return 'missing';
  if (entry.seq <= place.seq) return 'reordered';
  return entry.prev === place.hash ? null : 'foreign';
}

/**
 * The entry of a row that continues its stream at `place`, or the flaw of it. A row holds the canonical text of its data,
 * so its hash is computed of the text as it lies there; only what does not match is taken apart and written anew.
 */
export function continued(row: StoredEntry, place: Place): JournalEntry | Flaw {
  if (row.seq !== place.seq + 1 || row.prev !== place.hash || hashOfText(row) !== row.hash) {
    const flaw = flawOf(entryOf(row), place);
    if (flaw) return flaw;
  }
  return entryOf(row);
}

/** `prev` is the hash of another entry, and so a string of hexadecimal digits. */
function hashOfText({ at, author, data, prev, seq, stream, type }: StoredEntry): string {
  const head = `{"at":${JSON.stringify(at)},"author":${quoted(author)},"data":${data},"prev":"${prev}","seq":${seq}`;
  return digest('sha256', `${head},"stream":${quoted(stream)},"type":${quoted(type)}}`);
}

/** As JSON, remembered: a stream of 100,000 entries has a few authors and types. */
function quoted(text: string): string {
  const before = known.get(text);
  if (before !== undefined) return before;
  if (known.size === MOST_KNOWN) known.clear();
  const json = JSON.stringify(text);
  known.set(text, json);
  return json;
}
const MOST_KNOWN = 256;
const known = new Map<string, string>();

function matchesItsHash(entry: JournalEntry): boolean {
  try {
    return hashOf(entry) === entry.hash;
  } catch {
    // Without a canonical form it cannot be what was hashed.
    return false;
  }
}
