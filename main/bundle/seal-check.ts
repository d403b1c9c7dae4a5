/** Whether the tag manifest was signed, by a key that is trusted for the time at which it was sealed. */
import type { TrustedKey } from '../../preload/contract.ts';
import type { BagInfo } from './codec/bag-info.ts';
import { decodeSignature } from './codec/minisign.ts';
import { decodeSshSignature } from './codec/sshsig.ts';
import { textOf } from './codec/text.ts';
import { commentOf, MINISIG, NAMESPACE, SSHSIG, TAGMANIFEST } from './layout.ts';
import type { Problems } from './problems.ts';
import { type Signer, signerOfMinisig, signerOfSsh } from './signer.ts';
import { revokedFor } from './trust.ts';

export interface Seal {
  /** Fingerprint of the trusted key; null when there is none. */
  signedBy: string | null;
}

/** One good signature is enough (a person may seal with minisign alone), but none that is there may be bad. */
export function checkSeal(
  tagmanifest: Buffer | null,
  files: { minisig: Buffer | null; ssh: Buffer | null },
  { trusted }: { trusted: readonly TrustedKey[] },
  { problems, info }: { problems: Problems; info: BagInfo | null },
): Seal {
  if (!tagmanifest) return { signedBy: null };
  const signers: [file: string, signer: Signer][] = [];
  const { minisig, ssh } = files;
  if (!minisig && !ssh) problems.add('unsigned', TAGMANIFEST, 'Nobody signed it.');
  if (minisig) {
    const signed = problems.attempt('bad-signature', MINISIG, () => decodeSignature(textOf(MINISIG, minisig)));
    if (signed) {
      signers.push([MINISIG, signerOfMinisig(signed, tagmanifest, trusted)]);
      checkComment(signed.trustedComment, info, problems);
    }
  }
  if (ssh) {
    const signed = problems.attempt('bad-signature', SSHSIG, () => decodeSshSignature(textOf(SSHSIG, ssh)));
    if (signed) signers.push([SSHSIG, signerOfSsh(signed, NAMESPACE, tagmanifest, trusted)]);
  }
  return { signedBy: agree(signers, info, problems) };
}

/** The key that all signatures are of. */
function agree(signers: readonly [string, Signer][], info: BagInfo | null, problems: Problems): string | null {
  const keys = new Map<string, TrustedKey>();
  for (const [file, signer] of signers) {
    if (signer.verdict === 'bad') problems.add('bad-signature', file, 'It is not the signature of this tag manifest.');
    if (signer.verdict === 'unknown')
      problems.add('unknown-key', file, `Nobody here trusts the key that signed it (${signer.who}).`);
    if (signer.verdict === 'good') keys.set(signer.key.fingerprint, signer.key);
  }
  if (keys.size > 1) problems.add('bad-signature', TAGMANIFEST, 'Its two signatures are of two different keys.');
  for (const key of keys.values()) {
    if (!revokedFor(key, info?.sealedAt ?? null)) continue;
    const { at, reason } = key.revoked ?? {};
    const who = `The key of ${key.name} (${key.fingerprint})`;
    problems.add('revoked-key', TAGMANIFEST, `${who} was revoked on ${at} (${reason}); this was sealed after that.`);
  }
  return [...keys.keys()][0] ?? null;
}

/** Comments of ours name the bundle; others (a person's own, minisign's) are let be. */
function checkComment(comment: string, info: BagInfo | null, problems: Problems): void {
  if (!info || !comment.startsWith('bundle:')) return;
  if (comment !== commentOf({ bundle: info.id, sequence: info.sequence, sealedAt: info.sealedAt }))
    problems.add('mixed-bundle', MINISIG, 'The comment of its signature names another bundle.');
}
