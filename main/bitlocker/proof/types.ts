/** What a proof is asked and what it answers. */
import type { KeyGrade } from '../../../preload/contract.ts';
import type { Stretch } from '../stretch/stretch.ts';

/** A key to try. Its bytes belong to the caller, who wipes them. */
export type Candidate =
  /** 16 bytes; with an `id` (GUID in capitals) only that protector is tried, else each recovery password in turn. */
  | { kind: 'recovery-password'; key: Buffer; id: string | null }
  /** 32 bytes of a .BEK file, and the protector it names. */
  | { kind: 'external-key'; key: Buffer; id: string | null }
  /** The key that lies open in the metadata while protection is suspended. */
  | { kind: 'clear-key' }
  /** UTF-16LE, without an end mark. */
  | { kind: 'passphrase'; text: Buffer };

export interface ProofOptions {
  stretch: Stretch;
  signal?: AbortSignal;
  /** 0 to 1 over all protectors that have to be tried. */
  onProgress?: (share: number) => void;
}

export interface Proof {
  /** `unsupported` says nothing about the key: what it would have to open is of a kind no public source describes. */
  outcome: 'opens' | 'does-not-open' | 'no-such-protector' | 'unsupported';
  /** The protector it opens, or the one it was tried on; null when there were several or none. */
  protectorId: string | null;
  /** How far it opens; null when it does not. */
  grade: Extract<KeyGrade, 'vmk' | 'fvek' | 'metadata' | 'sector'> | null;
  /** What the first sector is, decrypted; `in-clear`: it is not encrypted yet. Null when it could not be read. */
  sector: FileSystem | 'in-clear' | 'not-recognised' | null;
  /** What a person should know, in English. */
  notes: string[];
  /** Recovery passwords of this volume, the candidate's among them: 16 bytes each, which the caller wipes. */
  others: { id: string; key: Buffer }[];
}

export type FileSystem = 'ntfs' | 'fat' | 'exfat' | 'refs';
