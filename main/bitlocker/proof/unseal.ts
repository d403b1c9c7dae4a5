import { ccmOpen } from '../crypto/ccm.ts';
import { datums, keyOf } from '../fve/datum.ts';
import type { Sealed } from '../fve/types.ts';

/** What a seal held: null for a key, where the tag fits and it holds something else. The caller wipes the key. */
export interface Unsealed {
  key: Buffer | null;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Opens an AES-CCM seal with a key of 32 bytes. It holds a key as a datum of its own (u32 size, u16 type 1 …; reference
 * §2.4). Null when the tag does not fit: not this key, or not these bytes.
 */
export function unseal(key: Buffer, { nonce, tag, ciphertext }: Sealed): Unsealed | null {
  if (key.length !== 32 || nonce.length !== NONCE_BYTES || tag.length !== TAG_BYTES) return null;
  const plain = ccmOpen(key, nonce, ciphertext, tag);
  if (!plain) return null;
  const [datum] = datums(plain).entries;
  const found = datum && keyOf(datum);
  if (!found) plain.fill(0);
  return { key: found?.key ?? null };
}

/** The key of a seal that must hold one of this length; null otherwise, with everything wiped. The caller wipes it. */
export function unsealKey(key: Buffer, sealed: Sealed, bytes: number): Buffer | null {
  const found = unseal(key, sealed)?.key ?? null;
  if (found?.length === bytes) return found;
  found?.fill(0);
  return null;
}
