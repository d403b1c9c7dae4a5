/** Recovery keys of a device: which volumes there are, which keys, and how far each key is proven. Never a digit of one. */
import type { Failure } from './basics.ts';

/**
 * How far a key is proven, weakest first; each includes what stands before it.
 * `rejected`: well formed, and the volume it names does not open with it. `malformed`: a group of digits cannot be right.
 * `well-formed`: the digits can be a key. `listed`: its ID is among the protectors of a volume. `live`: the running Windows
 * states the same digits for this ID. `vmk`, `fvek`, `metadata`, `sector`: opened on the volume itself, down to the volume
 * master key, the encryption key, the sealed hash over the metadata, and the decrypted boot sector.
 */
export type KeyGrade =
  | 'rejected'
  | 'malformed'
  | 'well-formed'
  | 'listed'
  | 'live'
  | 'vmk'
  | 'fvek'
  | 'metadata'
  | 'sector';

export type ProtectorKind =
  | 'clear-key'
  | 'tpm'
  | 'external-key'
  | 'tpm-pin'
  | 'tpm-startup-key'
  | 'tpm-pin-startup-key'
  | 'recovery-password'
  | 'certificate'
  | 'passphrase'
  | 'unknown';

export interface ProtectorView {
  /** GUID in capitals: what the recovery screen calls the key ID. */
  id: string;
  kind: ProtectorKind;
  name: string | null;
  modifiedAt: string | null;
  /** The volume says that this key was saved somewhere. */
  backedUp: boolean;
}
export interface VolumeView {
  /** GUID of the volume in capitals, or `letter:C:` where only a listing of Windows names it. */
  id: string;
  /** `C:`, known from a listing or a file; null where only the disk was read. */
  letter: string | null;
  description: string | null;
  /** E.g. `XTS-AES 128`; null where it was not read. */
  method: string | null;
  /** `converting`: encryption or decryption is not complete. */
  state: 'encrypted' | 'converting' | 'decrypted' | 'not-read';
  /** Protection is suspended: everybody can read this drive without any key. */
  suspended: boolean;
  /** 0 to 100, or null where it was not read. */
  encryptedPercent: number | null;
  protectors: ProtectorView[];
  /** ID that the recovery screen is likely to show, and why. */
  shown: { keyId: string; certain: boolean } | null;
  /** Where it was read from: an image, a drive, or a listing. */
  place: string;
  readAt: string;
  /** The factory image has replaced it: its keys open nothing any more. */
  dead: boolean;
  /** A proven key lies off the appliance. */
  ready: boolean;
}
export interface KeySource {
  /** `stick`: removable medium; `folder`: another path on this machine; `paste`: typed or pasted; `windows`: asked the running
   * Windows; `volume`: read out of the volume with another key. */
  kind: 'stick' | 'folder' | 'paste' | 'windows' | 'volume';
  /** Path, label of the stick, address of the host … */
  place: string;
  /** Of the file; null for what was no file. */
  sha256: string | null;
  at: string;
}
export interface KeyView {
  /** GUID of the protector in capitals; null for digits that no ID stood with. */
  id: string | null;
  /** Handle for commands: the ID in small letters, or `found-<n>`. */
  ref: string;
  kind: 'recovery-password' | 'external-key';
  volumeId: string | null;
  letter: string | null;
  grade: KeyGrade;
  /** Groups of digits (1 to 8) that cannot be right. */
  badGroups: number[];
  /** Where and when the grade was reached. */
  provenAt: string | null;
  provenOn: string | null;
  sources: KeySource[];
  /** Lies in the vault. */
  stored: boolean;
  /** Was read from or written to something that is not the appliance. */
  offBox: boolean;
  /** Its volume is gone (factory image), or it belongs to no volume that is known. */
  dead: { at: string; reason: string } | null;
  stale: boolean;
}
/** Everything known about the recovery keys of one device. */
export interface KeysView {
  siteId: string;
  deviceId: string;
  /** Null until volumes were read or listed: then nobody knows how many keys are needed. */
  volumes: VolumeView[] | null;
  keys: KeyView[];
  /** Every living volume has a proven key off the appliance. */
  ready: boolean;
}

/** Where keys are to be looked for. */
export type KeyOrigin =
  /** A file, a folder or the root of a stick. */
  | { kind: 'path'; path: string }
  | { kind: 'text'; text: string }
  /** The Windows that Rackhand runs on. */
  | { kind: 'windows' }
  /** The Windows of the device over SSH; `hostKey` is the fingerprint that was agreed to, null to learn it. */
  | { kind: 'ssh'; address: string; user: string; password: string; hostKey: string | null };

/** What one look brought: files and what was in them. Never digits. */
export interface CollectView {
  files: {
    name: string;
    sha256: string | null;
    keys: { id: string | null; letter: string | null; badGroups: number[]; known: boolean }[];
    /** IDs of keys whose digits the file does not hold (a locked volume lists no number). */
    withoutDigits: string[];
    error: Failure | null;
  }[];
  medium: { label: string | null; removable: boolean | null } | null;
  keys: KeysView;
}
/** A place where key files may lie. */
export interface StickView {
  path: string;
  label: string | null;
  fileSystem: string | null;
  removable: boolean | null;
  /** 0 to 100: how much the label is like that of the appliance's key stick. */
  labelScore: number;
}
export interface ProofProgress {
  siteId: string;
  deviceId: string;
  ref: string;
  /** Candidates (digits to try) done and in all. */
  candidate: number;
  candidates: number;
  /** 0 to 1 of the present one. */
  share: number;
}
/** What trying keys on a volume has shown. */
export interface ProofView {
  tried: { ref: string; grade: KeyGrade; failure: Failure | null }[];
  /** Keys of the same volume that the proven one brought along. */
  revealed: string[];
  keys: KeysView;
}
/** One recovery key in the open, for one look. */
export interface RevealedKey {
  id: string;
  letter: string | null;
  /** Eight groups of six digits. */
  groups: string[];
  /** One check digit per group over its place and digits (ISO 7064 MOD 11,10). */
  checks: string[];
}
