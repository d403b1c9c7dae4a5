/** Whose signature it is, among the trusted keys. */
import type { TrustedKey } from '../../preload/contract.ts';
import { decodePublicKey, keyIdText, type MinisignSignature, verifyMinisign } from './codec/minisign.ts';
import { fingerprintOf } from './codec/ssh.ts';
import { type SshSignature, verifySsh } from './codec/sshsig.ts';

export type Signer =
  | { verdict: 'good'; key: TrustedKey }
  /** Of a key that is not in the list: as it can be told, its fingerprint or its minisign id. */
  | { verdict: 'unknown'; who: string }
  /** Made by nobody, or for other content. */
  | { verdict: 'bad' };

/**
 * A minisign signature only hints at its key. As with minisign itself the hint has to be right, so a key that minisign made
 * is trusted in its minisign form: OpenSSH's does not hold the id that minisign drew.
 */
export function signerOfMinisig(
  signed: MinisignSignature,
  content: Uint8Array,
  trusted: readonly TrustedKey[],
): Signer {
  let named = false;
  for (const key of trusted) {
    const { id, publicKey } = decodePublicKey(key.minisign);
    if (verifyMinisign({ id, publicKey }, content, signed)) return { verdict: 'good', key };
    named ||= id.equals(signed.id);
  }
  return named ? { verdict: 'bad' } : { verdict: 'unknown', who: `minisign ${keyIdText(signed.id)}` };
}

/** An OpenSSH signature brings its key along, so that a bad one is told from a stranger's. */
export function signerOfSsh(
  signed: SshSignature,
  namespace: string,
  content: Uint8Array,
  trusted: readonly TrustedKey[],
): Signer {
  if (!verifySsh(signed, namespace, content)) return { verdict: 'bad' };
  const fingerprint = fingerprintOf(signed.publicKey);
  const key = trusted.find((one) => one.fingerprint === fingerprint);
  return key ? { verdict: 'good', key } : { verdict: 'unknown', who: fingerprint };
}
