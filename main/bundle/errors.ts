import { AdvisedError } from '../ports/advised-error.ts';

export type BundleErrorCode =
  | 'bundle.format' // a text or file is not what it is taken for
  | 'bundle.key' // no Ed25519 key in a form that we know
  | 'bundle.key-locked' // a secret key under a password
  | 'bundle.not-trusted' // the key that vouches is not in the list, or was revoked
  | 'bundle.rotation' // a rotation statement that does not hold
  | 'bundle.plan' // what shall be sealed contradicts itself
  | 'bundle.changed-source' // a package is not what it was when it was taken in
  | 'bundle.custody'; // the chain of hops does not hold

const ADVICE: Readonly<Record<BundleErrorCode, string>> = {
  'bundle.format': 'Take the file from the other copy; this one was altered or is not complete.',
  'bundle.key': 'Give a minisign or OpenSSH Ed25519 public key, as its owner prints it.',
  'bundle.key-locked': 'Make a key without a password (minisign -G -W); Rackhand keeps it in its vault.',
  'bundle.not-trusted': 'Ask for the fingerprint by phone, compare it and trust the key, or use one that is trusted.',
  'bundle.rotation': 'Ask the owner of the key for a new statement, or compare the new fingerprint by phone.',
  'bundle.plan': 'Correct the list of packages, then seal again.',
  'bundle.changed-source': 'Take the second copy of the package; do not seal this one.',
  'bundle.custody': 'Note who had the medium on paper and check the packages against their signature.',
};

/** Names the file, bundle or key; never holds a private key. */
export class BundleError extends AdvisedError<BundleErrorCode> {
  override readonly name = 'BundleError';

  constructor(code: BundleErrorCode, message: string, cause?: unknown) {
    super(code, message, ADVICE[code], cause);
  }
}
