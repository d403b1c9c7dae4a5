import { createHash } from 'node:crypto';
import type { ProtectorView } from '../../../preload/contract.ts';
import { shownOnRecoveryScreen } from '../../bitlocker/fve/screen.ts';
import type { FveMethod, FveVolume, Protector } from '../../bitlocker/fve/types.ts';
import type { SeenVolume } from '../../bitlocker/register/register.ts';

const METHODS: Readonly<Record<FveMethod, string>> = {
  'aes-cbc-128-elephant': 'AES 128 with diffuser',
  'aes-cbc-256-elephant': 'AES 256 with diffuser',
  'aes-cbc-128': 'AES 128',
  'aes-cbc-256': 'AES 256',
  'aes-xts-128': 'XTS-AES 128',
  'aes-xts-256': 'XTS-AES 256',
};

/** A volume as the register knows it. */
export function seenVolume(volume: FveVolume, place: string, readAt: string): SeenVolume {
  const { id, description, suspended, method, methodCode } = volume;
  return {
    ...{ id, description, suspended, place, readAt },
    letter: letterIn(description),
    method: method ? METHODS[method] : `unknown (0x${methodCode.toString(16)})`,
    state: stateOf(volume),
    encryptedPercent: percentOf(volume),
    protectors: volume.protectors.map(protectorView),
    shown: shownOnRecoveryScreen(volume),
  };
}

function stateOf({ state, nextState }: FveVolume): SeenVolume['state'] {
  if (state === 'decrypted') return 'decrypted';
  return state === 'encrypted' && (nextState === 'encrypted' || nextState === 'unknown') ? 'encrypted' : 'converting';
}

function percentOf(volume: FveVolume): number | null {
  if (stateOf(volume) === 'encrypted') return 100;
  const { encryptedBytes, volumeBytes } = volume;
  if (volumeBytes === null || volumeBytes === 0) return null;
  return Math.min(100, Math.floor((100 * encryptedBytes) / volumeBytes));
}

const protectorView = ({ id, kind, name, modified, backup }: Protector): ProtectorView => ({
  ...{ id, kind, name },
  modifiedAt: modified?.toISOString() ?? null,
  backedUp: backup !== null,
});

/** Windows writes host, letter and date into the description: `PC1 C: 2026-11-21`. */
export const letterIn = (description: string | null): string | null =>
  / ([A-Z]:) /.exec(` ${description ?? ''} `)?.[1] ?? null;

/** What a record names the metadata by that a key was proven on. */
export const metadataHash = ({ block }: FveVolume): string => createHash('sha256').update(block).digest('hex');
