import type { ProtectorKind } from '../../../preload/contract.ts';
import { type Datum, datums, keyOf, sealedOf, TYPE, textOf } from './datum.ts';
import { fileTime } from './fields.ts';
import { guidText } from './guid.ts';
import type { Protector, Sealed } from './types.ts';

/** GUID 16, FILETIME 8, u16, u16 kind of protection; entries behind (reference §2.3, "VMK info"). */
const HEADER_BYTES = 28;
/** Method u16, flags u16, salt 16; entries behind. */
const STRETCH_BYTES = 20;
const SALT_BYTES = 16;
/** What a 16-byte key takes under AES-CCM: its datum header, kind and flags come along. */
const OWN_KEY_CIPHERTEXT_BYTES = 28;

/** By the upper byte of the number. 0x01 TPM, 0x02 external key and 0x04 PIN are bits and come together. */
const KINDS: Readonly<Record<number, ProtectorKind>> = {
  0: 'clear-key',
  1: 'tpm',
  2: 'external-key',
  3: 'tpm-startup-key',
  4: 'tpm-pin',
  5: 'tpm-pin',
  7: 'tpm-pin-startup-key',
  8: 'recovery-password',
  16: 'certificate',
  32: 'passphrase',
};
/** Kinds that Rackhand can open, so that what is missing in them matters. */
const OPENABLE: readonly ProtectorKind[] = ['clear-key', 'external-key', 'recovery-password', 'passphrase'];
/** How keys are stretched: 0x1000 recovery passwords, 0x1001 passphrases. */
const STRETCH_METHODS: Readonly<Record<number, ProtectorKind>> = { 4096: 'recovery-password', 4097: 'passphrase' };

/** A protector out of its entry (type 8), and what in it is not known. Null when the entry is too short to name one. */
export function decodeProtector({ data }: Datum): { protector: Protector; unsupported: string[] } | null {
  if (data.length < HEADER_BYTES) return null;
  const { entries, whole } = datums(data.subarray(HEADER_BYTES));
  const code = data.readUInt16LE(26);
  const kind = KINDS[code >> 8] ?? 'unknown';
  const stretch = stretchOf(entries, kind);
  const protector: Protector = {
    id: guidText(data.subarray(0, 16)),
    kind,
    code,
    name: first(entries, textOf),
    modified: fileTime(data, 16),
    backup: first(entries, backupOf),
    stretch: stretch && { salt: stretch.salt, supported: stretch.supported },
    sealedVmk: first(entries, sealedOf),
    sealedOwnKey: stretch?.ownKey ?? null,
    clearKey: kind === 'clear-key' ? (first(entries, keyOf)?.key ?? null) : null,
  };
  return { protector, unsupported: gaps(protector, whole) };
}

function first<T>(entries: Datum[], read: (datum: Datum) => T | null): T | null {
  for (const entry of entries) {
    const value = read(entry);
    if (value) return value;
  }
  return null;
}

interface Stretch {
  salt: Buffer;
  supported: boolean;
  ownKey: Sealed | null;
}

/** Flags that are not zero stand for stretching that no public source describes (0x40 is said to be PBKDF2). */
function stretchOf(entries: Datum[], kind: ProtectorKind): Stretch | null {
  const found = entries.find(({ type, data }) => type === TYPE.stretch && data.length >= STRETCH_BYTES);
  if (!found) return null;
  const { data } = found;
  const nested = datums(data.subarray(STRETCH_BYTES)).entries.map(sealedOf);
  return {
    salt: data.subarray(4, 4 + SALT_BYTES),
    supported: STRETCH_METHODS[data.readUInt16LE(0)] === kind && data.readUInt16LE(2) === 0,
    ownKey: nested.find((sealed) => sealed?.ciphertext.length === OWN_KEY_CIPHERTEXT_BYTES) ?? null,
  };
}

/** Datum 0x15: two FILETIMEs, when the key was saved first and last (undocumented; observed in ten public images). */
function backupOf({ type, data }: Datum): Protector['backup'] {
  if (type !== TYPE.backup || data.length < 16) return null;
  return { first: fileTime(data, 0), last: fileTime(data, 8) };
}

function gaps({ id, kind, code, stretch, sealedVmk, clearKey }: Protector, whole: boolean): string[] {
  const found: string[] = [];
  if (kind === 'unknown') found.push(`protector ${id} is of kind 0x${code.toString(16)}`);
  if (!whole) found.push(`protector ${id} holds an entry of an impossible size`);
  if (!OPENABLE.includes(kind)) return found;
  if (!sealedVmk) found.push(`protector ${id} holds no AES-CCM sealed volume master key`);
  if (kind === 'clear-key' && !clearKey) found.push(`protector ${id} holds no clear key`);
  if (kind === 'recovery-password' || kind === 'passphrase') {
    if (!stretch) found.push(`protector ${id} has no salt`);
    else if (!stretch.supported) found.push(`protector ${id} stretches its key in an unknown way`);
  }
  return found;
}
