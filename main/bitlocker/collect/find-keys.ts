import { badGroups, sameKey } from '../recovery-password.ts';
import { decode, hexValue, textAt, unescaped } from './decode.ts';
import { scan, type Token } from './scan.ts';

export interface FoundKey {
  /** GUID in capitals of the protector it stands with; null when none stands before it. */
  id: string | null;
  /** The first 16 characters of the ID, where that is all that is printed (Windows 7). */
  startOfId: string | null;
  /** `C:`, where the text names it. */
  letter: string | null;
  /** 48 ASCII bytes, `?` for what is unreadable; 47 or 49 where a digit too few or too many stands. The taker wipes them. */
  digits: Buffer;
  badGroups: number[];
}
export interface FoundKeys {
  keys: FoundKey[];
  /** IDs that may be those of recovery passwords, without a number: a locked volume lists none. */
  idsWithoutDigits: { id: string; letter: string | null }[];
  /** Volumes that the text names, with all the IDs in their section. */
  volumes: { letter: string; ids: string[] }[];
}

/** What is said of protectors that have no number in every language of manage-bde, and the types in PowerShell's output. */
const OTHER_KINDS = ['tpm', 'pcr', '.bek', 'externalkey', 'publickey', '"password"', ': password'];
const THUMBPRINT_BYTES = 40;

/**
 * Recovery passwords with their IDs in a key file, in the output of manage-bde or Get-BitLockerVolume (list or JSON), or in
 * a note, whatever its language and encoding: by the shape of ID and number only. A number belongs to the closest ID before
 * it that no other number has.
 */
export function findKeys(bytes: Uint8Array): FoundKeys {
  const view = unescaped(decode(bytes));
  try {
    return gather(view, [...scan(view)]);
  } finally {
    view.fill(0);
  }
}

function gather(view: Uint8Array, tokens: readonly Token[]): FoundKeys {
  const keys: FoundKey[] = [];
  const ids = new Map<string, { letter: string | null; other: boolean }>();
  const volumes = new Map<string, Set<string>>();
  let letter: string | null = null;
  let open: { id: string | null; start: string | null } = { id: null, start: null };
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'section' || token.kind === 'letter') {
      letter = token.letter;
      if (token.kind === 'section') open = { id: null, start: null };
    } else if (token.kind === 'id') {
      const other = token.file || isOther(view, token, tokens[index - 1], tokens[index + 1]);
      const known = ids.get(token.id);
      ids.set(token.id, { letter: known?.letter ?? letter, other: other || (known?.other ?? false) });
      if (letter) volumes.set(letter, (volumes.get(letter) ?? new Set()).add(token.id));
      open = { id: other ? null : token.id, start: open.start };
    } else if (token.kind === 'start-of-id') {
      open = { id: open.id, start: token.text };
    } else {
      keep(keys, { id: open.id, startOfId: open.start, letter, digits: token.digits, badGroups: [] });
      open = { id: null, start: null };
    }
  }
  const [only] = keys;
  const [single] = ids.keys();
  if (only?.id === null && single && keys.length === 1 && ids.size === 1) only.id = single;
  for (const key of keys) key.badGroups = badGroups(key.digits);
  const withDigits = new Set(keys.map(({ id }) => id));
  return {
    keys,
    idsWithoutDigits: [...ids]
      .filter(([id, { other }]) => !other && !withDigits.has(id))
      .map(([id, { letter }]) => ({ id, letter })),
    volumes: [...volumes].map(([letter, ids]) => ({ letter, ids: [...ids] })),
  };
}

/** The same number with the same ID is taken once. */
function keep(keys: FoundKey[], found: FoundKey): void {
  const twin = keys.find(({ id, digits }) => id === found.id && sameKey(digits, found.digits));
  if (twin) found.digits.fill(0);
  else keys.push(found);
}

/**
 * Whether an ID is that of a protector without a number (TPM, external key, certificate), by what stands around it: from the
 * line above it to the line above the next thing, or on its own line where all stands on one (JSON).
 */
function isOther(view: Uint8Array, token: Token, previous: Token | undefined, next: Token | undefined): boolean {
  if (next?.kind === 'number') return false;
  const start = previous && previous.end > token.before ? token.at : token.before;
  const end = next ? (next.before > token.end ? next.before : Math.max(next.at, token.end)) : view.length;
  let hex = 0;
  for (let at = start; at < end; at++) {
    if (OTHER_KINDS.some((text) => textAt(view, at, text))) return true;
    hex = Number.isNaN(hexValue(view[at] ?? 0)) ? 0 : hex + 1;
    if (hex === THUMBPRINT_BYTES) return true;
  }
  return false;
}

/** Wipes the digits of keys that are not kept. */
export function wipeKeys(keys: readonly { digits: Buffer }[]): void {
  for (const { digits } of keys) digits.fill(0);
}
