/** The list of trusted keys as a value: whose bundles are taken, and what of a revoked one still is. */
import type { TrustedKey } from '../../preload/contract.ts';
import { decodePublicKey, type MinisignKey, publicKeyLine } from './codec/minisign.ts';
import { decodeSshPublicKey, encodeSshPublicKey, fingerprintOf, KEY_TYPE } from './codec/ssh.ts';
import { BundleError } from './errors.ts';
import { minisignKeyOf } from './keys.ts';

/** Longest text that is looked at as a key. */
const MAX_KEY_TEXT = 4096;

/** A public key as its owner prints it: minisign's file or line, or OpenSSH's line. Throws BundleError `bundle.key`. */
export function readPublicKey(text: string): MinisignKey {
  if (text.length > MAX_KEY_TEXT) throw new BundleError('bundle.key', 'This is too long for a public key.');
  return text.trim().startsWith(KEY_TYPE) ? minisignKeyOf(decodeSshPublicKey(text)) : decodePublicKey(text);
}

/** How a key stands in the list once a person has compared its fingerprint. `since` is RFC 3339, UTC. */
export function trustedKey(
  key: MinisignKey,
  { name, own, since }: Pick<TrustedKey, 'name' | 'own' | 'since'>,
): TrustedKey {
  const { publicKey } = key;
  const openssh = encodeSshPublicKey(publicKey, '');
  return {
    fingerprint: fingerprintOf(publicKey),
    name,
    own,
    since,
    revoked: null,
    minisign: publicKeyLine(key),
    openssh,
  };
}

/** The list with the key in it; one that is there already stays as it is, revoked or not. */
export const trust = (keys: readonly TrustedKey[], key: TrustedKey): TrustedKey[] =>
  keys.some(({ fingerprint }) => fingerprint === key.fingerprint) ? [...keys] : [...keys, key];

/**
 * The list with the key revoked from `at` on (RFC 3339, UTC). Of a stolen key that is the last moment at which it was safe,
 * not the one at which the theft was noticed: whoever has the key writes into a bundle whatever time he likes, so what is
 * left to an earlier bundle is only that it has to answer a request, to be the next in its sequence and not to have
 * expired. A revocation is moved to an earlier time, never to a later one. Throws BundleError `bundle.not-trusted`.
 */
export function revoke(keys: readonly TrustedKey[], fingerprint: string, reason: string, at: string): TrustedKey[] {
  if (!keys.some((key) => key.fingerprint === fingerprint))
    throw new BundleError('bundle.not-trusted', `No key ${fingerprint} is in the list.`);
  return keys.map((key) => {
    if (key.fingerprint !== fingerprint) return key;
    const earlier = key.revoked && Date.parse(key.revoked.at) <= Date.parse(at);
    return earlier ? key : { ...key, revoked: { at, reason } };
  });
}

/** Whether the key is revoked for what was made at `at`; a time that cannot be read counts as now. */
export function revokedFor(key: TrustedKey, at: string | null): boolean {
  if (!key.revoked) return false;
  const made = Date.parse(at ?? '');
  return !(made < Date.parse(key.revoked.at));
}
