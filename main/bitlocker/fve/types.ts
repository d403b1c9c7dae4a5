/** What the reader of BitLocker volumes (FVE metadata) delivers, and the proof and the practice writer work with. */
import type { ProtectorKind } from '../../../preload/contract.ts';

/** Bytes of an image, a drive or a part of one. Reads are whole or fail. */
export interface Source {
  /** For messages: the path. */
  readonly name: string;
  /** Null where the system does not tell (some raw drives). */
  readonly size: number | null;
  /** @throws BitlockerError `bitlocker.truncated` (beyond its end) or `bitlocker.unreadable` */
  read(offset: number, length: number): Promise<Buffer>;
}

/** Sector encryption, by the number in the metadata (0x8000 to 0x8005). */
export type FveMethod =
  | 'aes-cbc-128-elephant'
  | 'aes-cbc-256-elephant'
  | 'aes-cbc-128'
  | 'aes-cbc-256'
  | 'aes-xts-128'
  | 'aes-xts-256';

/** An AES-CCM sealed datum: nonce of 12 bytes, tag of 16. */
export interface Sealed {
  nonce: Buffer;
  tag: Buffer;
  ciphertext: Buffer;
}

export interface Protector {
  /** GUID in capitals. */
  id: string;
  kind: ProtectorKind;
  /** The number in the metadata, for kinds unknown. */
  code: number;
  name: string | null;
  modified: Date | null;
  /** When the key was saved somewhere (datum 0x15; undocumented, observed). */
  backup: { first: Date | null; last: Date | null } | null;
  /** Of kinds that are stretched. `supported` is false for a stretch method no public source describes. */
  stretch: { salt: Buffer; supported: boolean } | null;
  /** The volume master key under this protector's key. */
  sealedVmk: Sealed | null;
  /** The protector's own key under the volume master key (recovery passwords). */
  sealedOwnKey: Sealed | null;
  /** The key itself, lying open: protection is suspended. */
  clearKey: Buffer | null;
}

export interface FveVolume {
  /** Where the volume begins in its source, in bytes. */
  offset: number;
  layout: 'vista' | 'windows7' | 'to-go' | 'used-space-only';
  sectorSize: number;
  version: number;
  /** GUID in capitals. */
  id: string;
  description: string | null;
  created: Date | null;
  /** Null for a number that is not known. */
  method: FveMethod | null;
  methodCode: number;
  state: 'decrypted' | 'switching-dirty' | 'paused' | 'encrypted' | 'switching' | 'unknown';
  nextState: 'decrypted' | 'switching-dirty' | 'paused' | 'encrypted' | 'switching' | 'unknown';
  /** Bytes from the start of the volume that are encrypted. */
  encryptedBytes: number;
  /** Of the whole volume, where the boot sector or the partition table tells. */
  volumeBytes: number | null;
  protectors: Protector[];
  /** A clear key lies in the metadata: anybody can read the drive. */
  suspended: boolean;
  /** The full-volume encryption key under the volume master key. */
  sealedFvek: Sealed | null;
  /** SHA-256 over the metadata block under the volume master key; null in version 1. */
  sealedHash: Sealed | null;
  /** The block that was taken, as it was read. */
  block: Buffer;
  /** Where the original first sectors lie encrypted: offset from the volume's start, length. Null in version 1. */
  relocated: { offset: number; length: number } | null;
  /** The three copies: which are good. */
  copies: { offset: number; state: 'good' | 'no-signature' | 'size' | 'checksum' | 'unreadable' }[];
  /** What in it no public source describes, in English; a key that fails here is not proven wrong. */
  unsupported: string[];
}
