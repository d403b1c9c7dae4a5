import { createHash, timingSafeEqual } from 'node:crypto';
import type { FveVolume } from '../fve/types.ts';
import { unsealKey } from './unseal.ts';

const HASH_BYTES = 32;

/**
 * Whether the metadata is what Windows sealed: SHA-256 over the block, under the volume master key. `none`: version 1 has no
 * such seal; `missing`: version 2 has to have one, so that without it nobody can tell.
 */
export function metadataSeal(
  { version, sealedHash, block }: FveVolume,
  vmk: Buffer,
): 'fits' | 'altered' | 'missing' | 'none' {
  if (version < 2) return 'none';
  if (!sealedHash) return 'missing';
  const sealed = unsealKey(vmk, sealedHash, HASH_BYTES);
  if (!sealed) return 'altered';
  const fits = timingSafeEqual(sealed, createHash('sha256').update(block).digest());
  sealed.fill(0);
  return fits ? 'fits' : 'altered';
}
