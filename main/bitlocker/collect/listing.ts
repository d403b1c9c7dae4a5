/** What Windows says about its volumes: from text the letters and IDs, from JSON the state as well, by numbers only. */
import type { ProtectorKind, VolumeView } from '../../../preload/contract.ts';
import { decode, isWord, textAt } from './decode.ts';
import { findKeys, wipeKeys } from './find-keys.ts';
import { scan } from './scan.ts';

export interface ListedVolume {
  /** `C:`; null for a volume that is mounted in a folder or not at all. */
  letter: string | null;
  /** `unknown` where the text does not tell in numbers. */
  protectors: { id: string; kind: ProtectorKind }[];
  state: VolumeView['state'];
  /** Its protection is off although it is (partly) encrypted; null where that was not told. */
  suspended: boolean | null;
  locked: boolean | null;
  encryptedPercent: number | null;
  method: string | null;
}

type Json = Readonly<Record<string, unknown>>;

/** Names of `KeyProtectorType` in PowerShell (the same in every language) at the place of their number in WMI. */
const KINDS: readonly (readonly [string, ProtectorKind])[] = [
  ['unknown', 'unknown'],
  ['tpm', 'tpm'],
  ['externalkey', 'external-key'],
  ['recoverypassword', 'recovery-password'],
  ['tpmpin', 'tpm-pin'],
  ['tpmstartupkey', 'tpm-startup-key'],
  ['tpmpinstartupkey', 'tpm-pin-startup-key'],
  ['publickey', 'certificate'],
  ['password', 'passphrase'],
];
/** `EncryptionMethod`, likewise. */
const METHODS: readonly (readonly [string, string | null])[] = [
  ['none', null],
  ['aes128diffuser', 'AES-CBC 128 + Elephant'],
  ['aes256diffuser', 'AES-CBC 256 + Elephant'],
  ['aes128', 'AES-CBC 128'],
  ['aes256', 'AES-CBC 256'],
  ['hardware', null],
  ['xtsaes128', 'XTS-AES 128'],
  ['xtsaes256', 'XTS-AES 256'],
];
const PROPERTY = '"recoverypassword"';
const [QUOTE, BACKSLASH, COLON, BLANKED] = [0x22, 0x5c, 0x3a, 0x20];
const MAX_VOLUMES = 256;

/** Volumes in the output of manage-bde (`-status`, `-protectors -get`) or in JSON of Get-BitLockerVolume. */
export function listVolumes(bytes: Uint8Array): ListedVolume[] {
  const fromJson = jsonOf(bytes);
  if (fromJson) return fromJson.map(volumeOf).filter((volume) => volume !== null);
  const found = findKeys(bytes);
  const withDigits = new Set(found.keys.map(({ id }) => id));
  wipeKeys(found.keys);
  return found.volumes.map(({ letter, ids }) => ({
    letter,
    protectors: ids.map((id) => ({ id, kind: withDigits.has(id) ? 'recovery-password' : 'unknown' })),
    state: 'not-read',
    suspended: null,
    locked: null,
    encryptedPercent: null,
    method: null,
  }));
}

/**
 * The JSON objects in a text, after every recovery password has been blanked out: no digit of one becomes a string.
 * Null when it holds none.
 */
function jsonOf(bytes: Uint8Array): Json[] | null {
  const view = decode(bytes);
  try {
    blankPasswords(view);
    const [start, end] = [firstOf(view, '[{'), view.findLastIndex((byte) => byte === 0x5d || byte === 0x7d)];
    if (start === -1 || end < start) return null;
    const value: unknown = JSON.parse(view.toString('utf8', start, end + 1));
    return listOf(value).slice(0, MAX_VOLUMES);
  } catch {
    return null;
  } finally {
    view.fill(0);
  }
}

function blankPasswords(view: Buffer): void {
  for (let at = 0; at < view.length; at++) {
    if (view[at] !== QUOTE || !textAt(view, at, PROPERTY)) continue;
    at += PROPERTY.length;
    // As the name of a property only: it is a type of protector too.
    let colon = false;
    for (; at < view.length && view[at] !== QUOTE && !isWord(view[at]); at++) colon ||= view[at] === COLON;
    if (!colon || view[at] !== QUOTE) {
      at--;
      continue;
    }
    for (at++; at < view.length && view[at] !== QUOTE; at++) {
      if (view[at] === BACKSLASH) view[at++] = BLANKED;
      view[at] = BLANKED;
    }
  }
  for (const token of scan(view)) {
    if (token.kind !== 'number') continue;
    token.digits.fill(0);
    view.fill(BLANKED, token.at, token.end);
  }
}

const firstOf = (view: Buffer, bytes: string) => view.findIndex((byte) => bytes.includes(String.fromCharCode(byte)));

function volumeOf(json: Json): ListedVolume | null {
  const mountPoint = json.MountPoint;
  if (typeof mountPoint !== 'string') return null;
  const encryptedPercent = numberOf(json, 'Ep', 'EncryptionPercentage');
  const state = stateOf(numberOf(json, 'Vs', 'VolumeStatus'), encryptedPercent);
  const protection = numberOf(json, 'Ps', 'ProtectionStatus');
  const lock = numberOf(json, 'Ls', 'LockStatus');
  const encrypted = state === 'encrypted' || state === 'converting';
  return {
    letter: /^[A-Z]:$/.test(mountPoint) ? mountPoint : null,
    protectors: listOf(json.Kp ?? json.KeyProtector).flatMap(protectorOf),
    state,
    suspended: protection === null || protection > 1 ? null : encrypted && protection === 0,
    locked: lock === null ? null : lock === 1,
    encryptedPercent,
    method: named(METHODS, json.M ?? json.EncryptionMethod) ?? null,
  };
}

function protectorOf(json: Json): ListedVolume['protectors'] {
  const [id] = typeof json.KeyProtectorId === 'string' ? idsIn(json.KeyProtectorId) : [];
  return id ? [{ id, kind: named(KINDS, json.T ?? json.KeyProtectorType) ?? 'unknown' }] : [];
}

function idsIn(text: string): string[] {
  return [...scan(Buffer.from(text.slice(0, 64)))].flatMap((token) => (token.kind === 'id' ? [token.id] : []));
}

/** Conversion status of WMI: 0 decrypted, 1 encrypted, 2 to 5 on the way (or paused on it). */
function stateOf(status: number | null, percent: number | null): ListedVolume['state'] {
  if (status !== null && status >= 2 && status <= 5) return 'converting';
  if (percent !== null) return percent === 0 ? 'decrypted' : percent === 100 ? 'encrypted' : 'converting';
  return status === 0 ? 'decrypted' : status === 1 ? 'encrypted' : 'not-read';
}

/** Of one or several objects; Windows PowerShell wraps some lists in `{ value, Count }`. */
function listOf(value: unknown): Json[] {
  const list: unknown = isJson(value) && Array.isArray(value.value) ? value.value : value;
  return (Array.isArray(list) ? list : [list]).filter(isJson);
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberOf(json: Json, ...names: string[]): number | null {
  const value = names.map((name) => json[name]).find((value) => value !== undefined && value !== null);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** What a name or its number stands for. */
function named<T>(table: readonly (readonly [string, T])[], value: unknown): T | undefined {
  if (typeof value === 'number') return table[value]?.[1];
  const name = typeof value === 'string' ? value.toLowerCase() : null;
  return table.find(([known]) => known === name)?.[1];
}
