import type { FveVolume } from '../fve/types.ts';
import { unsealKey } from './unseal.ts';

const KEY_BYTES = 16;

/**
 * The recovery passwords of a volume, which each of their protectors keeps under the volume master key (reference finding 3):
 * protector and 16 bytes, which the caller wipes. Those that cannot be opened are left out.
 */
export function recoveryPasswords({ protectors }: FveVolume, vmk: Buffer): { id: string; key: Buffer }[] {
  return protectors.flatMap(({ id, kind, sealedOwnKey }) => {
    const key = kind === 'recovery-password' && sealedOwnKey ? unsealKey(vmk, sealedOwnKey, KEY_BYTES) : null;
    return key ? [{ id, key }] : [];
  });
}
